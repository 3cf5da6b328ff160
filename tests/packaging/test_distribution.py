"""The distribution, built and looked into: what is in the wheel and the sdist, and what they say of themselves."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from support.checkout import ROOT, copy, run

from flake8_sqla import __version__

_NAME = f"flake8_sqla-{__version__}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    source = copy(tmp_path_factory.mktemp("source") / "project")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel."""
    return built / f"{_NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def in_wheel(wheel: Path) -> set[str]:
    """The paths in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def in_sdist(built: Path) -> set[str]:
    """The paths in the sdist, below its folder."""
    with tarfile.open(built / f"{_NAME}.tar.gz") as archive:
        return {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """The wheel's metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{_NAME}.dist-info/METADATA").decode("utf-8"))


def _modules() -> set[str]:
    paths = (ROOT / "flake8_sqla").rglob("*")
    return {path.relative_to(ROOT).as_posix() for path in paths if path.suffix in (".py", ".pyi")}


def test_the_wheel_holds_the_package_and_nothing_else(in_wheel: set[str]) -> None:
    package = {path for path in in_wheel if not path.startswith(f"{_NAME}.dist-info/")}
    assert package == {*_modules(), "flake8_sqla/py.typed"}


def test_the_wheel_holds_the_licence(in_wheel: set[str]) -> None:
    assert f"{_NAME}.dist-info/licenses/LICENSE" in in_wheel


def test_the_sdist_holds_all_that_the_tests_read(in_sdist: set[str]) -> None:
    wanted = {
        *_modules(),
        "flake8_sqla/py.typed",
        "pyproject.toml",
        "setup.cfg",
        "tox.ini",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        ".ci/run",
        ".changes/README.md",
        ".github/workflows/check.yml",
        ".pre-commit-hooks.yaml",
        "docs/generate.py",
        "docs/new_rule.py",
        "docs/configuration.md",
        "docs/rules/SQA601.md",
        "docs/example/alembic.ini",
        "docs/example/app/models.py",
        "tests/conftest.py",
        "tests/packaging/test_distribution.py",
    }
    assert wanted - in_sdist == set()
    cases = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "cases").rglob("*.md")}
    assert cases - in_sdist == set()


def test_the_sdist_holds_no_leavings(in_sdist: set[str]) -> None:
    assert not [path for path in in_sdist if "__pycache__" in path or path.endswith(".pyc") or path.startswith((".git/", ".venv/"))]


def test_flake8_finds_the_plugin_by_its_entry_point(wheel: Path) -> None:
    parser = configparser.ConfigParser()
    with zipfile.ZipFile(wheel) as archive:
        parser.read_string(archive.read(f"{_NAME}.dist-info/entry_points.txt").decode("utf-8"))
    assert {section: dict(parser[section]) for section in parser.sections()} == {
        "flake8.extension": {"sqa": "flake8_sqla.plugin:Plugin"},
        "flake8.report": {"sqla-baseline": "flake8_sqla.formatters:Baseline", "sqla-sarif": "flake8_sqla.formatters:Sarif"},
    }


def test_an_index_would_take_it(built: Path) -> None:
    pytest.importorskip("twine", reason="twine is not installed: THE DISTRIBUTION WAS NOT CHECKED AS AN INDEX CHECKS IT")
    done = run([sys.executable, "-m", "twine", "check", "--strict", *sorted(built.iterdir())], built)
    assert done.returncode == 0 and done.stdout.count("PASSED") == 2, done.stdout + done.stderr


def test_the_metadata_say_what_it_is(metadata: Message) -> None:
    assert metadata["Name"] == "flake8-sqla"
    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MIT"
    required = [name for name in metadata.get_all("Requires-Dist", []) if "extra ==" not in name]
    assert sorted(line.replace('"', "'") for line in required) == ["flake8>=6", "postgast>=0.2", "tomli>=2; python_version < '3.11'"]
    classifiers = metadata.get_all("Classifier", [])
    assert {"Framework :: Flake8", "Typing :: Typed"} <= set(classifiers)
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in range(10, 15)} <= set(classifiers)


def test_the_description_is_the_readme(metadata: Message) -> None:
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()


def test_the_wheel_imports_from_where_it_is_unpacked(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    script = "import flake8_sqla.plugin as plugin; print(plugin.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {script}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).resolve().is_relative_to(tmp_path.resolve())
