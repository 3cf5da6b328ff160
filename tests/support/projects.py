"""Small projects on disk, and what their files know of one another."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from flake8_sqla.extract.file import read_file
from flake8_sqla.extract.neighbours import Neighbours
from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.options import Settings
from flake8_sqla.project.project import Projects
from flake8_sqla.review import Reviewer
from flake8_sqla.syntax.source import Source


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Put files into a folder, by their relative paths."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def seen_from(path: Path, text: str | None = None, settings: Settings | None = None) -> Neighbours:
    """The other files of a project as one of them sees them; `text` is what an editor holds of it."""
    return Projects(settings or Settings()).neighbours(str(path), path.read_text(encoding="utf-8") if text is None else text)


def reports(path: Path, settings: Settings | None = None, text: str | None = None) -> list[tuple[int, str]]:
    """(line, code) of every report on one file, by a reviewer of its own."""
    return reports_by(Reviewer.with_all_rules(settings or Settings()), path, text)


def reports_by(reviewer: Reviewer, path: Path, text: str | None = None) -> list[tuple[int, str]]:
    """(line, code) of every report on one file."""
    text = path.read_text(encoding="utf-8") if text is None else text
    return [(report.line, report.code) for report in reviewer.review(str(path), text.splitlines(keepends=True), ast.parse(text))]


def migration(revision: str, parents: str = "None", more: str = "", body: str = 'op.create_index("ix", "users", ["email"])') -> str:
    """A revision module; `parents` and `more` are code."""
    return (
        f'"""Index users by email."""\nfrom alembic import op\n\nrevision = {revision!r}\ndown_revision = {parents}\n{more}\n\n'
        f'def upgrade() -> None:\n    {body}\n\n\ndef downgrade() -> None:\n    op.drop_index("ix", table_name="users")\n'
    )


def read(path: Path, text: str | None = None, settings: Settings | None = None) -> tuple[list[object], KnownModels]:
    """The facts of one file of a project, and the models as it sees them."""
    text = path.read_text(encoding="utf-8") if text is None else text
    _, facts, models = read_file(Source.from_text(text, str(path)), settings or Settings(), seen_from(path, text, settings))
    return facts, models
