"""The project itself, as somebody has it who has just fetched it; and whether a package index can be reached from here."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
#: What running, testing and building leave behind.
_LEAVINGS = shutil.ignore_patterns(".git", ".venv", ".tox", "__pycache__", "dist", "_build", ".*_cache", ".hypothesis")


def copy(folder: Path) -> Path:
    """Put a copy of the project into a new folder: whatever is done there leaves nothing in the checkout, and no cache of it gets in."""
    shutil.copytree(ROOT, folder, ignore=_LEAVINGS)
    return folder


def run(command: Sequence[str | Path], folder: Path, timeout: int = 300, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a folder and with these variables more; whatever of Python or pip is active around does not count."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**clean_environment(), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def clean_environment() -> Mapping[str, str]:
    """The variables of this process without those that would lead a new Python, or a new run of pytest, to this one's modules."""
    gone = ("PYTHON", "PYTEST", "COV_", "VIRTUAL_ENV", "FLAKE8_SQLA_", "GIT_")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(gone)}, "PYTHONIOENCODING": "utf-8"}


@functools.cache
def _complaint_of_the_index() -> str:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--retries=0", "--timeout=20", "pycodestyle"]
        try:
            done = run(command, Path(folder), timeout=120)
        except subprocess.TimeoutExpired:
            return "no answer in two minutes"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["pip failed"])[-1]


def needs_a_package_index(otherwise: str) -> None:
    """Skip the test where nothing can be fetched; `otherwise` says loudly what was not shown."""
    complaint = _complaint_of_the_index()
    if complaint:
        pytest.skip(f"no package index can be reached: {otherwise} ({complaint})")
