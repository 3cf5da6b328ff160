"""The revision modules of an Alembic environment: found beside its env.py, their headers read without their bodies."""

from __future__ import annotations

import ast
import configparser
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from flake8_sqla.facts.history import History, RevisionHeader
from flake8_sqla.project.dialects import read_text

_HIGHEST = 5
_MOST_FILES = 20_000
_HEADER_END = re.compile(r"^(?:def|async def|class|@|if)\b", re.MULTILINE)
_IS_REVISION = re.compile(r"^(?:down_)?revision\b[^=\n]*=", re.MULTILINE)
_NAMES = ("revision", "down_revision", "depends_on", "branch_labels")


def environment_of(path: str, root: Path) -> Path | None:
    """The folder of the env.py nearest above a revision module; None where there is none inside the project."""
    folder = Path(os.path.realpath(path)).parent
    for candidate in [folder, *folder.parents][:_HIGHEST]:
        if (candidate / "env.py").is_file():
            return candidate
        if candidate == root:
            break
    return None


def read_history(environment: Path, root: Path) -> History:
    """The headers of every revision module under an environment's folder, and under the version locations that alembic.ini adds."""
    headers: list[RevisionHeader] = []
    complete = True
    folders, known = _version_locations(environment, root)
    for path in _modules(folders):
        if len(headers) > _MOST_FILES:
            return History((), complete=False)
        text = read_text(Path(path), root)
        if _IS_REVISION.search(text):
            headers.append(header_of(text, path))
        elif not text and os.path.getsize(path):
            complete = False
    return History(headers, complete and known)


def header_of(text: str, path: str) -> RevisionHeader:
    """The header of one revision module. Its functions are not parsed: a history of thousands is read in moments."""
    end = _HEADER_END.search(text)
    values = _assigned(text[: end.start()]) if end else {}
    if "revision" not in values:
        values = _assigned(text)  # the cut went through a docstring, or the ids stand below a class
    found = {name: _identifiers(values.get(name), values) for name in _NAMES}
    if any(identifiers is None for identifiers in found.values()) or len(found["revision"] or ()) != 1:
        return RevisionHeader(path, readable=False)
    return RevisionHeader(
        path, (found["revision"] or ("",))[0], found["down_revision"] or (), found["depends_on"] or (), found["branch_labels"] or ()
    )


def _assigned(text: str) -> dict[str, ast.expr]:
    """What the module's top level assigns, by name; nothing where the text does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values: dict[str, ast.expr] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
            values[statement.targets[0].id] = statement.value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None:
            values[statement.target.id] = statement.value
    return values


def _identifiers(node: ast.expr | None, values: dict[str, ast.expr]) -> tuple[str, ...] | None:
    """Ids as a tuple, empty for None; None where they are not literal."""
    if isinstance(node, ast.Name):
        node = values.get(node.id, node)
    if node is None:
        return ()
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (tuple, list, set)) and all(isinstance(part, str) for part in value):
        return tuple(value)
    return None


def _version_locations(environment: Path, root: Path) -> tuple[list[str], bool]:
    """The folders to look through, and whether these are all: a location that cannot be read off leaves the history open."""
    folders, known = [str(environment)], True
    for ini in {environment / "alembic.ini", environment.parent / "alembic.ini", root / "alembic.ini"}:
        text = read_text(ini, root)
        if not text:
            continue
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(text)
        except configparser.Error:
            continue
        for section in parser.sections():
            locations = parser.get(section, "version_locations", fallback="")
            for location in re.split(r"[\s,;]+|(?<!^)(?<!\b\w):", locations):
                if location:
                    folder = os.path.normpath(os.path.join(ini.parent, location.replace("%(here)s", str(ini.parent)).replace("%%", "%")))
                    known = known and os.path.isdir(folder)
                    folders.append(folder)
    return folders, known


def _modules(folders: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for folder in folders:
        for current, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if not name.startswith(".") and name != "__pycache__")
            for name in sorted(files):
                path = os.path.realpath(os.path.join(current, name))
                if name.endswith(".py") and name != "env.py" and path not in seen:
                    seen.add(path)
                    yield path
