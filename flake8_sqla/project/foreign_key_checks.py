"""Whether a project that has foreign keys tells SQLite to check them."""

from __future__ import annotations

import os
import re

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import walk
from flake8_sqla.project.summaries import read_module

_MOST_FILES = 20_000
_NOT_OURS = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env", "build", "dist"})
_KEY = lazy_pattern(r"\bForeignKey(Constraint)?\(|\bforeign_key\s*=\s*[\"']")
_TOLD = lazy_pattern(r"foreign_keys\s*[=(]?\s*(?:[\"']\s*,\s*)?(on|1|true|yes)\b", re.IGNORECASE)


def leaves_keys_unchecked(root: str) -> bool:
    """Whether some module has a foreign key and none speaks of `PRAGMA foreign_keys = ON`. Too many files: nobody knows."""
    count = 0
    has_keys = False
    for folder, names, files in walk(root):
        names[:] = sorted(name for name in names if name not in _NOT_OURS and not name.startswith("."))
        for name in files:
            if not name.endswith((".py", ".sql")):
                continue
            count += 1
            if count > _MOST_FILES:
                return False
            text = read_module(os.path.join(folder, name)) or ""
            if "foreign_key" in text.lower() and _TOLD.search(text):
                return False
            has_keys = has_keys or _KEY.search(text) is not None
    return has_keys
