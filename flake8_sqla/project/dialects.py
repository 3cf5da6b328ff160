"""Which databases a project runs on, found out from files that say so: alembic.ini and the dependency lists."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import matching, read, read_inside, walk
from flake8_sqla.vocabulary.drivers import DRIVER_DISTRIBUTIONS, URL_SCHEMES

#: Where a project says what it depends on.
DEPENDENCY_FILES = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "requirements*.txt",
    "requirements*.in",
    "requirements/*.txt",
    "requirements/*.in",
)
_LARGEST_FILE = 512 * 1024
#: A program with drivers for more databases than this talks to other people's; which is its own they do not tell.
_MOST_DATABASES = 3
_MOST_MIGRATIONS = 2000
_NOT_OURS = frozenset({"node_modules", "site-packages", "__pycache__"})
_NAMES = "(postgresql|mysql|mariadb|mssql|oracle)"
#: `dialect.name == "postgresql"`, `from sqlalchemy.dialects import postgresql`, `postgresql_where=…`
_SPEAKS = lazy_pattern(
    rf"\.name\s*(?:[=!]=|in\b)[^\n]*?[\"']{_NAMES}[\"']|\bdialects(?:\.|\s+import\s+(?:\w+,\s*)*){_NAMES}\b"
    rf"|\b{_NAMES}_(?:where|using|ops|concurrently|include|with|engine|charset|not_valid)\s*="
)
_SCHEME = lazy_pattern(r"\s*([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?://", re.IGNORECASE)
_DRIVER = lazy_pattern(
    r"(?<![\w.-])("
    + "|".join(sorted((re.escape(name).replace(r"\-", "[-_.]") for name in DRIVER_DISTRIBUTIONS), key=len, reverse=True))
    + r")(?![\w-])",
    re.IGNORECASE,
)


def find_dialects(root: Path) -> frozenset[str]:
    """The dialects that the files at a project's root name; empty where they name none."""
    found: set[str] = set()
    for pattern in DEPENDENCY_FILES:
        for path in matching(str(root), pattern):
            found.update(_drivers_named(read_text(path, root)))
    if len({"mysql" if dialect == "mariadb" else dialect for dialect in found}) > _MOST_DATABASES:
        found.clear()
    found.update(_urls_of_ini(read_text(root / "alembic.ini", root)))
    if found == {"sqlite"}:
        # A file beside the code is what one has on one's own machine: the migrations tell whether they are meant for a server too.
        found.update(_spoken_of(root))
    return frozenset(found)


def _spoken_of(root: Path) -> Iterator[str]:
    """The databases that migrations below a folder, or the modules beside its alembic.ini, ask after or hold options for."""
    count = 0
    for folder, names, files in walk(str(root)):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _NOT_OURS)
        beside = "env.py" in files or "alembic.ini" in files or "versions" in folder[len(str(root)) :].split(os.sep)
        for name in files if beside else ():
            count += name.endswith(".py")
            text = read(os.path.join(folder, name), _LARGEST_FILE) if name.endswith(".py") and count <= _MOST_MIGRATIONS else None
            for match in _SPEAKS.finditer(text or ""):
                yield next(filter(None, match.groups()))


def read_text(path: str | Path, root: Path) -> str:
    """A small file of the project; empty where it is missing, huge, unreadable, or a link that leads out of the project."""
    return read_inside(path, root, _LARGEST_FILE)


def dialect_of_url(url: str) -> str:
    """The dialect of a database URL, or empty for a placeholder or another kind of URL."""
    scheme = _SCHEME.match(url)
    return URL_SCHEMES.get(scheme[1].lower(), "") if scheme else ""


def _drivers_named(text: str) -> set[str]:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {DRIVER_DISTRIBUTIONS[re.sub("[_.]", "-", name.lower())] for line in lines for name in _DRIVER.findall(line)}


def _urls_of_ini(text: str) -> set[str]:
    return {dialect for dialect in map(dialect_of_url, ini_values(text, "sqlalchemy.url")) if dialect}


def ini_values(text: str, option: str) -> list[str]:
    """What the sections of an ini file give an option, in their order; nothing where the file cannot be parsed."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return []
    return [value for section in parser.sections() if (value := parser.get(section, option, fallback=""))]
