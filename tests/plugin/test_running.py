"""The plugin inside the real flake8: files, standard input, processes, noqa, and code that is hard to read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.linting import Run, flake8, flake8_here, flake8_started_by
from support.samples import COLUMN_FLAG, COLUMN_FLAG_LINE, MIGRATION, MIGRATION_COLUMN, MIGRATION_LINE, QUERIES


def _write(folder: Path, name: str, text: str | bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def _places(run: Run) -> list[tuple[int, int, str]]:
    return [(line.line, line.column, line.code) for line in run.sampled]


def test_the_plugin_names_itself_and_its_version(folder: Path) -> None:
    assert "flake8-sqla: " in flake8("--version", folder=folder).output


def test_a_report_has_its_file_line_column_code_and_words(folder: Path) -> None:
    _write(folder, "versions/a1.py", MIGRATION)
    run = flake8("versions/a1.py", folder=folder)
    (line,) = run.sampled
    assert (line.path, line.line, line.column, line.code) == ("versions/a1.py", MIGRATION_LINE, MIGRATION_COLUMN, "SQA601")
    assert "users" in line.text
    assert run.exit_code == 1
    assert run.errors == ""


def test_a_file_without_reports_ends_well(folder: Path) -> None:
    _write(folder, "a.py", "import os\n\nos.getcwd()\n")
    assert flake8("a.py", folder=folder) == Run(0, "", "")


def test_standard_input_is_reviewed_like_the_file_it_is_called(folder: Path) -> None:
    _write(folder, "versions/a1.py", "x = 1\n")  # what the disk holds is not what is in the editor
    run = flake8("--stdin-display-name", "versions/a1.py", "-", folder=folder, stdin=MIGRATION.encode())
    assert [(line.path, line.line, line.code) for line in run.sampled] == [("versions/a1.py", MIGRATION_LINE, "SQA601")]


def test_standard_input_without_a_name_is_reviewed_as_well(folder: Path) -> None:
    run = flake8("-", folder=folder, stdin=MIGRATION.encode())
    assert [(line.path, line.line, line.code) for line in run.sampled] == [("stdin", MIGRATION_LINE, "SQA601")]


def test_a_file_is_judged_alike_alone_from_standard_input_and_in_its_folder(folder: Path) -> None:
    _write(folder, "app/versions/a1.py", MIGRATION)
    _write(folder, "app/queries.py", QUERIES)
    alone = flake8("app/queries.py", folder=folder).ours
    assert len({line.code for line in alone}) >= 3
    assert flake8("--stdin-display-name", "app/queries.py", "-", folder=folder, stdin=QUERIES.encode()).ours == alone
    together = flake8(".", folder=folder).ours
    assert [line for line in together if line.path == "./app/queries.py"] == [
        type(line)(f"./{line.path}", line.line, line.column, line.code, line.text) for line in alone
    ]
    absolute = flake8(str(folder / "app/queries.py"), folder=folder).ours
    assert [(line.line, line.column, line.text) for line in absolute] == [(line.line, line.column, line.text) for line in alone]


@pytest.fixture(scope="module")
def many_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of twelve files with reports in each."""
    folder = tmp_path_factory.mktemp("many")
    (folder / ".git").mkdir()
    for number in range(6):
        _write(folder, f"versions/a{number}.py", MIGRATION)
        _write(folder, f"app/queries{number}.py", QUERIES)
    return folder


@pytest.fixture(scope="module")
def one_process(many_files: Path) -> Run:
    """What one process says of it."""
    run = flake8("-j1", "app", "versions", folder=many_files)
    assert len(run.ours) >= 24
    return run


def test_two_processes_say_what_one_says(many_files: Path, one_process: Run) -> None:
    assert flake8("-j2", "app", "versions", folder=many_files) == one_process


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_say_the_same_however_they_are_started(method: str, many_files: Path, one_process: Run) -> None:
    assert flake8_started_by(method, "-j2", "app", "versions", folder=many_files) == one_process


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_workers_that_inherit_nothing_know_the_options(method: str, many_files: Path) -> None:
    arguments = ["-j2", "--sqla-dialects=mysql", "--extend-ignore=SQA3", "app", "versions"]
    run = flake8_started_by(method, *arguments, folder=many_files)
    assert "SQA601" not in run.codes
    assert run == flake8("-j1", *arguments[1:], folder=many_files)


# -- noqa


@pytest.mark.parametrize(
    ("comment", "hidden"),
    [
        ("# noqa: SQA601", True),
        ("# noqa: SQA601 the table is empty", True),
        ("# noqa:SQA6", True),
        ("# noqa: E501,SQA601", True),
        ("# noqa", True),
        ("# noqa: SQA602", False),
        ("# noqa: E501", False),
    ],
)
def test_a_noqa_hides_a_report_on_its_line(comment: str, hidden: bool, folder: Path) -> None:
    _write(folder, "a1.py", MIGRATION.replace('["email"])', f'["email"])  {comment}'))
    assert flake8_here("a1.py").sampled_codes == (set() if hidden else {"SQA601"})


@pytest.mark.parametrize("place", ["the call", "the column", "the flag", "the end"])
def test_a_noqa_counts_on_the_line_of_the_argument_at_fault_and_nowhere_else(place: str, folder: Path) -> None:
    _write(folder, "a2.py", COLUMN_FLAG.replace(f"# {place}", "# noqa: SQA601"))
    lines = [line.line for line in flake8("--select=SQA601", "a2.py", folder=folder).ours]
    assert lines == ([] if place == "the flag" else [COLUMN_FLAG_LINE])


def test_disabled_noqa_shows_everything(folder: Path) -> None:
    _write(folder, "a1.py", MIGRATION.replace('["email"])', '["email"])  # noqa: SQA601'))
    assert flake8_here("--disable-noqa", "a1.py").sampled_codes == {"SQA601"}


