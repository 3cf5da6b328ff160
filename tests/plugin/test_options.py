"""Options: from the command line and from every file flake8 reads, checked, refused in flake8's own way."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.examples import parse_options
from support.linting import flake8, flake8_here
from support.samples import MIGRATION

from flake8_sqla.options import OPTIONS, Settings, read_settings


@pytest.fixture
def migration(folder: Path) -> Path:
    """A project with a report that only PostgreSQL brings."""
    (folder / "a1.py").write_text(MIGRATION)
    return folder


def test_the_defaults_are_those_of_the_settings() -> None:
    assert read_settings(parse_options([])) == Settings()


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (["--sqla-dialects=mysql"], "dialects", ("mysql",)),
        (["--sqla-dialects=mysql,postgresql,mysql"], "dialects", ("mysql", "postgresql")),
        (["--sqla-dialects", "mysql, sqlite"], "dialects", ("mysql", "sqlite")),
        (["--sqla-dialects="], "dialects", ()),
        (["--sqla-postgresql-version=17"], "postgresql_version", 17),
        (["--sqla-postgresql-version", " 16 "], "postgresql_version", 16),
        (["--sqla-max-index-columns=5"], "max_index_columns", 5),
        (["--sqla-session-names=request.db,self.db"], "session_names", ("request.db", "self.db")),
        (["--sqla-repository-paths=./shop/repositories/,*_queries.py"], "repository_paths", ("shop/repositories", "*_queries.py")),
        (["--sqla-soft-delete-columns=removed_at"], "soft_delete_columns", ("removed_at",)),
        (["--sqla-soft-delete-columns="], "soft_delete_columns", ()),
        (["--sqla-audited-models=Payment,Refund"], "audited_models", ("Payment", "Refund")),
        (["--sqla-required-columns=created_at,orders.deleted_at"], "required_columns", ("created_at", "orders.deleted_at")),
    ],
)
def test_an_option_becomes_a_setting(words: list[str], field: str, value: object) -> None:
    assert getattr(read_settings(parse_options(words)), field) == value


_WRONG = [
    ("dialects", "postgres"),
    ("dialects", "mysql,db2"),
    ("dialects", "PostgreSQL"),
    ("postgresql-version", "new"),
    ("postgresql-version", "16.2"),
    ("postgresql-version", "8"),
    ("postgresql-version", "-1"),
    ("postgresql-version", "100000000000000"),
    ("postgresql-version", "١٦"),
    ("postgresql-version", ""),
    ("max-index-columns", "0"),
    ("max-index-columns", "33"),
    ("max-index-columns", "many"),
    ("project-root", "no/such/folder"),
    ("project-root", "./a1.py"),
    ("session-names", "request db()"),
    ("session-names", "1"),
    ("session-names", "a..b"),
    ("repository-paths", "/shop/repositories"),
    ("repository-paths", "../shop"),
    ("soft-delete-columns", "notes.deleted_at"),
    ("soft-delete-columns", "deleted at!"),
    ("audited-models", "shop.models.Payment"),
    ("required-columns", "shop.orders.deleted_at"),
    ("required-columns", "1st"),
]


@pytest.mark.parametrize(("name", "value"), _WRONG)
def test_a_wrong_value_is_refused_with_the_options_name(name: str, value: str, folder: Path) -> None:
    (folder / "a1.py").touch()
    with pytest.raises(ValueError, match=f"^argument --sqla-{name}: "):
        read_settings(parse_options([f"--sqla-{name}={value}"]))


@pytest.mark.parametrize(("name", "value"), [("dialects", "postgres"), ("postgresql-version", "new"), ("project-root", "no/such/folder")])
def test_flake8_ends_with_its_usual_error_where_a_value_is_wrong(name: str, value: str, migration: Path) -> None:
    run = flake8_here(f"--sqla-{name}={value}", "a1.py")
    assert run.exit_code == 2
    assert run.output == ""
    assert run.errors.splitlines()[-1].partition(": ")[2].startswith(f"error: argument --sqla-{name}: ")
    assert value in run.errors
    assert "Traceback" not in run.errors


def test_a_wrong_value_in_a_configuration_file_is_refused_as_well(migration: Path) -> None:
    (migration / "tox.ini").write_text("[flake8]\nsqla-dialects = postgres\n")
    run = flake8("a1.py", folder=migration, isolated=False)
    assert run.exit_code == 2
    assert "--sqla-dialects" in run.errors
    assert "Traceback" not in run.errors


def test_a_wrong_value_ends_a_run_of_several_processes_too(migration: Path) -> None:
    (migration / "a2.py").write_text(MIGRATION)
    run = flake8("-j2", "--sqla-dialects=postgres", "a1.py", "a2.py", folder=migration)
    assert run.exit_code == 2


def test_an_option_that_does_not_exist_is_refused(migration: Path) -> None:
    assert flake8_here("--sqla-nonsense=1", "a1.py").exit_code == 2


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
@pytest.mark.parametrize("spelling", ["sqla-dialects = mysql", "sqla_dialects = mysql", "sqla-dialects =\n    mysql,\n    sqlite"])
def test_an_option_is_read_from_every_file_that_flake8_reads(name: str, spelling: str, migration: Path) -> None:
    assert flake8_here("a1.py", isolated=False).sampled_codes == {"SQA601"}
    (migration / name).write_text(f"[flake8]\n{spelling}\n")
    assert flake8_here("a1.py", isolated=False).sampled_codes == set()


def test_the_command_line_has_the_last_word(migration: Path) -> None:
    (migration / "setup.cfg").write_text("[flake8]\nsqla-dialects = mysql\n")
    assert flake8_here("--sqla-dialects=postgresql", "a1.py", isolated=False).sampled_codes == {"SQA601"}


def test_a_folder_in_a_configuration_file_is_relative_to_that_file(migration: Path) -> None:
    (migration / "backend").mkdir()
    (migration / "backend" / "requirements.txt").write_text("pymysql\n")
    (migration / "setup.cfg").write_text("[flake8]\nsqla-project-root = ./backend\n")
    (migration / "elsewhere").mkdir()
    assert flake8("../a1.py", folder=migration / "elsewhere", isolated=False).sampled_codes == set()


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("requirements.txt", "pymysql==1.1\n", set()),
        ("requirements.txt", "psycopg2-binary\npymysql\n", {"SQA601"}),
        ("requirements.txt", "# pymysql\nrequests\n", {"SQA601"}),
        ("pyproject.toml", '[project]\ndependencies = ["aiosqlite>=0.20"]\n', set()),
        ("alembic.ini", "[alembic]\nsqlalchemy.url = mysql+pymysql://u:p@h/d\n", set()),
        ("alembic.ini", "[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n", {"SQA601"}),
        ("alembic.ini", "not an ini at all", {"SQA601"}),
        ("alembic.ini", "[alembic]\nsqlalchemy.url = %(broken\n", {"SQA601"}),
    ],
)
def test_without_an_option_the_project_says_what_databases_it_runs_on(name: str, text: str, codes: set[str], migration: Path) -> None:
    (migration / name).write_text(text)
    assert flake8_here("a1.py").sampled_codes == codes


def test_a_file_of_the_project_in_no_encoding_says_nothing(migration: Path) -> None:
    (migration / "requirements.txt").write_bytes(b"\xff\xfe\x00pymysql\n")
    run = flake8_here("a1.py")
    assert run.errors == ""
    assert "SQA001" not in run.codes


def test_every_option_is_in_flake8s_help(folder: Path) -> None:
    shown = flake8_here("--help").output
    assert [option.flag for option in OPTIONS if option.flag not in shown] == []
