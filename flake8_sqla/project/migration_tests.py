"""Whether the tests of a project, or its automation, run the migrations in both directions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import walk
from flake8_sqla.project.summaries import read_module

_MOST_FILES = 20_000
_NOT_OURS = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env", "build", "dist", "htmlcov"})
_TEST_FOLDERS = frozenset({"test", "tests"})
#: What helps tests is worth reading, and is none: a distribution without its tests may hold it.
_HELPING_FOLDERS = frozenset({"testing"})
#: What runs in both directions by itself.
_BY_PLUGIN = lazy_pattern(r"pytest[-_]alembic|alembic_runner|--test-alembic")
_MIGRATES = lazy_pattern(r"flask[-_]migrate|\bmigrations?\b|flask\s+db\b")
_AUTOMATION = lazy_pattern(
    r"^(makefile|justfile|tox\.ini|noxfile\.py|taskfile\.ya?ml|pyproject\.toml|setup\.cfg|.*\.(sh|yml|yaml))$", re.IGNORECASE
)
_AUTOMATION_FOLDERS = frozenset({".github", ".gitlab", ".circleci"})


def find_untested(root: str) -> str:
    """`migrations` where nothing runs them, `downgrades` where only upgrades run; empty where both do, and where there are no tests.

    The words are taken generously: a file that speaks of migrations and of an upgrade is believed to run one.
    """
    upgrade = downgrade = has_tests = False
    for path, is_test in files_about_tests(root):
        if not path:
            return ""  # too many to be sure
        has_tests = has_tests or is_test
        text = read_module(path) or ""
        if "alembic" in text and _BY_PLUGIN.search(text):
            return ""
        lowered = text.lower()
        if migrates(lowered):
            upgrade = upgrade or "upgrade" in lowered
            downgrade = downgrade or "downgrade" in lowered
        if upgrade and downgrade:
            return ""
    return "" if not has_tests else "downgrades" if upgrade else "migrations"


def migrates(lowered: str) -> bool:
    """Whether a file, its text in small letters, speaks of what runs migrations."""
    # A word is looked for much faster than a pattern, and most files have none of them.
    return "alembic" in lowered or (("migrat" in lowered or "flask" in lowered) and _MIGRATES.search(lowered) is not None)


def files_about_tests(root: str) -> Iterator[tuple[str, bool]]:
    """Tests, and what automation is made of; an empty path at the end of too many files."""
    count = 0
    for folder, names, files in walk(root):
        names[:] = sorted(name for name in names if name not in _NOT_OURS and (not name.startswith(".") or name in _AUTOMATION_FOLDERS))
        parts = set(os.path.relpath(folder, root).lower().split(os.sep))
        for name in sorted(files):
            count += 1
            if count > _MOST_FILES:
                yield "", False
                return
            named_so = name.startswith(("test_", "conftest")) or name.endswith("_test.py") or name == "tests.py"
            is_test = name.endswith(".py") and (named_so or bool(parts & _TEST_FOLDERS))
            if is_test or (name.endswith(".py") and parts & _HELPING_FOLDERS) or _AUTOMATION.match(name):
                yield os.path.join(folder, name), is_test
