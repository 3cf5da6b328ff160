"""Whether a test of the project takes rows through a migration that changes rows."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.migration_tests import files_about_tests, migrates
from flake8_sqla.project.splits import revision_files
from flake8_sqla.project.summaries import read_module

#: Rows that were there before are changed or read; rows of a new table that are only written concern nobody.
_CHANGES_ROWS = lazy_pattern(
    r"^[^#\n]*?(?:\bUPDATE\s+\S+\s+(?:AS\s+\w+\s+)?SET\b|\bDELETE\s+FROM\b|\bINSERT\s+INTO\b[^;]{0,400}?\bSELECT\b"
    r"|\b(?:update|delete)\(\s*\w+\s*\)\s*\.|\w\.(?:update|delete)\(\)\s*\.)",
    re.MULTILINE | re.IGNORECASE,
)
_UPGRADES = lazy_pattern(r"upgrade\w*\s*\(", re.IGNORECASE)
_WRITES_ROWS = lazy_pattern(r"\bINSERT\s+INTO\b|\binsert\(|\.add(?:_all)?\(|\bbulk_|\.execute\(", re.IGNORECASE)
#: What pytest-alembic calls its ways to bring rows.
_BY_PLUGIN = lazy_pattern(r"before_revision_data|at_revision_data|insert_into\(|migrate_up_before")


def find_untried_data(environment: Path, root: Path) -> str:
    """The first revision (its file's name) that changes rows, where no test brings rows; empty where one does, or there are no tests."""
    changing = next((os.path.basename(path) for path in revision_files(environment, root) if _changes_rows(path)), "")
    return changing if changing and not _is_tried(str(root)) else ""


def _changes_rows(path: str) -> bool:
    text = read_module(path) or ""
    lowered = text.lower()
    return ("update" in lowered or "delete" in lowered or "insert" in lowered) and _CHANGES_ROWS.search(text) is not None


def _is_tried(root: str) -> bool:
    """Whether a test upgrades in two steps and writes rows. A project without tests is no case for this question."""
    has_tests = False
    for path, is_test in files_about_tests(root):
        if not path:
            return True  # too many to be sure
        if not is_test:
            continue
        has_tests = True
        text = read_module(path) or ""
        if _BY_PLUGIN.search(text):
            return True
        if migrates(text.lower()) and len(_UPGRADES.findall(text)) > 1 and _WRITES_ROWS.search(text):
            return True
    return not has_tests
