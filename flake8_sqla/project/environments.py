"""The Alembic environments of a project, found from any of its files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

#: An environment in one of these migrates what tests are about.
_NOT_THE_PROJECTS = frozenset({"test", "tests", "testing", "examples", "example", "docs", "templates"})


def find_environments(root: Path, files: Iterable[str], text_of: Callable[[str], str | None]) -> Iterator[Path]:
    """The folder of each env.py below the root that Alembic runs; `files` are all the modules there."""
    for file in files:
        folder, name = os.path.split(file)
        if name != "env.py" or _NOT_THE_PROJECTS.intersection(Path(folder).relative_to(root).parts):
            continue
        text = text_of(file) or ""
        if "alembic" in text and "run_migrations" in text:
            yield Path(folder)
