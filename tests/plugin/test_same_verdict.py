"""A file is judged alike however flake8 comes to it: in a run over everything, alone, from an editor, by workers of any kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.linting import Run, flake8, flake8_here, flake8_started_by
from support.projects import write
from support.whole_project import FILES, PROJECT

_FOLDERS = ("app", "migrations")
_SELECT = "--select=SQA,E9"
#: The files whose reports hang on what others say.
_TELLING = ("app/models/order.py", "app/models/user.py", "app/service/queries.py", "app/views.py", "migrations/versions/a3.py")


def _make(folder: Path) -> Path:
    write(folder, PROJECT)
    return folder


def _lines(run: Run, root: Path, cwd: Path) -> list[str]:
    """The lines of the output, each path told from the root: nothing else may differ."""
    assert run.errors == ""
    found = []
    for line in run.output.splitlines():
        path, _, rest = line.partition(".py:")
        found.append(os.path.relpath(os.path.join(cwd, path), root).replace(os.sep, "/") + ".py:" + rest)
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project on disk."""
    return _make(tmp_path_factory.mktemp("same"))


@pytest.fixture(scope="module")
def whole(project: Path) -> list[str]:
    """What one process says of all of it."""
    return _lines(flake8("-j1", _SELECT, *_FOLDERS, folder=project), project, project)


def test_the_reports_hang_on_other_files(whole: list[str]) -> None:
    told = {(line.split(":")[0], line.split()[1]) for line in whole}
    assert {
        ("app/service/queries.py", "SQA101"),
        ("app/service/queries.py", "SQA305"),
        ("app/service/queries.py", "SQA306"),
        ("app/views.py", "SQA101"),
        ("app/models/user.py", "SQA103"),
        ("app/models/order.py", "SQA103"),
        ("app/circle.py", "SQA103"),
        ("app/broken.py", "E999"),
        ("migrations/versions/a2.py", "SQA709"),
        ("migrations/versions/a3.py", "SQA712"),
        ("migrations/versions/a4.py", "SQA708"),
    } <= told
    assert not any("SQA001" in line for line in whole)


def test_each_file_by_itself(project: Path, whole: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert [line for path in FILES for line in _lines(flake8_here(_SELECT, path), project, project)] == whole
    assert [line for path in FILES for line in _lines(flake8_here(_SELECT, str(project / path)), project, project)] == whole


@pytest.mark.parametrize("path", _TELLING)
@pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
def test_from_standard_input(path: str, absolute: bool, project: Path, whole: list[str]) -> None:
    name = str(project / path) if absolute else path
    run = flake8(_SELECT, "--stdin-display-name", name, "-", folder=project, stdin=PROJECT[path].encode())
    assert _lines(run, project, project) == [line for line in whole if line.startswith(f"{path}:")] != []


@pytest.mark.parametrize("path", _TELLING)
def test_from_standard_input_while_the_disk_holds_something_else(path: str, tmp_path: Path, whole: list[str]) -> None:
    for text in ("x = 1\n", None):
        project = _make(tmp_path / str(text is None))
        if text is None:
            (project / path).unlink()
        else:
            write(project, {path: text})
        run = flake8(_SELECT, "--stdin-display-name", path, "-", folder=project, stdin=PROJECT[path].encode())
        assert _lines(run, project, project) == [line for line in whole if line.startswith(f"{path}:")]


def test_what_others_hand_on_of_the_file_in_the_editor_is_what_the_editor_holds(folder: Path) -> None:
    text = (
        "from sqlalchemy.orm import sessionmaker\n\nMaker = sessionmaker()\n\n\n"
        "def f(x):\n    from app import Maker as Again\n    return Again().query(x)\n"
    )
    write(folder, {"app/__init__.py": "from .db import Maker\n", "app/db.py": text.replace("sessionmaker()", "None")})
    assert flake8("app/db.py", folder=folder).codes == set()
    run = flake8("--stdin-display-name", "app/db.py", "-", folder=folder, stdin=text.encode())
    assert [(line.line, line.code) for line in run.ours] == [(8, "SQA101")]


@pytest.mark.parametrize("workers", ["-j1", "-j2", "-j4"])
def test_in_any_number_of_processes(workers: str, project: Path, whole: list[str]) -> None:
    assert _lines(flake8(workers, _SELECT, *_FOLDERS, folder=project), project, project) == whole


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_by_workers_started_in_any_way(method: str, project: Path, whole: list[str]) -> None:
    assert _lines(flake8_started_by(method, "-j2", _SELECT, *_FOLDERS, folder=project), project, project) == whole


def test_in_any_order_of_the_files(project: Path, whole: list[str]) -> None:
    for order in (FILES[::-1], FILES[5:] + FILES[:5]):
        assert _lines(flake8("-j1", _SELECT, *order, folder=project), project, project) == whole


@pytest.mark.parametrize("below", ["app", "app/models", "migrations/versions"])
def test_from_a_folder_inside_the_project(below: str, project: Path, whole: list[str]) -> None:
    here = project / below
    assert _lines(flake8("-j1", _SELECT, ".", folder=here), project, here) == [line for line in whole if line.startswith(f"{below}/")]
    paths = [os.path.relpath(project / path, here) for path in FILES]
    assert sorted(_lines(flake8("-j1", _SELECT, *paths, folder=here), project, here)) == sorted(whole)


@pytest.mark.parametrize("place", ["tools", "tests", "examples/scripts", "my tests/test_it", "a.b/c-d"])
def test_wherever_the_project_lies(place: str, tmp_path: Path, whole: list[str]) -> None:
    project = _make(tmp_path / place)
    assert _lines(flake8("-j1", _SELECT, *_FOLDERS, folder=project), project, project) == whole
    assert sorted(_lines(flake8("-j1", _SELECT, str(project), folder=tmp_path), project, tmp_path)) == sorted(whole)


def test_through_a_link_to_the_project(tmp_path: Path, whole: list[str]) -> None:
    _make(tmp_path / "real")
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    linked = tmp_path / "linked"
    assert sorted(_lines(flake8("-j1", _SELECT, *(str(linked / name) for name in _FOLDERS), folder=tmp_path), linked, tmp_path)) == sorted(
        whole
    )


def test_what_is_true_of_the_project_is_said_once_at_one_place(folder: Path) -> None:
    base = "from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n"
    paths = [f"shop/{name}.py" for name in "abcdefgh"]
    write(folder, {"pyproject.toml": '[project]\nname = "shop"\ndependencies = ["sqlalchemy>=1.4"]\n', **dict.fromkeys(paths, base)})
    write(folder, {"shop/a.py": "from sqlalchemy.orm import declarative_base\n"})
    select = "--select=SQA939,SQA945"
    whole = [f"{line.path}: {line.code}" for line in flake8("-j1", select, "shop", folder=folder).ours]
    assert whole == ["shop/b.py: SQA939", "shop/b.py: SQA945"]
    for arguments in (["-j8", "shop"], ["-j1", *paths[::-1]], ["-j1", "--sqla-cache-dir=cache", "shop"], ["--sqla-cache-dir=cache", *paths]):
        assert [f"{line.path}: {line.code}" for line in flake8(select, *arguments, folder=folder).ours] == whole
    for path in paths:
        wanted = {"SQA939", "SQA945"} if path == "shop/b.py" else set()
        assert flake8(select, path, folder=folder).codes == wanted
        assert flake8(select, "--stdin-display-name", path, "-", folder=folder, stdin=base.encode()).codes == (
            {"SQA939", "SQA945"} if path <= "shop/b.py" else set()
        )
