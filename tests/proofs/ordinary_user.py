"""How a server of our own is run where we are root, which servers refuse to be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

_NOBODY = 65534


def short_folder() -> str | None:
    """Where a socket's path stays below its limit of about 100 bytes, which macOS's temporary folder does not."""
    return None if sys.platform == "win32" else "/tmp"


def way_to_run() -> tuple[Sequence[str], int | None]:
    """What to put before a command, and the user to run it as. Servers refuse to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return (), None
    namespace = ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
        return namespace, None
    return (), _NOBODY
