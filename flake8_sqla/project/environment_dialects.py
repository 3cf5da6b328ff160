"""Which databases an Alembic environment is written for: the dialects that its env.py asks for by name, and batch mode, for SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.dialects import ini_values, read_text

#: Where `alembic init` and Flask-Migrate put it, if nothing says otherwise.
_USUAL = ("alembic", "migrations")
_BATCH = lazy_pattern(r"""\brender_as_batch["']?\s*[=:]\s*True\b""")
_NAMED = lazy_pattern(r"""\bdialect(?:\.name|_name)\s*[!=]=\s*["'](postgresql|mysql|mariadb|sqlite|mssql|oracle)["']""")


def dialects_of_environment(root: Path) -> tuple[frozenset[str], bool]:
    """(the dialects that the env.py of a project names, whether it renders batches). Nothing where there is no env.py."""
    for folder in _folders(root):
        lines = read_text(root / folder / "env.py", root).splitlines()
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        if text:
            return frozenset(_NAMED.findall(text)), _BATCH.search(text) is not None
    return frozenset(), False


def _folders(root: Path) -> Iterator[str]:
    for location in ini_values(read_text(root / "alembic.ini", root), "script_location"):
        package, colon, inside = location.replace("%(here)s", ".").partition(":")
        yield f"{package.replace('.', '/')}/{inside}" if colon and package.replace(".", "").isidentifier() else package
    yield from _USUAL
