"""The revisions of an Alembic environment: found, read without their bodies, and put together as a graph."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from support.projects import migration, reports, reports_by, write

from flake8_sqla.facts.history import History, RevisionHeader
from flake8_sqla.options import Settings
from flake8_sqla.project.migrations import header_of
from flake8_sqla.project.project import Projects
from flake8_sqla.review import Reviewer


def _header(revision: str, *parents: str, depends_on: tuple[str, ...] = (), labels: tuple[str, ...] = ()) -> RevisionHeader:
    return RevisionHeader(f"{revision}.py", revision, parents, depends_on, labels)


def _revisions(headers: Iterable[RevisionHeader]) -> list[str]:
    return [header.revision for header in headers]


# -- the graph


FORK = History([_header("a"), _header("b", "a"), _header("c", "a"), _header("d", "b", "c"), _header("e", "d")])


def test_branches_and_merges() -> None:
    assert (_revisions(FORK.heads), _revisions(FORK.roots)) == (["e"], ["a"])
    assert FORK.ancestors("e") == {"a", "b", "c", "d"}
    assert FORK.ancestors("b") == {"a"}
    assert FORK.ancestors("nowhere") == frozenset()
    assert FORK.children["a"] == ("b", "c")


def test_the_order_of_the_files_says_nothing() -> None:
    assert History(reversed(FORK.headers)).headers == FORK.headers


def test_dependencies_count_where_they_are_asked_for() -> None:
    history = History(
        [
            _header("a"),
            _header("b", "a", labels=("side",)),
            _header("x"),
            _header("y", "x", depends_on=("b",)),
            _header("z", "x", depends_on=("side",)),
        ]
    )
    assert history.ancestors("y") == {"x"}
    assert history.ancestors("y", through_dependencies=True) == {"x", "b", "a"}
    assert history.ancestors("z", through_dependencies=True) == {"x", "b", "a"}  # a label stands for its revision


@pytest.mark.parametrize(
    "headers", [[_header("a", "a")], [_header("a", "b"), _header("b", "a")], [_header("a", "c"), _header("b", "a"), _header("c", "b")]]
)
def test_a_cycle_ends(headers: list[RevisionHeader]) -> None:
    history = History(headers)
    assert "a" in history.ancestors("a")
    assert history.heads == history.roots == ()
    assert history.labels_of(headers[0]) == frozenset()


def test_a_cycle_beside_a_history_ends() -> None:
    history = History([_header("r"), _header("s", "r"), _header("a", "b", "r"), _header("b", "a")])
    assert history.oldest_root.revision == "r"
    assert history.labels_of(_header("r")) == frozenset()


def test_two_thousand_revisions_are_read_in_moments() -> None:
    headers = [_header("r0"), *(_header(f"r{number}", f"r{number - 1}") for number in range(1, 2000))]
    start = time.process_time()
    history = History(headers)
    assert _revisions(history.heads) == ["r1999"]
    assert len(history.ancestors("r1999", through_dependencies=True)) == 1999
    assert history.oldest_root.revision == "r0"
    assert history.labels_of(headers[0]) == frozenset()
    assert history.with_header(headers[7]) is history
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("identifier", "revision", "resolves"),
    [
        ("abcdef123456", "abcdef123456", True),
        ("abcdef", "abcdef123456", False),  # `depends_on` takes whole ids, the command line beginnings
        ("abc1", "abc1", False),
        ("abcd", "abcdef123456", False),
        ("feed", "feed", False),  # two begin like this
        ("feed00000001", "feed00000001", True),
        ("main", "main", True),
        ("main@abcdef123456", "main@abcdef123456", False),
        ("head", "head", False),
        ("a", "a", False),
        ("", "", False),
    ],
)
def test_an_id_a_beginning_or_a_label_names_a_revision(identifier: str, revision: str, resolves: bool) -> None:
    history = History([_header("abcdef123456", labels=("main",)), _header("feed00000001"), _header("feed00000002")])
    assert (history.named(identifier), history.resolves(identifier)) == (revision, resolves)


def test_labels_hold_along_the_branch() -> None:
    history = History(
        [
            _header("a"),
            _header("b", "a", labels=("left",)),
            _header("c", "a"),
            _header("d", "c", labels=("right",)),
            _header("x"),
            _header("y", "x", labels=("other",)),
            _header("z", "y"),
        ]
    )
    labels = {header.revision: set(history.labels_of(header)) for header in history.headers}
    assert labels == {"a": set(), "b": {"left"}, "c": {"right"}, "d": {"right"}, "x": {"other"}, "y": {"other"}, "z": {"other"}}


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [("", "", False), ("a", "a", False), ("a", "b", True), ("a", "", True), ("", "a", True), ("ab", "a", True)],
)
def test_a_label_tells_branches_apart(first: str, second: str, apart: bool) -> None:
    assert History.are_apart(frozenset(first), frozenset(second)) is apart


# -- headers


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("revision = 'a'\ndown_revision = None\n", ("a", (), (), ())),
        ("revision = 'a'\ndown_revision = 'b'\n", ("a", ("b",), (), ())),
        ("revision = 'a'\ndown_revision = ('b', 'c')\n", ("a", ("b", "c"), (), ())),
        ("revision = 'a'\ndown_revision = ['b', 'c']\n", ("a", ("b", "c"), (), ())),
        ("revision = 'a'\ndown_revision = {'c', 'b'}\n", ("a", ("b", "c"), (), ())),
        (
            "revision: str = 'a'\ndown_revision: str | None = 'b'\nbranch_labels: object = 'x'\ndepends_on: object = ('d',)\n",
            ("a", ("b",), ("d",), ("x",)),
        ),
        ("revision, down_revision = 'a', 'b'\n", ("a", ("b",), (), ())),
        ("ID = 'a'\nrevision = ID\ndown_revision = 'b'\n", ("a", ("b",), (), ())),
        ("revision = 'a' 'b'\ndown_revision = None\n", ("ab", (), (), ())),
        ("class X:\n    pass\n\nrevision = 'a'\ndown_revision = 'b'\n", ("a", ("b",), (), ())),
        ("revision = 'a'\nif 1:\n    pass\ndown_revision = 'b'\n", ("a", ("b",), (), ())),
        ("revision = 'a'\ndef f(): pass\ndepends_on = 'd'\ndown_revision = 'b'\n", ("a", ("b",), ("d",), ())),
        ('"""If\nif it were\nclass or\n"""\nrevision = "a"\ndown_revision = "b"\n\ndef upgrade(): pass\n', ("a", ("b",), (), ())),
        ("revision = 'a'\ndown_revision = 'b'\n\ndef upgrade(:\n", ("a", ("b",), (), ())),  # the body is not read
        ('"""Was:\nrevision = "x"\ndepends_on = "y"\n"""\nrevision = "a"\ndown_revision = "b"  # the first\n', ("a", ("b",), (), ())),
        ("'''Was:\nrevision = 'x'\n'''\nrevision = 'a'\ndown_revision = 'b'\n", ("a", ("b",), (), ())),
        ('"""\nrevision = "x"\nclass or\n"""\nrevision = "a"\ndown_revision = None\n', ("a", (), (), ())),
        ("revision = 'x'\nrevision = 'a'\ndown_revision = None\n", ("a", (), (), ())),
        ("revision = 'a'\ndown_revision = 'b\\x63'\n", ("a", ("bc",), (), ())),
        # what cannot be read
        ("revision = make()\ndown_revision = None\n", None),
        ("revision = 'a'\ndown_revision = f'{x}'\n", None),
        ("revision = 'a'\ndown_revision = ('b', C)\n", None),
        ("revision = None\ndown_revision = None\n", None),
        ("revision = ('a', 'b')\ndown_revision = None\n", None),
        ("revision = 1\ndown_revision = None\n", None),
        ("revision = (\n", None),
        ("revision = 'a'\ndown_revision = " + "(" * 5000, None),
        ("from x import revision\ndown_revision = 'a'\n", None),
    ],
)
def test_a_header_is_read(text: str, header: tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]] | None) -> None:
    found = header_of(text, "x.py")
    assert found == (RevisionHeader("x.py", *header, goes_back=False) if header is not None else RevisionHeader("x.py", readable=False))


@pytest.mark.parametrize(
    ("rest", "goes_back"),
    [
        ("def upgrade(): pass\n", False),
        ("def upgrade(): pass\n\n\ndef downgrade(): pass\n", True),
        ("def upgrade(): pass\n\n\nasync def downgrade_main(): pass\n", True),
        ("downgrade = upgrade = print\n", True),
        ("from shop.steps import upgrade, downgrade\n", True),
        ("from shop.steps import *\n", True),
        ("def upgrade():\n    # There is no downgrade().\n    pass\n", False),
    ],
)
def test_a_header_says_whether_there_is_a_way_back(rest: str, goes_back: bool) -> None:
    assert header_of(f"revision = 'a'\ndown_revision = 'b'\n\n{rest}", "x.py").goes_back is goes_back


# -- files


def _history(path: Path, text: str | None = None, settings: Settings | None = None) -> History:
    return Projects(settings or Settings()).history(str(path), path.read_text(encoding="utf-8") if text is None else text)


def _files(folder: str = "migrations/versions") -> dict[str, str | bytes]:
    return {
        "migrations/env.py": "",
        f"{folder}/a.py": migration("a"),
        f"{folder}/b.py": migration("b", "'a'"),
        f"{folder}/c.py": migration("c", "'b'"),
    }


INI = "[alembic]\nscript_location = migrations\n"


@pytest.mark.parametrize(
    ("files", "seen", "found", "complete"),
    [
        ({}, "migrations/versions/b.py", "abc", True),
        ({"alembic.ini": INI}, "migrations/versions/b.py", "abc", True),
        ({"alembic.ini": "no ini"}, "migrations/versions/b.py", "abc", False),
        ({"migrations/versions/__init__.py": "revision = 'i'"}, "migrations/versions/b.py", "abc", True),
        ({"migrations/versions/.hidden.py": migration("h")}, "migrations/versions/b.py", "abc", True),
        ({"migrations/versions/helper.py": "import os\n"}, "migrations/versions/b.py", "abc", True),
        ({"migrations/versions/empty.py": ""}, "migrations/versions/b.py", "abc", True),
        ({"migrations/helper.py": "revision = make()"}, "migrations/versions/b.py", "abc", True),
        # unreadable ones leave it open
        ({"migrations/versions/d.py": "revision = make()\ndown_revision = None\n"}, "migrations/versions/b.py", "abc", False),
        ({"migrations/versions/d.py": "revision = 'd'\ndown_revision = (\n"}, "migrations/versions/b.py", "abc", False),
        ({"migrations/versions/d.py": "#" * 600_000}, "migrations/versions/b.py", "abc", False),
        ({"migrations/versions/d.py": b"x = '\xff'\nrevision = 'd'\ndown_revision = 'c'\n"}, "migrations/versions/b.py", "abcd", True),
        # folders inside `versions`: Alembic looks into them where it is told to
        ({"migrations/versions/2024/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", False),
        ({"migrations/versions/2024/01/d.py": migration("d", "'c'")}, "migrations/versions/2024/01/d.py", "abcd", False),
        ({"alembic.ini": INI + "recursive_version_locations = true", "migrations/versions/2024/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        # several version folders
        ({"alembic.ini": INI + "version_locations = migrations/versions more", "more/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        ({"alembic.ini": INI + "version_locations = %(here)s/migrations/versions, %(here)s/more", "more/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        ({"alembic.ini": INI + "version_path_separator = os  # a comment\nversion_locations = migrations/versions:more", "more/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        ({"alembic.ini": INI + "path_separator = newline\nversion_locations =\n  migrations/versions\n  more folders", "more folders/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        ({"alembic.ini": INI + "version_locations = migrations/versions app:more", "app/more/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        ({"alembic.ini": INI + "version_locations = migrations/versions missing"}, "migrations/versions/b.py", "abc", False),
        ({"alembic.ini": INI + "version_locations = migrations/versions /"}, "migrations/versions/b.py", "abc", False),
        ({"alembic.ini": INI + "version_locations = migrations/versions ../.."}, "migrations/versions/b.py", "abc", False),
        ({"alembic.ini": "[alembic]\nscript_location = other\nversion_locations = more\n", "more/d.py": migration("d")}, "migrations/versions/b.py", "abc", True),
        ({"alembic.ini": "[one]\nscript_location = other\nversion_locations = more\n[two]\nscript_location = migrations", "more/d.py": migration("d")}, "migrations/versions/b.py", "abc", True),
        ({"migrations/alembic.ini": "[alembic]\nversion_locations = versions ../more\n", "more/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abcd", True),
        ({"migrations/more/d.py": migration("d", "'c'")}, "migrations/versions/b.py", "abc", True),
        ({"migrations/more/d.py": migration("d", "'c'")}, "migrations/more/d.py", "abcd", False),  # code may name folders that no file names
        # an environment inside another
        ({"migrations/versions/tenant/env.py": "", "migrations/versions/tenant/versions/d.py": migration("d")}, "migrations/versions/b.py", "abc", True),
        ({"migrations/tenant/env.py": "", "migrations/tenant/versions/d.py": migration("d")}, "migrations/tenant/versions/d.py", "d", True),
    ],
)  # fmt: skip
def test_the_files_of_an_environment_are_found(files: dict[str, str | bytes], seen: str, found: str, complete: bool, folder: Path) -> None:
    write(folder, {**_files(), **files})
    history = _history(folder / seen)
    assert ("".join(revision for revision in _revisions(history.headers) if revision), history.complete) == (found, complete)


def test_pyproject_names_the_version_folders(folder: Path) -> None:
    pytest.importorskip("tomllib")
    table = '[tool.alembic]\nscript_location = "%(here)s/migrations"\nversion_locations = ["migrations/versions", "%(here)s/more"]\n'
    write(folder, {**_files(), "pyproject.toml": table, "more/d.py": migration("d", "'c'")})
    history = _history(folder / "migrations/versions/b.py")
    assert (_revisions(history.headers), history.complete) == (["a", "b", "c", "d"], True)


def test_revisions_may_lie_beside_env_py(folder: Path) -> None:
    write(folder, {**_files("migrations"), "migrations/deep/down/x.py": "revision = make()"})
    history = _history(folder / "migrations/b.py")
    assert (_revisions(history.headers), history.complete) == (["a", "b", "c"], True)


def test_a_migration_without_an_environment_has_no_history(folder: Path) -> None:
    write(folder, {"versions/a.py": migration("a"), "versions/b.py": migration("b", "'x'")})
    assert _history(folder / "versions/b.py").headers == ()
    assert not {code for _, code in reports(folder / "versions/b.py")} & {"SQA708", "SQA709", "SQA710"}


def test_links_are_not_followed_out_of_the_project(folder: Path) -> None:
    write(
        folder,
        {
            "outside/d.py": migration("d", "'c'"),
            "outside/more/e.py": migration("e"),
            **{f"project/{name}": text for name, text in _files().items()},
            "project/setup.cfg": "",
        },
    )
    versions = folder / "project/migrations/versions"
    (versions / "d.py").symlink_to(folder / "outside/d.py")
    (versions / "more").symlink_to(folder / "outside/more")
    (versions / "broken.py").symlink_to(folder / "nowhere.py")
    history = _history(versions / "b.py")
    assert (_revisions(history.headers), history.complete) == (["a", "b", "c"], False)
    assert _history(versions / "d.py").headers == ()


def test_what_the_editor_holds_takes_the_place_of_the_file(folder: Path) -> None:
    write(folder, _files())
    path = folder / "migrations/versions/b.py"
    assert _revisions(_history(path, migration("new", "'a'")).headers) == ["a", "c", "new"]
    assert _revisions(_history(path.with_name("d.py"), migration("d", "'c'")).headers) == ["a", "b", "c", "d"]
    assert not _history(path, "revision = make()\ndown_revision = None").complete


def test_hundreds_of_migrations_are_judged_in_moments(folder: Path) -> None:
    write(
        folder,
        {
            "migrations/env.py": "",
            **{
                f"migrations/versions/r{number}.py": migration(f"r{number}", repr(f"r{number - 1}") if number else "None")
                for number in range(2000)
            },
        },
    )
    reviewer = Reviewer.with_all_rules(Settings(), lambda code: code.startswith("SQA7"))
    start = time.process_time()
    found = [reports_by(reviewer, folder / f"migrations/versions/r{number}.py") for number in range(0, 2000, 20)]
    assert time.process_time() - start < 8
    assert not {code for reported in found for _, code in reported} & {"SQA708", "SQA709", "SQA710", "SQA711", "SQA712"}


# -- --sqla-migrations-start-after


def _judged(folder: Path, last: str) -> set[str]:
    settings = Settings(migrations_start_after=last)
    return {path.stem for path in sorted(folder.glob("**/versions/*.py")) if any(code[3] in "67" for _, code in reports(path, settings))}


@pytest.mark.parametrize(
    ("last", "judged"),
    [
        ("", {"aaaa1", "bbbb1", "bbbb2", "cccc1", "dddd1", "side1"}),
        ("aaaa1", {"bbbb1", "bbbb2", "cccc1", "dddd1", "side1"}),
        ("bbbb1", {"bbbb2", "cccc1", "dddd1", "side1"}),  # the other branch does not run before it
        ("cccc1", {"dddd1", "side1"}),
        ("cccc", {"dddd1", "side1"}),
        ("bbbb", {"aaaa1", "bbbb1", "bbbb2", "cccc1", "dddd1", "side1"}),  # two begin like this
        ("dddd1", set()),  # and what it depends on
        ("side1", {"aaaa1", "bbbb1", "bbbb2", "cccc1", "dddd1"}),
        ("unknown", {"aaaa1", "bbbb1", "bbbb2", "cccc1", "dddd1", "side1"}),
    ],
)
def test_migrations_up_to_a_revision_are_left_alone(last: str, judged: set[str], folder: Path) -> None:
    revisions = {
        "aaaa1": "None",
        "bbbb1": "'aaaa1'",
        "bbbb2": "'aaaa1'",
        "cccc1": "('bbbb1', 'bbbb2')",
        "dddd1": "'cccc1'",
        "side1": "None",
    }
    more = {"dddd1": "depends_on = 'side'", "side1": "branch_labels = ('side',)"}
    write(
        folder,
        {
            "migrations/env.py": "",
            **{f"migrations/versions/{name}.py": migration(name, parents, more.get(name, "")) for name, parents in revisions.items()},
        },
    )
    assert _judged(folder, last) == judged


def test_old_migrations_are_left_alone_by_the_rules_about_migrations_only(folder: Path) -> None:
    body = 'op.execute("UPDATE users SET a = 1")\n    from app.models import User\n    session.query(User).filter(User.id == None).all()'
    write(folder, {"migrations/env.py": "", "migrations/versions/a.py": migration("a", more="import sqlalchemy as sa", body=body)})
    path = folder / "migrations/versions/a.py"
    before = {code for _, code in reports(path)}
    assert {code[3] for code in before} > {"1", "6"}
    assert {code for _, code in reports(path, Settings(migrations_start_after="a"))} == {
        code for code in before if not code.startswith(("SQA6", "SQA7", "SQA92", "SQA93", "SQA940"))
    }


def test_the_option_is_meant_for_the_environment_that_has_the_revision(folder: Path) -> None:
    for name in ("one", "two"):
        write(
            folder,
            {
                f"{name}/env.py": "",
                f"{name}/versions/{name}1.py": migration(f"{name}1"),
                f"{name}/versions/{name}2.py": migration(f"{name}2", f"'{name}1'"),
            },
        )
    assert _judged(folder, "one2") == {"two1", "two2"}


def test_an_endless_cycle_leaves_the_option_alone(folder: Path) -> None:
    write(
        folder,
        {
            "migrations/env.py": "",
            "migrations/versions/a1.py": migration("a1", "'b1'"),
            "migrations/versions/b1.py": migration("b1", "'a1'"),
        },
    )
    assert _judged(folder, "a1") == set()
