"""The newest revisions of the Alembic environments that reports were made in."""

from __future__ import annotations

import os

from flake8_sqla.facts.record import record
from flake8_sqla.options import Settings
from flake8_sqla.project.project import Projects


@record
class Heads:
    """The revisions of one environment that none follows, by the folder that the first of them lies in."""

    folder: str
    revisions: tuple[str, ...]


class HeadFinder:
    """Looks environments up by their migrations, each history once."""

    def __init__(self, settings: Settings) -> None:
        """The settings say where projects are."""
        self._projects = Projects(settings)

    def heads_of(self, path: str) -> Heads | None:
        """The heads of the environment that a migration belongs to; None where it cannot be known."""
        try:
            with open(path, encoding="utf-8") as file:
                history = self._projects.history(path, file.read())
        except (OSError, ValueError):
            return None
        if not history.headers or not all(header.readable for header in history.headers):
            return None
        folder = os.path.relpath(os.path.dirname(history.heads[0].path)) if history.heads else ""
        return Heads(folder.replace(os.sep, "/"), tuple(header.revision for header in history.heads))
