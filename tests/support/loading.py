"""flake8 in a process that says what it loaded of us."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

#: What such a process prints before the names.
LOADED = "LOADED "
_RUN = """\
import json, sys
{patch}
from flake8.main.cli import main
main(sys.argv[1:])
print("LOADED", json.dumps([name for name in sys.modules if name.startswith("flake8_sqla.")]))
"""


def run(folder: Path, *arguments: str, patch: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run flake8 in a folder. `patch` is code that comes first, `variables` are added to the environment."""
    command = [sys.executable, "-c", _RUN.format(patch=patch), "--isolated", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **variables})


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Which of our modules are loaded after flake8 ran, in the process that it was started in."""
    done = run(folder, *arguments)
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith(LOADED))
    return set(json.loads(line.removeprefix(LOADED)))
