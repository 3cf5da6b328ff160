"""What the pages of families 7 and 8 say of Alembic: their examples are environments, and Alembic runs them on SQLite or PostgreSQL."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from proofs.blocks import Block, blocks
from proofs.environments import USERS, Environment, environment
from proofs.postgresql import Database
from sqlalchemy import orm

_BLOCKS = {block.name: block for block in blocks(families=(6, 7))}
_BASE = {"migrations/versions/a0.py": USERS.format(revision="a0")}
_FIRST = {"migrations/versions/a1.py": USERS.format(revision="a1")}


def both(code: str) -> pytest.MarkDecorator:
    """A test of a page's first bad and first good example."""
    found = [pytest.param(_BLOCKS[f"{code}-{kind}-1"], kind == "bad", id=f"{code}-{kind}") for kind in ("bad", "good")]
    return pytest.mark.parametrize(("block", "bad"), found)


def _at(env: Environment) -> str:
    return str(env.rows("SELECT version_num FROM alembic_version")[0][0])


@both("SQA701")
def test_an_empty_downgrade_leaves_the_new_schema(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder, files=_BASE)
    env.run("upgrade", "a1")
    env.run("downgrade", "a0")
    assert _at(env) == "a0"
    assert ("nickname" in env.tables()["users"]) is bad


@both("SQA702")
def test_what_a_downgrade_forgets_stops_the_next_upgrade(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder, files=_BASE)
    env.run("upgrade", "head")
    env.run("downgrade", "a0")
    if bad:
        with pytest.raises(sa.exc.OperationalError, match="duplicate column name: "):
            env.run("upgrade", "head")
    else:
        env.run("upgrade", "head")


def test_alembic_goes_by_the_variable(folder: Path) -> None:
    block = _BLOCKS["SQA705-bad-1"]
    env = environment(block, folder, files=_FIRST)
    assert "Revises: a0" in block.example.files[0].text
    assert ScriptDirectory.from_config(env.config).get_revision("b2").down_revision == "a1"


@pytest.mark.parametrize("character", "@-+:")
def test_alembic_refuses_ids_with_characters_of_its_own(character: str, folder: Path) -> None:
    env = environment(_BLOCKS["SQA705-good-1"], folder, files=_FIRST, replaced={'"b2"': f'"b{character}2"'})
    if character == ":":
        # Taken for a range, and not found: refused where it is asked for.
        with pytest.raises(CommandError):
            env.run("upgrade", "b:2")
    else:
        with pytest.raises(CommandError, match="invalid|[Cc]haracter"):
            env.run("upgrade", "head")


@both("SQA706")
def test_a_model_has_changed_when_an_old_revision_runs(block: Block, bad: bool, folder: Path) -> None:
    """In the application's next release users are verified in another way."""
    models = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    verified_at: Mapped[str]
