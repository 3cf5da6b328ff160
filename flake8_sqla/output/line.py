"""One report of a run of flake8, ours or another plugin's."""

from __future__ import annotations

import os
from pathlib import Path

from flake8_sqla.facts.record import record


@record
class Line:
    """The place and the words; lines and columns count from one, and are zero for what is about no place in the file."""

    path: str
    line: int
    column: int
    code: str
    text: str

    @property
    def inside(self) -> str:
        """The path from the current folder, with slashes, whatever the user wrote; an absolute one where the file lies elsewhere."""
        absolute = Path(os.path.abspath(self.path))
        try:
            return absolute.relative_to(os.path.abspath(os.curdir)).as_posix()
        except ValueError:
            return absolute.as_posix()