def test_a_file_that_asks_to_be_left_alone_is(folder: Path) -> None:
    _write(folder, "a1.py", "# flake8: noqa\n" + MIGRATION)
    assert flake8_here("a1.py").output == ""


# -- files that do not parse

#: Before 3.11.4 a null character is a ValueError, of which flake8 itself dies, with or without us.
_NULLS = pytest.mark.skipif(sys.version_info < (3, 11, 4), reason="flake8 itself fails on null characters with this Python")


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy import select\ndef f(:\n",
        "from sqlalchemy import select\n'''never closed\n",
        "from sqlalchemy import select\n  x = 1\n y = 2\n",
        "from sqlalchemy import select\nx = (\n",
        pytest.param("from sqlalchemy import select\nx = 1\0\n", marks=_NULLS),
        pytest.param("\0", marks=_NULLS),
        "sqlalchemy " * 50,
    ],
    ids=["syntax", "string", "indentation", "parenthesis", "null-in-code", "null", "words"],
)
def test_a_file_that_does_not_parse_is_as_without_the_plugin(text: str, folder: Path) -> None:
    _write(folder, "broken.py", text)
    run = flake8("broken.py", folder=folder)
    assert run.ours == []
    assert "Traceback" not in run.errors
    assert "E999" in {line.code for line in run.lines} or "E902" in {line.code for line in run.lines}


def test_a_file_that_does_not_parse_costs_the_others_nothing(folder: Path) -> None:
    _write(folder, "broken.py", "from sqlalchemy import (\n")
    _write(folder, "a1.py", MIGRATION)
    assert [(line.path, line.code) for line in flake8("a1.py", "broken.py", folder=folder).sampled] == [("a1.py", "SQA601")]


# -- text that is hard to count in


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (b"", []),
        (b"\n\n\n", []),
        (b"\xef\xbb\xbf" + MIGRATION.encode(), [(10, 5, "SQA601")]),
        (MIGRATION.replace("\n", "\r\n").encode(), [(10, 5, "SQA601")]),
        (MIGRATION.replace("\n", "\r").encode(), [(10, 5, "SQA601")]),
        (MIGRATION.replace("    op.", "\top.").encode(), [(10, 2, "SQA601")]),
        (MIGRATION.replace("    op.create", '    "äöü€𝄞"; op.create').encode(), [(10, 14, "SQA601")]),
        (MIGRATION.replace("def upgrade", "\f\ndef upgrade").encode(), [(11, 5, "SQA601")]),
        (MIGRATION.replace("Index users", "Index \f users").encode(), [(10, 5, "SQA601")]),
        (MIGRATION.replace("Index users", "Index \u2028 \x85 \x1c users").encode(), [(10, 5, "SQA601")]),
        (MIGRATION.rstrip("\n").encode(), [(10, 5, "SQA601")]),
        (b"# -*- coding: latin-1 -*-\n" + MIGRATION.replace("users by", "users by \xe4\xf6").encode("latin-1"), [(11, 5, "SQA601")]),
        (MIGRATION.replace("users by", "users by \xe4\xf6").encode("latin-1"), [(10, 5, "SQA601")]),
        (MIGRATION.replace("op.create_index(", "op.create_index(\\\n        ").encode(), [(10, 5, "SQA601")]),
    ],
    ids=[
        "empty", "blank", "bom", "crlf", "cr", "tab", "non-ascii", "form-feed", "form-feed-in-text", "separators", "no-newline", "latin-1",
        "not-utf-8", "continuation",
    ],
)  # fmt: skip
def test_columns_are_characters_and_lines_are_pythons(text: bytes, places: list[tuple[int, int, str]], folder: Path) -> None:
    _write(folder, "a1.py", text)
    run = flake8_here("a1.py")
    assert run.errors == ""
    assert _places(run) == places


# -- size


def _big_file() -> str:
    lines = ['"""everything"""', "import sqlalchemy as sa", "from alembic import op", "from sqlalchemy import select"]
    lines += ["from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, Session", 'revision = "b"', 'down_revision = "a"', ""]
    lines += ["class Base(DeclarativeBase):", "    pass"]
    for number in range(500):
        lines += [
            f"class Model{number}(Base):",
            f'    __tablename__ = "model{number}"',
            "    id: Mapped[int] = mapped_column(primary_key=True)",
        ]
        lines += [f"    column{column}: Mapped[str | None] = mapped_column(sa.String(10), index=True)" for column in range(8)]
    for number in range(1500):
        lines += [
            f"def query{number}(session: Session):",
            f"    statement = select(Model{number % 500}).where(Model{number % 500}.id == 1)",
        ]
        lines += [
            "    if session:",
            "        statement = statement.order_by(sa.text('id')).limit(10)",
            "    return session.scalars(statement).all()",
        ]
    lines += ["def upgrade():"]
    for number in range(2000):
        lines += [
            f'    op.create_index("ix_{number}", "table_{number}", ["a"])',
            f'    op.add_column("table_{number}", sa.Column("b", sa.Integer()))',
        ]
        lines += [f'    op.execute("UPDATE table_{number} SET b = {number}")']
    return "\n".join([*lines, "def downgrade():", "    op.drop_table('x')", ""])


def test_a_file_of_twenty_thousand_lines_is_reviewed(folder: Path) -> None:
    text = _big_file()
    assert text.count("\n") > 19_000
    _write(folder, "big.py", text)
    run = flake8("--select=SQA", "big.py", folder=folder)
    assert run.errors == ""
    assert "SQA001" not in run.codes
    reported = [line.line for line in run.ours if line.code == "SQA601"]
    assert len(reported) > 1500
    assert reported == sorted(set(reported))
