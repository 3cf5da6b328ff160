"""The page about the architecture knows every folder that there is, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from support.checkout import ROOT

_PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
#: The first cells of its tables of folders.
_NAMED = {name for cell in re.findall(r"^\| (`[^|]*`) \|", _PAGE, re.MULTILINE) for name in re.findall(r"`([^`]+)`", cell)}


def _entries(folder: Path) -> set[str]:
    """Modules, and folders with a slash at their end."""
    found = {f"{path.name}/" for path in folder.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    return found | {path.name for path in folder.glob("*.py")}


def test_it_names_every_part_of_the_package() -> None:
    parts = {entry.replace("rules/", "rules/<family>/") for entry in _entries(ROOT / "flake8_sqla")} - {"__init__.py"}
    assert parts - _NAMED == set()


def test_it_names_every_folder_of_the_tests() -> None:
    parts = {f"tests/{entry}" for entry in _entries(ROOT / "tests")} - {"tests/conftest.py"}
    assert parts - _NAMED == set()


def test_all_that_it_names_is_there() -> None:
    for name in _NAMED:
        path = name.replace("<family>/", "").partition("(")[0]
        if re.fullmatch(r"[\w./]+", path) and ("/" in path or path.endswith(".py")):
            assert (ROOT / path).exists() or (ROOT / "flake8_sqla" / path).exists(), name
