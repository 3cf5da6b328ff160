"""What every test may use: the modules of `tests/support`, and a folder that no project around it can reach into."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The suite runs with `--import-mode=importlib`, which puts no folder on the path: `support` is the one package of helpers.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project of its own, and the current directory. Its `.git` ends the search for the project's root."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path
