"""Which versions of SQLAlchemy a project asks for, and whether it has an asynchronous driver, by what its dependency files say."""

from __future__ import annotations

import re
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import record
from flake8_sqla.project.dialects import read_text
from flake8_sqla.project.disk import matching
from flake8_sqla.vocabulary.drivers import ASYNC_DRIVERS

_FILES = (
    *("pyproject.toml", "setup.cfg", "setup.py", "Pipfile"),
    *("requirements*.txt", "requirements*.in", "requirements/*.txt", "requirements/*.in"),
)
#: `sqlalchemy[asyncio]>=2.0,<2.1`, `"SQLAlchemy~=2.0"`, `sqlalchemy = "^2.0"`, `sqlalchemy = {version = "^2.0", …}`.
_SQLALCHEMY = lazy_pattern(
    r"(?<![\w./@#:-])sqlalchemy(?![\w.-])[\"']?\s*(?:\[[^\]]*\])?\s*\(?"
    r"(?P<assigned>=\s*(?:\{[^}\n]*?version\s*=\s*)?[\"'](?P<poetry>[^\"'\n]*)[\"']"
    r"|(?P<specifiers>(?:[<>=!~]=?=?\s*[\w.*+!-]+\s*,?\s*)+)|)",
    re.IGNORECASE,
)
_SPECIFIER = lazy_pattern(r"(\^|~=|===?|!=|>=|<=|~|>|<)?\s*v?(\d+(?:\.(?:\d+|\*))*)")
_DRIVER = lazy_pattern(r"(?<![\w.-])(" + "|".join(sorted(ASYNC_DRIVERS, key=len, reverse=True)) + r")(?![\w-])", re.IGNORECASE)
_ALEMBIC = lazy_pattern(r"(?<![\w./-])(alembic|flask[-_]migrate)(?![\w./-])", re.IGNORECASE)
#: A key that holds no dependency: `[tool.mypy-sqlalchemy]`, `known_third_party = sqlalchemy`.
_NO_DEPENDENCY = lazy_pattern(
    r"^\s*(\[|#|//|(plugins|known_\w+|module|ignore\w*|keywords|description|classifiers|name|homepage|url)\b)", re.IGNORECASE
)
_TOP = 999_999


@record
class Requirements:
    """What the dependency files ask for. `stated` is false where none names SQLAlchemy: then nothing is known of its version.

    The versions admitted reach from `lowest` (included) to `below` (excluded). `uses_alembic`: Alembic or Flask-Migrate is among
    them, or there is an alembic.ini.
    """

    stated: bool = False
    lowest: tuple[int, ...] = (0,)
    below: tuple[int, ...] = (_TOP,)
    has_async_driver: bool = False
    uses_alembic: bool = False

    @property
    def admits_2_1(self) -> bool:
        """Whether SQLAlchemy 2.1 or later may be installed."""
        return self.stated and self.below > (2, 1) and self.lowest < self.below

    @property
    def admits_2_0(self) -> bool:
        """Whether a SQLAlchemy before 2.1 may be installed."""
        return self.stated and self.lowest < (2, 1)


def find_requirements(root: Path) -> Requirements:
    """What the files at a project's root ask for. Where several speak of SQLAlchemy, all of them must be met."""
    stated = has_async_driver = False
    uses_alembic = bool(read_text(root / "alembic.ini", root))
    lowest: tuple[int, ...] = (0,)
    below: tuple[int, ...] = (_TOP,)
    for pattern in _FILES:
        for path in matching(str(root), pattern):
            for line in read_text(path, root).splitlines():
                line = line.partition(" #")[0]
                if line.lstrip().startswith("#"):
                    continue
                uses_alembic = uses_alembic or _ALEMBIC.search(line) is not None
                has_async_driver = has_async_driver or _DRIVER.search(line) is not None
                for specifiers in _asked(line):
                    stated = True
                    first, end = _range(specifiers)
                    lowest, below = max(lowest, first), min(below, end)
    return Requirements(stated, lowest, below, has_async_driver, uses_alembic)


def _asked(line: str) -> list[str]:
    """The version specifiers of each mention of SQLAlchemy that is a dependency; empty text for one without any."""
    if "sqlalchemy" not in line.lower() or _NO_DEPENDENCY.match(line):
        return []
    return [found["poetry"] or found["specifiers"] or "" for found in _SQLALCHEMY.finditer(line)]


def _range(specifiers: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The lowest version that specifiers admit, and the first above them that they do not."""
    lowest: tuple[int, ...] = (0,)
    below: tuple[int, ...] = (_TOP,)
    for operator, text in _SPECIFIER.findall(specifiers):
        parts = text.split(".")
        open_end = "*" in parts
        version = tuple(int(part) for part in parts if part != "*")
        first: tuple[int, ...] = version
        end: tuple[int, ...] = (_TOP,)
        if operator in ("==", "===", "") and (operator or text != specifiers.strip() or "." in text):
            end = _after(version) if open_end else (*version, 1)
        elif operator == "~=":
            end = _after(version[:-1]) if len(version) > 1 else _after(version)
        elif operator == "^":
            end = _after(version[:1])
        elif operator == "~":
            end = _after(version[:2])
        elif operator == "<":
            first, end = (0,), version
        elif operator == "<=":
            first, end = (0,), (*version, 1)
        elif operator == "!=":
            continue
        lowest, below = max(lowest, first), min(below, end)
    return lowest, below


def _after(version: tuple[int, ...]) -> tuple[int, ...]:
    """The first version that does not begin like this one."""
    return (*version[:-1], version[-1] + 1)
