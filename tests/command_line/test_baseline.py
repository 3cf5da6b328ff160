"""`python -m flake8_sqla baseline`: what it prints silences what there is, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from support.linting import Run, flake8, python_process
from support.projects import migration, write

_QUERIES = (
    "from sqlalchemy import select\nfrom sqlalchemy.orm import Session\n\nfrom app.models import User\n\n\n"
    "def lost(session: Session) -> list[User]:\n    return session.query(User).filter(User.name == None).all()\n"
)
_MODELS = (
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\n"
    'class User(Base):\n    __tablename__ = "users"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str | None]\n'
)
_MODELS = _MODELS.replace("    pass", '    pass\n\n\nengine = create_engine("postgresql://u:secret@host/db")').replace(
    "from sqlalchemy.orm", "from sqlalchemy import create_engine\nfrom sqlalchemy.orm"
)
_FILES = {
    "app/__init__.py": "",
    "app/models.py": _MODELS,
    "app/queries.py": _QUERIES,
    "script.py": _QUERIES,
    "migrations/env.py": "",
    "migrations/versions/a1.py": migration("a1", body='op.create_index("ix", "users", ["name"])'),
    "migrations/versions/b2.py": migration("b2", '"a1"', body='op.drop_column("users", "name")\n    op.create_index("i", "users", ["a"])'),
}


def _baseline(folder: Path, *arguments: str) -> Run:
    return python_process([sys.executable, "-m", "flake8_sqla", "baseline", *arguments], folder, None, None)


def _ours(folder: Path, *arguments: str) -> set[tuple[str, str]]:
    return {(line.path, line.code) for line in flake8(*arguments, ".", folder=folder, isolated=False).ours}


def test_what_it_prints_silences_everything_that_there_is(folder: Path) -> None:
    write(folder, _FILES)
    before = _ours(folder)
    assert {path for path, _ in before} >= {"./app/models.py", "./app/queries.py", "./script.py", "./migrations/versions/b2.py"}
    run = _baseline(folder)
    assert (run.exit_code, run.errors) == (0, "")
    (folder / ".flake8").write_text(run.output, encoding="utf-8")
    assert _ours(folder) == set()
    # Again, over the configuration that it wrote: the same.
    assert _baseline(folder).output == run.output


def test_what_is_new_is_reported(folder: Path) -> None:
    write(folder, _FILES)
    (folder / ".flake8").write_text(_baseline(folder).output, encoding="utf-8")
    write(folder, {"app/new.py": _QUERIES, "migrations/versions/c3.py": migration("c3", '"b2"')})
    write(folder, {"app/queries.py": _QUERIES + '\n\ncondition = User.name is None and select(User).where(User.name is None)\n'})
    found = _ours(folder)
    assert {path for path, _ in found} == {"./app/new.py", "./app/queries.py", "./migrations/versions/c3.py"}
    assert ("./migrations/versions/c3.py", "SQA601") in found


def test_old_migrations_are_left_out_by_their_newest_revision_not_one_by_one(folder: Path) -> None:
    write(folder, _FILES)
    output = _baseline(folder).output
    assert "\nsqla-migrations-start-after = b2\n" in output
    assert "versions/a1.py" not in output and "SQA6" not in output


def test_two_newest_revisions_cannot_be_started_after(folder: Path) -> None:
    write(folder, {**_FILES, "migrations/versions/c3.py": migration("c3", '"a1"')})
    output = _baseline(folder).output
    assert "# Newest in migrations/versions: b2, c3. Only one revision can be started after." in output
    assert "sqla-migrations-start-after =" not in output
    assert "    migrations/versions/a1.py: SQA601" in output


def test_of_two_environments_the_one_with_more_reports_starts_after_and_the_other_is_listed(folder: Path) -> None:
    write(folder, {**_FILES, "other/env.py": "", "other/versions/z1.py": migration("z1")})
    output = _baseline(folder).output
    assert "sqla-migrations-start-after = b2" in output
    assert "# Newest in other/versions: z1. Only one revision can be started after." in output
    assert "    other/versions/z1.py: SQA601" in output
    (folder / ".flake8").write_text(output, encoding="utf-8")
    assert _ours(folder) == set()


def test_a_project_moves_its_start_on(folder: Path) -> None:
    write(folder, {**_FILES, ".flake8": "[flake8]\nsqla-migrations-start-after = a1\n"})
    assert "sqla-migrations-start-after = b2" in _baseline(folder).output


def test_entries_of_the_project_stay_and_count_for_the_files_that_get_their_own(folder: Path) -> None:
    # flake8 applies the longest pattern that matches, and that one alone.
    write(folder, {**_FILES, ".flake8": "[flake8]\nper-file-ignores =\n    app/*: E999, SQA101\n    tests/*: E501\n"})
    (line,) = [line for line in _baseline(folder).output.splitlines() if line.startswith("    app/models.py: ")]
    assert {"E999", "SQA101", "SQA501"} < set(line.partition(": ")[2].split(", "))
    assert "\n    tests/*: E501\n" in _baseline(folder).output


def test_a_project_without_reports_needs_none(folder: Path) -> None:
    write(folder, {"a.py": "import os\n\nos.getcwd()  \n"})
    assert _baseline(folder).output == "# flake8-sqla reports nothing: no baseline is needed.\n"


def test_arguments_are_those_of_flake8_and_so_are_its_errors(folder: Path) -> None:
    write(folder, _FILES)
    assert "script.py" in _baseline(folder, "--exclude=app,migrations").output
    assert "app/" not in _baseline(folder, "--exclude", "app,migrations", ".").output
    wrong = _baseline(folder, "--sqla-dialects=dbase")
    assert wrong.exit_code == 2 and "'dbase' is none of" in wrong.errors
