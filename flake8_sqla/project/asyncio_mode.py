"""Whether pytest-asyncio runs a project's tests, and in which mode."""

from __future__ import annotations

import re
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.dialects import read_text
from flake8_sqla.project.disk import matching

_FILES = ("pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", "requirements*.txt", "requirements/*.txt", "requirements*.in")
_PLUGIN = lazy_pattern(r"pytest[-_]asyncio", re.IGNORECASE)
_AUTO = lazy_pattern(r"asyncio[-_]mode\s*=\s*[\"']?auto", re.IGNORECASE)


def is_strict(root: Path) -> bool:
    """Whether pytest-asyncio is asked for, and nothing sets its mode to `auto`: strict is its default."""
    texts = [read_text(path, root) for pattern in _FILES for path in matching(str(root), pattern)]
    return any(map(_PLUGIN.search, texts)) and not any(map(_AUTO.search, texts))
