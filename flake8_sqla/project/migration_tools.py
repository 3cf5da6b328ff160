"""Whether anything in a project carries its schema from one version to the next, Alembic or another tool."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.dialects import DEPENDENCY_FILES, read_text
from flake8_sqla.project.disk import matching, walk

_MOST_FILES = 20_000
_NOT_OURS = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env", "build", "dist", "htmlcov"})
#: Distributions that migrate schemas without Alembic.
_TOOLS = lazy_pattern(r"(?<![\w.-])(sqlalchemy-migrate|yoyo-migrations|django|aerich|pgroll|dbmate|caribou|migra)(?![\w-])", re.IGNORECASE)
_CONFIGURATIONS = frozenset({"alembic.ini", "sqitch.plan", "flyway.conf", "flyway.toml", "liquibase.properties", "atlas.hcl", "dbmate.env"})
_FOLDER = lazy_pattern(r"migrat|alembic", re.IGNORECASE)


def has_migrations(root: str) -> bool:
    """Whether there are: another tool among the dependencies, a tool's configuration, an env.py, a folder of migrations with files in it.

    Where there are too many files to look at, there are.
    """
    for pattern in DEPENDENCY_FILES:
        if any(_TOOLS.search(read_text(path, Path(root))) for path in matching(root, pattern)):
            return True
    count = 0
    for folder, names, files in walk(root):
        names[:] = sorted(name for name in names if name not in _NOT_OURS and not name.startswith("."))
        count += len(files)
        if count > _MOST_FILES or not _CONFIGURATIONS.isdisjoint(files):
            return True
        if _FOLDER.search(os.path.basename(folder)) and folder != root and any(name.endswith((".py", ".sql")) for name in files):
            return True
    return False
