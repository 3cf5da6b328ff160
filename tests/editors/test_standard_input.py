"""The way that editors without a language server take: the command of docs/editors.md, with the text of a file that is not saved."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.linting import Run, flake8
from support.projects import write

_PAGE = Path(__file__).parent.parent.parent / "docs" / "editors.md"
_QUERIES = """from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def nameless(session: Session) -> list[User]:
    return list(session.scalars(select(User).filter_by(CONDITION)))
"""
_MODELS = """from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(50))
"""
_RIGHT = _QUERIES.replace("CONDITION", "name=None")
#: There is a report only where the other file was found: which attributes an unknown class has nobody can say.
_WRONG = _QUERIES.replace("CONDITION", "nmae=None")


@pytest.fixture
def project(folder: Path) -> Path:
    """A project whose queries are right on the disk; what is typed may be otherwise."""
    write(folder, {"setup.cfg": "[flake8]\nselect = SQA\n", "app/__init__.py": "", "app/models.py": _MODELS, "app/queries.py": _RIGHT})
    return folder


def _typed(project: Path, path: str, text: str) -> Run:
    """The page's command for this file, in the folder that an editor starts it in: the root of the project."""
    (command,) = re.findall(r"^flake8 (--stdin-display-name .* -)$", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    arguments = [path if word == "app/models.py" else word for word in shlex.split(command)]
    assert path in arguments
    return flake8(*arguments, folder=project, stdin=text.encode("utf-8"), isolated=False)


def test_what_is_typed_is_reported_though_the_disk_is_right(project: Path) -> None:
    run = _typed(project, "app/queries.py", _WRONG)
    assert run.errors == ""
    assert [(line.path, line.line, line.column, line.code) for line in run.lines] == [("app/queries.py", 8, _WRONG.splitlines()[7].index("nmae") + 1, "SQA330")]


def test_what_was_mended_is_not_reported_though_the_disk_is_wrong(project: Path) -> None:
    write(project, {"app/queries.py": _WRONG})
    assert flake8("app/queries.py", folder=project, isolated=False).codes == {"SQA330"}
    run = _typed(project, "app/queries.py", _RIGHT)
    assert (run.exit_code, run.output, run.errors) == (0, "", "")


def test_a_new_file_knows_the_project_by_its_name_alone(project: Path) -> None:
    assert [line.code for line in _typed(project, "app/unsaved/report.py", _WRONG).lines] == ["SQA330"]
    assert not (project / "app" / "unsaved").exists()
    # In another project the same text leads nowhere.
    elsewhere = project / "elsewhere"
    write(elsewhere, {"setup.cfg": ""})
    assert _typed(elsewhere, "app/unsaved/report.py", _WRONG).lines == []
