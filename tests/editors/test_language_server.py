"""python-lsp-server with the settings that docs/editors.md shows: what is typed is reported while it is typed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.language_server import Editor, editor
from support.projects import write
from support.samples import MIGRATION, MIGRATION_COLUMN, MIGRATION_LINE

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pylsp") is None, reason="python-lsp-server is not installed: THE EDITORS OF docs/editors.md WERE NOT TRIED"
)

_PAGE = Path(__file__).parent.parent.parent / "docs" / "editors.md"
_MODELS = """from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
"""
_RIGHT = """from sqlalchemy import select

from app.models import User

nameless = select(User).filter_by(name=None)
"""
#: There is a report only where the other file was found: which attributes an unknown class has nobody can say.
_WRONG = _RIGHT.replace("name=", "nmae=")


def _settings() -> dict[str, Any]:
    """What docs/editors.md tells users of this server to set."""
    page = _PAGE.read_text(encoding="utf-8")
    (block,) = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL) if "pylsp" in block]
    assert isinstance(block, dict)
    return block


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which what is on the disk is right."""
    root = tmp_path_factory.mktemp("opened") / "project"
    write(root, {"setup.cfg": "", "app/__init__.py": "", "app/models.py": _MODELS, "app/queries.py": _RIGHT, "versions/env.py": ""})
    return root


@pytest.fixture(scope="module")
def opened(project: Path) -> Iterator[Editor]:
    """An editor that has the project open."""
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])}
    with editor([sys.executable, "-m", "pylsp"], project, _settings(), environment) as talking:
        yield talking


def _ours(diagnostics: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    """(code, line, column) of the reports of ours, counted from one as flake8 counts."""
    return [
        (found["code"], found["range"]["start"]["line"] + 1, found["range"]["start"]["character"] + 1)
        for found in diagnostics
        if str(found.get("code", "")).startswith("SQA")
    ]


def test_what_is_typed_is_reported_and_what_is_mended_is_not(opened: Editor) -> None:
    column = _WRONG.splitlines()[4].index("nmae") + 1
    assert _ours(opened.open("app/queries.py", _RIGHT)) == []
    found = opened.change("app/queries.py", _WRONG, 2)
    assert _ours(found) == [("SQA330", 5, column)]
    (report,) = [entry for entry in found if entry["code"] == "SQA330"]
    assert report["source"] == "flake8" and report["message"].startswith("SQA330 ")
    assert _ours(opened.change("app/queries.py", _RIGHT, 3)) == []


def test_a_migration_that_was_never_saved_is_one_by_its_name(opened: Editor, project: Path) -> None:
    found = _ours(opened.open("versions/a1_index_users.py", MIGRATION))
    assert ("SQA601", MIGRATION_LINE, MIGRATION_COLUMN) in found
    assert not (project / "versions" / "a1_index_users.py").exists()
