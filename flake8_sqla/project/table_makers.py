"""Whether a project makes its tables past its migrations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern

_CALL = lazy_pattern(r"^[^#\n]*\.create_all\b", re.MULTILINE)
_TEST = lazy_pattern(r"test_|conftest|tests\.py|\w+_test\.py")
#: What stands in one of these is no part of the running application.
_APART = frozenset({"test", "tests", "testing", "migrations", "alembic", "versions", "examples", "example", "docs", "scripts"})


def makes_tables(root: Path, files: Iterable[str], text_of: Callable[[str], str | None]) -> bool:
    """Whether the application calls `create_all()`, outside of tests and scripts; `files` are all the modules below the root."""
    for file in files:
        parts = Path(file).relative_to(root).parts
        if _APART.isdisjoint(parts) and not _TEST.match(parts[-1]):
            text = text_of(file) or ""
            if "create_all" in text and _CALL.search(text):
                return True
    return False
