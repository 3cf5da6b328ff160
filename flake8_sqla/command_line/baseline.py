"""`baseline`: how a project that has reports already starts, as lines for its flake8 configuration.

A baseline file of our own would be one more thing to keep in step, and editors and hooks would not know it. flake8 has what it takes:
`per-file-ignores`, read wherever flake8 runs, and shorter with every file that is mended; and for migrations, which are never mended
once they have run, `sqla-migrations-start-after`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

_START = re.compile(r"^sqla-migrations-start-after = (\S+)$", re.MULTILINE)


def write_baseline(arguments: Sequence[str]) -> int:
    """Run flake8 with these arguments more, its reports written as configuration; the value is flake8's exit status.

    Where a first run finds the revision to start after, a second one leaves the old migrations out, so that only the rest is listed.
    """
    done = _run(arguments)
    start = _START.search(done.stdout)
    if done.returncode == 0 and start is not None:
        done = _run([*arguments, f"--sqla-migrations-start-after={start[1]}"], {"FLAKE8_SQLA_START_SETTLED": "yes"})
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode


def _run(arguments: Sequence[str], more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flake8", "--format=sqla-baseline", "--exit-zero", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={**os.environ, **(more or {})})