"""
    env = environment(block, folder, files={**_BASE, "app/__init__.py": "", "app/models.py": models})
    if bad:
        with pytest.raises(AttributeError, match="verified"):
            env.run("upgrade", "head")
    else:
        env.run("upgrade", "head")
        assert env.rows("SELECT email FROM users") == [("ada@example.com",)]


@pytest.mark.parametrize(
    ("name", "end", "kept"),
    [
        ("SQA707-bad-1", "session.commit()", True),
        ("SQA707-bad-1", "session.rollback()", False),
        ("SQA707-good-1", "", True),
    ],
)
def test_a_rollback_undoes_the_migration_without_a_word(name: str, end: str, kept: bool, folder: Path, database: Database) -> None:
    env = environment(_BLOCKS[name], folder, files=_BASE, replaced={"session.commit()": end}, database=database)
    env.run("upgrade", "a0")
    env.run("upgrade", "head")
    assert (env.rows("SELECT email FROM users") == [("ada@example.com",)]) is kept
    assert (_at(env) == "a1") is kept


def test_the_commit_of_a_session_commits_nothing(folder: Path, database: Database) -> None:
    fails = {"session.commit()": 'session.commit()\n    raise ValueError("further on")'}
    env = environment(_BLOCKS["SQA707-bad-1"], folder, files=_BASE, replaced=fails, database=database)
    env.run("upgrade", "a0")
    with pytest.raises(ValueError, match="further on"):
        env.run("upgrade", "head")
    assert env.rows("SELECT email FROM users") == [("ADA@EXAMPLE.COM",)]


@both("SQA708")
def test_an_unknown_parent_stops_every_command(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder)
    for name, arguments in (("upgrade", ["head"]), ("history", []), ("heads", [])):
        if bad:
            with warnings.catch_warnings(), pytest.raises((KeyError, CommandError)):
                warnings.simplefilter("ignore")
                env.run(name, *arguments)
        else:
            env.run(name, *arguments)


@both("SQA709")
def test_of_two_heads_alembic_chooses_none(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder, files=_FIRST if bad else {})
    if bad:
        with pytest.raises(CommandError, match="[Mm]ultiple head"):
            env.run("upgrade", "head")
    else:
        env.run("upgrade", "head")


@both("SQA710")
def test_a_second_root_is_a_second_head(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder)
    assert len(ScriptDirectory.from_config(env.config).get_bases()) == (2 if bad else 1)
    if bad:
        with pytest.raises(CommandError, match="[Mm]ultiple head"):
            env.run("upgrade", "head")
    else:
        env.run("upgrade", "head")


@both("SQA711")
def test_of_two_revisions_with_one_id_one_never_runs(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        if bad:
            with pytest.raises(CommandError, match="a1, a1|[Mm]ultiple head"):
                env.run("upgrade", "head")
        env.run("upgrade", "heads")
    assert any("present more than once" in str(each.message) for each in told) is bad
    assert len({"users", "orders"} & set(env.tables())) == 1


@both("SQA712")
def test_a_dependency_on_an_ancestor_changes_nothing(block: Block, bad: bool, folder: Path) -> None:
    def order(name: str, replaced: dict[str, str]) -> list[str]:
        env = environment(block, folder / name, replaced=replaced)
        script = ScriptDirectory.from_config(env.config)
        return [revision.revision for revision in script.walk_revisions()]

    assert ('depends_on = "a1"' in block.example.files[-1].text) is bad
    (folder / "with").mkdir()
    (folder / "without").mkdir()
    assert order("with", {}) == order("without", {'depends_on = "a1"': "depends_on = None"})


@both("SQA713")
def test_a_branch_needs_the_table_of_another(block: Block, bad: bool, folder: Path) -> None:
    """On a new database, where one branch is asked for alone."""
    users = next(file for file in _BLOCKS["SQA713-bad-1"].example.files if "a1" in file.path)
    env = environment(block, folder, files={users.path: users.text})
    if bad:
        with pytest.raises(sa.exc.OperationalError, match="no such table: users"):
            env.run("upgrade", "billing@head")
    else:
        env.run("upgrade", "billing@head")
        assert "plan" in env.tables()["users"]


@both("SQA714")
def test_a_lost_rename_loses_the_data(block: Block, bad: bool, folder: Path) -> None:
    env = environment(block, folder, files=_BASE)
    env.run("upgrade", "head")
    values = {value for row in env.rows("SELECT * FROM users") for value in row}
    assert ("ada" not in values) is bad


@both("SQA717")
def test_a_type_that_is_left_behind_stops_the_next_upgrade(block: Block, bad: bool, folder: Path, database: Database) -> None:
    env = environment(block, folder, files=_BASE, database=database)
    env.run("upgrade", "head")
    env.run("downgrade", "a0")
    if bad:
        with pytest.raises(sa.exc.ProgrammingError, match='type "order_status" already exists'):
            env.run("upgrade", "head")
    else:
        env.run("upgrade", "head")


@both("SQA718")
def test_a_view_keeps_its_columns_as_they_are(block: Block, bad: bool, folder: Path, database: Database) -> None:
    view = next(file for file in _BLOCKS["SQA718-bad-1"].example.files if "a1" in file.path)
    env = environment(block, folder, files={view.path: view.text}, database=database)
    env.execute("CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50), age integer)")
    if bad:
        with pytest.raises(sa.exc.NotSupportedError, match="used by a view"):
            env.run("upgrade", "head")
    else:
        env.run("upgrade", "head")
        assert env.rows("SELECT data_type FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'name'") == [("text",)]


@both("SQA620")
def test_a_mapped_column_is_missed_when_it_is_gone(block: Block, bad: bool, folder: Path) -> None:
    """The class of the good example has lost the column before."""
    models = _BLOCKS["SQA620-bad-1"].example.files[-1].text
    without = "".join(line for line in models.splitlines(keepends=True) if "nickname" not in line)
    env = environment(block, folder, files={"app/__init__.py": "", "app/models.py": models if bad else without})
    env.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, nickname TEXT)")

    def query_and_insert() -> list[bool]:
        user = importlib.import_module("app.models").User
        done = []
        for work in (lambda session: session.scalars(sa.select(user)).all(), lambda session: (session.add(user()), session.flush())):
            with orm.Session(env.engine) as session:
                try:
                    work(session)
                except sa.exc.OperationalError as error:
                    assert "nickname" in str(error)
                    done.append(False)
                else:
                    done.append(True)
        return done

    assert env.call(query_and_insert) == [True, True]
    env.run("upgrade", "head")
    assert env.call(query_and_insert) == ([False, False] if bad else [True, True])
