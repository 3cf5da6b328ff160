"""The configuration of an Alembic environment: the nearest alembic.ini upwards, and `[tool.alembic]` in the pyproject.toml beside it."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from flake8_sqla.facts.environment import ConfigurationFile
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.dialects import read_text
from flake8_sqla.project.disk import is_file, matching, real_path
from flake8_sqla.project.locations import places
from flake8_sqla.project.toml_tables import alembic_table

_DEPENDENCY_FILES = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "requirements*.txt", "requirements*.in", "requirements/*.txt")
_ALEMBIC = lazy_pattern(
    r"(?<![\w./-])alembic\s*[\"']?\s*(?P<operator>==|~=|<=|<|=\s*\"(?:==)?)\s*(?P<version>\d+(?:\.\d+)*)", re.IGNORECASE
)
#: The first Alembic that compares types without being asked.
_COMPARES_TYPES = (1, 12)
_TOOL_TABLE = lazy_pattern(r"^\s*\[\[?\s*tool\s*\.\s*alembic\s*[\].]", re.MULTILINE)


def find_configuration(environment: Path, root: Path) -> tuple[ConfigurationFile, ...]:
    """The files that configure the environment in a folder: those of the nearest folder upwards, inside the project, that has any."""
    for folder in [environment, *environment.parents]:
        if folder != root and root not in folder.parents:
            break
        found = tuple(_files_in(folder, environment, root))
        if found:
            return found
    return ()


def _files_in(folder: Path, environment: Path, root: Path) -> Iterator[ConfigurationFile]:
    text = read_text(folder / "alembic.ini", root)
    if text:
        sections, error = _read_ini(text)
        yield _file(folder / "alembic.ini", sections, error, environment, root)
    text = read_text(folder / "pyproject.toml", root)
    if _TOOL_TABLE.search(text):
        sections, error = _read_toml(text)
        yield _file(folder / "pyproject.toml", sections, error, environment, root)


def _file(path: Path, sections: Mapping[str, Mapping[str, str]] | None, error: str, environment: Path, root: Path) -> ConfigurationFile:
    locates = "unknown" if sections is None else _located(sections, path.parent, environment, root)
    return ConfigurationFile(path.relative_to(root).as_posix(), sections or {}, error, path.parent == environment, locates)


def _read_ini(text: str) -> tuple[Mapping[str, Mapping[str, str]] | None, str]:
    parser = configparser.RawConfigParser()  # as strict as Alembic's own
    try:
        parser.read_string(text)
        return {name: dict(parser.items(name)) for name in parser.sections()}, ""
    except configparser.Error as error:
        return None, _described(error)


def _described(error: configparser.Error) -> str:
    """The error in a few words, with the line where it is known."""
    match error:
        case configparser.MissingSectionHeaderError(lineno=line):
            return f"line {line} stands before any [section]"
        case configparser.DuplicateSectionError(section=section, lineno=line):
            return f"line {line} begins section [{section}] a second time"
        case configparser.DuplicateOptionError(option=option, lineno=line):
            return f"line {line} sets {option} a second time"
        case configparser.ParsingError(errors=errors) if errors:
            return f"line {errors[0][0]} is neither a section nor `key = value`"
        case _:
            return type(error).__name__


def _read_toml(text: str) -> tuple[Mapping[str, Mapping[str, str]] | None, str]:
    try:
        table = alembic_table(text)
    except ValueError as error:
        return None, " ".join(str(error).split())[:100]
    if table is None:
        return None, ""
    found = {"tool.alembic": {str(key): text for key, value in table.items() if (text := _toml_text(value))}}
    hooks = table.get("post_write_hooks")
    if isinstance(hooks, list):
        names = (hook.get("name") or hook.get("entrypoint") or hook.get("type") for hook in hooks if isinstance(hook, dict))
        found["post_write_hooks"] = {"hooks": "\n".join(str(name) for name in names)}
    return found, ""


def _toml_text(value: object) -> str:
    """A setting as the ini would hold it: a list in lines; empty for what is neither."""
    if isinstance(value, list):
        return "\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _located(sections: Mapping[str, Mapping[str, str]], folder: Path, environment: Path, root: Path) -> str:
    """What the script locations of a file come to. A relative one counts from wherever Alembic is run."""
    locations = [settings["script_location"] for settings in sections.values() if settings.get("script_location")]
    found = "nowhere" if locations else "unknown"
    for location in locations:
        if "%(" in location.replace("%(here)s", "") or "${" in location:
            return "unknown"
        candidates = [real_path(place) for place in places(location, folder, root)]
        parts = Path(location.replace("%(here)s", "").rpartition(":")[2]).parts
        meant = tuple(part for part in parts if part not in (".", "..", os.sep))
        if str(environment) in candidates or ("%(here)s" not in location and meant and environment.parts[-len(meant) :] == meant):
            return "this"
        if any(is_file(os.path.join(candidate, "env.py")) for candidate in candidates):
            found = "another"
    return found


def find_alembic_pin(folders: tuple[Path, ...], root: Path) -> str:
    """What the project asks for where that is an Alembic before 1.12, as it is written; else empty."""
    for folder in dict.fromkeys(folders):
        for pattern in _DEPENDENCY_FILES:
            for path in matching(str(folder), pattern):
                for line in read_text(path, root).splitlines():
                    found = None if line.lstrip().startswith("#") else _ALEMBIC.search(line)
                    if found is not None and _is_old(found["operator"], tuple(map(int, found["version"].split(".")))):
                        operator = "==" if found["operator"][:1] == "=" else found["operator"]
                        return f"{os.path.basename(path)} asks for alembic{operator}{found['version']}"
    return ""


def _is_old(operator: str, version: tuple[int, ...]) -> bool:
    if operator == "<":
        return version <= _COMPARES_TYPES
    if operator == "~=":
        return len(version) > 2 and version < _COMPARES_TYPES
    return len(version) > 1 and version < _COMPARES_TYPES
