"""The house keeps its lines: who may import whom, how long a file may be, and that every module says what it is."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import flake8_sqla
from flake8_sqla.facts.lazy_patterns import LazyPattern

_PACKAGE = Path(flake8_sqla.__file__).parent
_ROOT = Path(__file__).parent.parent.parent
_MODULES = sorted(_PACKAGE.rglob("*.py"))
_LONGEST_MODULE = 400
_LONGEST_RULE = 120
_FORBIDDEN_NAMES = {"utils", "helpers", "common", "util", "misc"}

each_module = pytest.mark.parametrize("path", _MODULES, ids=lambda path: path.relative_to(_PACKAGE).as_posix())


def _imports(path: Path) -> set[str]:
    """Every module that a file names in an import, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def _inside(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_contracts_of_import_linter_hold() -> None:
    configuration = _ROOT / "pyproject.toml"
    if not configuration.is_file() or "[tool.importlinter]" not in configuration.read_text(encoding="utf-8"):
        pytest.skip("pyproject.toml configures no import-linter")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@each_module
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@each_module
def test_a_module_makes_records_not_dataclasses(path: Path) -> None:
    assert "dataclasses" not in _imports(path), "use flake8_sqla.facts.record: dataclasses take long to load (docs/architecture.md)"


@each_module
def test_a_module_is_short_enough_to_be_read(path: Path) -> None:
    is_rule = path.parent.parent.name == "rules" and path.name != "__init__.py"
    count = len(path.read_text(encoding="utf-8").splitlines())
    assert count <= (_LONGEST_RULE if is_rule else _LONGEST_MODULE)


@each_module
def test_a_module_has_the_name_of_a_noun(path: Path) -> None:
    assert path.stem not in _FORBIDDEN_NAMES


@each_module
def test_the_libraries_that_are_reviewed_are_never_imported(path: Path) -> None:
    assert not [name for name in _imports(path) if _inside(name, "sqlalchemy", "alembic", "sqlmodel", "flask_sqlalchemy")]


@each_module
def test_code_is_never_loaded_from_data(path: Path) -> None:
    assert not _imports(path) & {"pickle", "marshal", "shelve", "dill"}


@each_module
def test_only_three_files_know_flake8(path: Path) -> None:
    knows = any(_inside(name, "flake8") for name in _imports(path))
    assert not knows or path.relative_to(_PACKAGE).as_posix() in ("plugin.py", "formatters.py", "options.py")


@pytest.mark.parametrize("path", sorted((_PACKAGE / "rules").rglob("*.py")), ids=lambda path: path.name)
def test_a_rule_sees_no_syntax(path: Path) -> None:
    forbidden = ("ast", "astroid", "flake8", "flake8_sqla.extract", "flake8_sqla.syntax", "flake8_sqla.sql")
    assert not [name for name in _imports(path) if _inside(name, *forbidden)]


@pytest.mark.parametrize("path", sorted((_PACKAGE / "facts").rglob("*.py")), ids=lambda path: path.name)
def test_facts_import_nothing_else_of_the_package(path: Path) -> None:
    assert not [name for name in _imports(path) if _inside(name, "flake8_sqla") and not _inside(name, "flake8_sqla.facts")]


#: What looks at the disk, or changes it.
_DISK = re.compile(
    r"(?<![\w.])open\(|\bos\.(?:walk|scandir|listdir|l?stat|open|remove|unlink|rename|replace|mkdir|makedirs)\("
    r"|\bos\.path\.(?:is(?!abs)|exists|lexists|real|get)\w*\("
    r"|\.(?:read_text|read_bytes|write_text|write_bytes|is_file|is_dir|is_symlink|exists|glob|rglob|iterdir|mkdir|unlink)\("
)
#: Reading a file's facts is one thing; these are about the package's own files, about options, and about the command line.
_OTHERS_THAT_LOOK = {"listed.py", "options.py", "plugin.py", "formatters.py", "__main__.py"}


def test_only_one_module_of_what_makes_a_verdict_looks_at_the_disk() -> None:
    """The cache of verdicts is right only if every look is written down in the log of `project/disk.py`."""
    looking = {
        f"{path.relative_to(_PACKAGE).as_posix()}: {found[0]}"
        for path in _MODULES
        if path.relative_to(_PACKAGE).parts[0] not in {*_OTHERS_THAT_LOOK, "rules", "command_line", "output"}
        and path.relative_to(_PACKAGE).as_posix() not in ("project/disk.py", "project/cache.py", "project/cache_store.py")
        for found in _DISK.finditer(path.read_text(encoding="utf-8"))
    }
    assert looking == set()


def test_every_pattern_that_is_compiled_late_can_be() -> None:
    """What is wrong with an expression would show at its first use only."""
    names = [".".join(("flake8_sqla", *path.relative_to(_PACKAGE).with_suffix("").parts)) for path in _MODULES if path.stem != "__main__"]
    modules = [importlib.import_module(name.removesuffix(".__init__")) for name in names]
    lazy = [value for module in modules for value in vars(module).values() if isinstance(value, LazyPattern)]
    assert len(lazy) > 50
    assert all(isinstance(value.pattern, str) for value in lazy)
