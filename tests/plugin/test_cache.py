"""The cache of verdicts: a run that finds everything as it was reads nothing; a run that does not says what a run without it would."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.linting import Line, Run, flake8, flake8_here
from support.projects import migration, write
from support.whole_project import FILES, PROJECT

from flake8_sqla.project import cache_store, inventory
from flake8_sqla.project.cache import user_folder
from flake8_sqla.review import Reviewer

_SELECT = "--select=SQA"


@pytest.fixture
def project(folder: Path) -> Path:
    """The project, and the current directory."""
    write(folder, PROJECT)
    return folder


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cache is to be; not there yet."""
    return tmp_path_factory.mktemp("home") / "cache"


@pytest.fixture
def reviewed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The files that were really looked at."""
    found: list[str] = []
    review = Reviewer.review

    def noted(self: Reviewer, path: str, *rest: object) -> object:
        found.append(os.path.relpath(path).replace(os.sep, "/"))
        return review(self, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Reviewer, "review", noted)
    yield found


def _run(cache: Path, *arguments: str) -> list[Line]:
    run = flake8_here(_SELECT, f"--sqla-cache-dir={cache}", *(arguments or (".",)))
    assert run.errors == ""
    return run.lines


def _without(*arguments: str) -> list[Line]:
    return flake8_here(_SELECT, *(arguments or (".",))).lines


def _file(cache: Path) -> Path:
    return next(cache.glob("*.sqlite"))


def test_a_second_run_says_the_same_and_looks_at_nothing(project: Path, cache: Path, reviewed: list[str]) -> None:
    first = _run(cache)
    assert first == _without() != []
    reviewed.clear()
    assert _run(cache) == first
    assert reviewed == []


def test_a_file_by_itself_profits_from_the_run_over_everything_and_the_other_way_round(project: Path, cache: Path, reviewed: list[str]) -> None:
    first = _run(cache)
    reviewed.clear()
    assert [line for path in FILES for line in _run(cache, path)] == [Line(line.path.removeprefix("./"), line.line, line.column, line.code, line.text) for line in first]
    assert reviewed == []


def test_processes_share_it(project: Path, cache: Path, reviewed: list[str]) -> None:
    whole = flake8("-j2", _SELECT, f"--sqla-cache-dir={cache}", ".", folder=project)
    assert whole.ours == _without()
    reviewed.clear()
    assert _run(cache) == whole.ours
    assert reviewed == []


def test_what_standard_input_says_is_known_by_its_text(project: Path, cache: Path, reviewed: list[str]) -> None:
    path = "app/service/queries.py"
    changed = PROJECT[path].replace("User.name is None", "User.name == None")
    arguments = (_SELECT, f"--sqla-cache-dir={cache}", "--stdin-display-name", path, "-")
    on_disk = flake8(*arguments, folder=project, stdin=PROJECT[path].encode())
    edited = flake8(*arguments, folder=project, stdin=changed.encode())
    assert on_disk.ours == _without(path) == _run(cache, path)
    assert "SQA305" in on_disk.codes and "SQA305" not in edited.codes
    assert edited.output == flake8(_SELECT, "--stdin-display-name", path, "-", folder=project, stdin=changed.encode()).output


@pytest.mark.parametrize(
    ("path", "text", "changes"),
    [
        ("app/db.py", "Factory = print\nBase = object\n", True),
        ("app/models/mixins.py", "class Stamped:\n    pass\n", True),
        ("app/models/mixins.py", PROJECT["app/models/mixins.py"] + "\n", False),
        ("app/__init__.py", "", True),
        ("migrations/versions/a5.py", migration("a5", "'a4'"), True),
        ("migrations/versions/gone.py", migration("gone", "'a2'"), True),
        ("alembic.ini", "[alembic]\nscript_location = elsewhere\n", True),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["pymysql"]\n', True),
        ("app/db/__init__.py", "Base = Factory = None\n", True),
        ("tests/test_nothing.py", "", True),  # now there are tests, and none of them migrates
    ],
)
def test_what_another_file_says_now_counts(path: str, text: str, changes: bool, project: Path, cache: Path) -> None:
    before = _run(cache)
    write(project, {path: text})
    after = _run(cache)
    assert after == _without()
    assert _run(cache) == after
    assert (after != before) == changes


def test_what_is_gone_counts(project: Path, cache: Path) -> None:
    for path in ("app/db.py", "migrations/versions/a1.py", "alembic.ini"):
        _run(cache)
        (project / path).unlink()
        assert _run(cache) == _without()
    shutil.rmtree(project / "app" / "models")
    assert _run(cache) == _without()


def test_options_and_the_selection_count(project: Path, cache: Path, reviewed: list[str]) -> None:
    whole = _run(cache)
    for more in ("--sqla-dialects=sqlite", "--sqla-migrations-start-after=a2", "--extend-ignore=SQA103", "--extend-select=SQA903"):
        assert _run(cache, more, ".") == _without(more, ".")
    assert _run(cache) == whole
    reviewed.clear()
    _run(cache, "--sqla-dialects=sqlite", ".")
    assert reviewed == []


def test_any_edits_in_any_order_leave_what_a_run_without_it_says(project: Path, cache: Path) -> None:
    chance = random.Random(4)
    spare = {path: text for path, text in PROJECT.items() if path.startswith(("app", "migrations"))}
    for _ in range(25):
        path = chance.choice(sorted(spare))
        target = project / path
        match chance.randrange(4):
            case 0 if target.exists():
                target.unlink()
            case 1:
                write(project, {path: spare[chance.choice(sorted(spare))]})
            case 2:
                write(project, {path: PROJECT[path] + "\nsomething = None\n"})
            case _:
                write(project, {path: PROJECT[path]})
        arguments = chance.choice([(".",), ("app",), tuple(name for name in chance.sample(FILES, 3) if (project / name).exists())])
        if arguments:
            assert _run(cache, *arguments) == _without(*arguments), path


def test_files_that_were_only_touched_are_read_once_more_and_not_again(project: Path, cache: Path, reviewed: list[str]) -> None:
    _age(project)
    first = _run(cache)
    for path in FILES:
        os.utime(project / path, (1_700_000_000, 1_700_000_000))
    reviewed.clear()
    assert _run(cache) == first
    assert reviewed == []
    with sqlite3.connect(_file(cache)) as database:
        times = {path: time for (rows,) in database.execute("SELECT rows FROM sights") for look, path, _, time in json.loads(rows) if look == "text"}
    assert times[str((project / "app/db.py").resolve())] == 1_700_000_000 * 10**9


def _age(project: Path) -> None:
    """Make all files look as if they had been written long ago; new ones are read again, whatever their times."""
    for path in project.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


def test_a_file_that_was_edited_is_looked_at_without_reading_the_whole_project(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    entry_of = inventory.entry_of
    monkeypatch.setattr(inventory, "entry_of", lambda text: (read.append(text), entry_of(text))[1])
    name = "app/models/order.py"
    write(project, {name: PROJECT[name].replace('"User"', '"Usher"'), "app/more.py": "from sqlalchemy import Column\n\n\nclass Usher:\n    pass\n"})
    _age(project)
    assert _run(cache, name) == _without(name)
    assert len(read) >= len(FILES)
    read.clear()
    write(project, {name: PROJECT[name].replace('"User"', '"Uscher"'), "app/more.py": PROJECT["app/models/user.py"]})
    expected = _without(name)
    read.clear()
    assert _run(cache, name) == expected
    assert sorted(read) == sorted(path.read_text() for path in (project / name, project / "app/more.py"))


def test_a_key_to_a_table_of_its_own_file_does_not_have_the_project_looked_through(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    entry_of = inventory.entry_of
    monkeypatch.setattr(inventory, "entry_of", lambda text: (looked_at.append(text), entry_of(text))[1])
    start = "from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table\n\nm = MetaData()\n"
    start += 'users = Table("users", m, Column("id", Integer, primary_key=True))\n'
    write(folder, {"near.py": start + 'Table("posts", m, Column("user_id", Integer, ForeignKey("users.id"), index=True))\n'})
    write(folder, {"far.py": start + 'Table("posts", m, Column("tag_id", Integer, ForeignKey("tags.id"), index=True))\n'})
    write(folder, {"wrong.py": start + 'Table("posts", m, Column("user_id", String, ForeignKey("users.id"), index=True))\n'})
    write(folder, {"tags.py": start.replace("users", "tags")})
    said = {}
    for name in ("near.py", "far.py", "wrong.py"):
        looked_at.clear()
        said[name] = (flake8_here("--select=SQA231,SQA246", "--sqla-cache-dir=off", name).lines, len(looked_at))
    assert said["near.py"] == ([], 0)
    assert said["far.py"] == ([], 4)
    assert said["wrong.py"] == ([], 4)  # there are several tables of this name


def test_old_logs_make_room(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_store, "_LONGEST_LOGS", 6_000)
    for path in FILES:
        assert _run(cache, path) == _without(path)
    with sqlite3.connect(_file(cache)) as database:
        assert database.execute("SELECT SUM(LENGTH(rows)) FROM sights").fetchone()[0] < 12_000
        assert database.execute("SELECT COUNT(*) FROM verdicts").fetchone()[0] < len(FILES)
    database.close()
    assert _run(cache) == _without()


def test_two_checkouts_of_one_project_know_nothing_of_each_other(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name, text in (("one", PROJECT["app/db.py"]), ("two", "Base = Factory = None\n")):
        write(tmp_path / name, {**PROJECT, "app/db.py": text})
        monkeypatch.chdir(tmp_path / name)
        found.append(_run(cache))
        assert found[-1] == _without()
    assert found[0] != found[1]
    assert len(list(cache.glob("*.sqlite"))) == 2


def test_eight_processes_that_start_at_once_all_say_the_same(project: Path, cache: Path, reviewed: list[str]) -> None:
    command = [sys.executable, "-m", "flake8", "--isolated", "-j1", _SELECT, f"--sqla-cache-dir={cache}", "."]
    started = [subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(8)]
    ended = [process.communicate(timeout=120) for process in started]
    assert {Run(0, output, errors).lines == _without() for output, errors in ended} == {True}
    assert {errors for _, errors in ended} == {""}
    reviewed.clear()
    assert _run(cache) == _without()
    assert len(reviewed) == len(set(reviewed))  # `_without` looked, the run with the cache did not


@pytest.mark.parametrize(
    "content",
    [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 4000],
    ids=["empty", "text", "damaged"],
)
def test_a_file_that_is_no_cache_is_thrown_away(content: bytes, project: Path, cache: Path, reviewed: list[str]) -> None:
    expected = _run(cache)
    _file(cache).write_bytes(content)
    assert _run(cache) == expected
    reviewed.clear()
    assert _run(cache) == expected
    assert reviewed == []


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 99",
        "DROP TABLE verdicts",
        "DROP TABLE sights",
        "UPDATE verdicts SET reports = 'nonsense'",
        "UPDATE verdicts SET reports = '{}'",
        "UPDATE verdicts SET reports = '[[1, 2]]'",
        "UPDATE verdicts SET reports = '[[1, 2, \"E501 not ours\"]]'",
        "UPDATE verdicts SET reports = '[[\"1\", 2, \"SQA101 x\"]]'",
        "UPDATE verdicts SET reports = json_array(json_array(1, 2, 'SQA101 ' || char(27) || '[2J'))",
        "UPDATE verdicts SET reports = json_array(json_array(1, 2, 'SQA101 a' || char(10) || 'b'))",
        "UPDATE verdicts SET reports = NULL",
        "UPDATE verdicts SET upto = 'x'",
        "UPDATE verdicts SET upto = 1000000",
        "UPDATE verdicts SET log = 77",
        "UPDATE sights SET rows = '[1, 2, 3]'",
        "UPDATE sights SET rows = '[[[], {}, 1, null]]'",
        "UPDATE sights SET rows = 'x'",
        "DELETE FROM sights",
        "UPDATE entries SET entry = 'x'; DELETE FROM verdicts",
        "UPDATE entries SET entry = '[1, 2, 3, 4, 5, 6]'; DELETE FROM verdicts",
        "UPDATE entries SET entry = '[[1], [], [], [], [], false]'; DELETE FROM verdicts",
        "UPDATE entries SET entry = NULL, path = 7; DELETE FROM verdicts",
        "UPDATE entries SET time = 'x'; DELETE FROM verdicts",
    ],
)
def test_rows_that_somebody_wrote_are_as_if_they_were_not_there(statement: str, project: Path, cache: Path) -> None:
    expected = _run(cache)
    with sqlite3.connect(_file(cache)) as database:
        database.executescript(statement)
    database.close()
    assert _run(cache) == expected
    assert _run(cache) == expected


def test_nothing_is_written_through_a_link(project: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    expected = _run(cache)
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "precious"
    elsewhere.write_text("precious")
    file = _file(cache)
    file.unlink()
    file.symlink_to(elsewhere)
    assert _run(cache) == expected
    assert elsewhere.read_text() == "precious"


def test_a_place_that_cannot_be_written_costs_nothing_but_time(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    blocked = tmp_path_factory.mktemp("blocked") / "file"
    blocked.write_text("")
    assert _run(blocked / "below") == _without()
    assert blocked.read_text() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_the_cache_is_the_users_alone(project: Path, cache: Path) -> None:
    _run(cache)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_off_is_off(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    variables = {"XDG_CACHE_HOME": str(home), "HOME": str(home), "LOCALAPPDATA": str(home)}
    assert flake8(_SELECT, "--sqla-cache-dir=off", "app", folder=project, environment=variables).ours
    assert list(home.iterdir()) == []
    assert flake8(_SELECT, "--sqla-cache-dir=", "app", folder=project, environment=variables).ours
    assert [path.name for path in home.rglob("flake8-sqla")] == ["flake8-sqla"]


def test_nothing_lies_in_the_project(project: Path, cache: Path) -> None:
    _run(cache)
    assert {path.name for path in project.iterdir()} == {".git", "app", "migrations", "alembic.ini", "pyproject.toml"}


def test_a_file_in_place_of_the_folder_is_an_error_of_flake8s(project: Path) -> None:
    run = flake8("--sqla-cache-dir=./pyproject.toml", "app", folder=project)
    assert run.exit_code == 2 and "argument --sqla-cache-dir:" in run.errors


def test_a_defect_of_ours_is_not_remembered(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Reviewer, *rest: object) -> object:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patched:
        patched.setattr(Reviewer, "review", fails)
        assert {line.code for line in _run(cache)} == {"SQA001"}
    assert _run(cache) == _without()


def test_a_folder_of_the_user_by_the_custom_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert user_folder() == os.path.join("/somewhere", "flake8-sqla")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert user_folder() == ""
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/me")
    assert user_folder() == "/home/me/.cache/flake8-sqla"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert user_folder() == "/home/me/Library/Caches/flake8-sqla"


def test_a_project_that_is_edited_while_flake8_runs_is_judged_anew_the_next_time(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = Reviewer.review
    edits = iter(
        [
            {},
            {"app/db.py": "Base = Factory = None\n"},
            {"app/models/mixins.py": ""},
            {},
            {"app/db.py": PROJECT["app/db.py"] + "\n"},
            {"migrations/versions/a5.py": migration("a5", "'a1'")},
        ]
    )

    def edited_meanwhile(self: Reviewer, path: str, *rest: object) -> object:
        try:
            return review(self, path, *rest)  # type: ignore[arg-type]
        finally:
            write(project, next(edits, {}))

    with monkeypatch.context() as patched:
        patched.setattr(Reviewer, "review", edited_meanwhile)
        _run(cache, *FILES)
    assert next(edits, None) is None
    assert _run(cache) == _without()
