"""Whether a project makes its tables past its migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

#: What stands in one of these is no part of the running application.
_APART = frozenset({"test", "tests", "testing", "migrations", "alembic", "versions", "examples", "example", "docs", "scripts"})


def makes_tables(root: Path, files: Iterable[str], text_of: Callable[[str], str | None]) -> bool:
    """Whether the application calls `create_all()`, outside of tests and scripts; `files` are all the modules below the root."""
    for file in files:
        parts = Path(file).relative_to(root).parts
        if _APART.isdisjoint(parts) and not parts[-1].startswith(("test_", "conftest")) and "create_all" in (text_of(file) or ""):
            return True
    return False
