"""Where an Alembic environment keeps its revisions, by alembic.ini and the table `[tool.alembic]` of pyproject.toml."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from flake8_sqla.facts.record import record
from flake8_sqla.project.dialects import read_text
from flake8_sqla.project.disk import is_folder, is_link, real_path
from flake8_sqla.project.toml_tables import alembic_table

_TRUE = frozenset({"true", "yes", "on", "1"})
#: How version folders are told apart, by the value of `path_separator`; without it by commas and white space.
_SEPARATORS = {"os": r"[:;]", ":": ":", ";": ";", "newline": r"\n", "space": r"\s+"}


@record
class Locations:
    """The version folders, as real paths. `known` is false where the configuration names one that cannot be found in the project."""

    folders: tuple[str, ...]
    recursive: bool = False
    known: bool = True


def find_locations(environment: Path, root: Path) -> Locations:
    """The version folders of the environment in a folder: those of the nearest configuration that names it, else `versions`."""
    for folder in [environment, *environment.parents]:
        for settings in _configurations(folder, root):
            if settings is None:
                return Locations(_usual(environment), known=False)
            if _is_of(settings, environment, folder, root):
                return _stated(settings, environment, folder, root)
        if folder == root:
            break
    return Locations(_usual(environment))


def _usual(environment: Path) -> tuple[str, ...]:
    versions = environment / "versions"
    return (str(versions if is_folder(versions) and not is_link(versions) else environment),)


def _configurations(folder: Path, root: Path) -> Iterator[Mapping[str, object] | None]:
    """The settings of each environment that the files of a folder configure; None for some that cannot be read."""
    text = read_text(folder / "alembic.ini", root)
    if text:
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(text)
            yield from (dict(parser.items(section)) for section in parser.sections())
        except configparser.Error:
            yield None
    text = read_text(folder / "pyproject.toml", root)
    if "[tool.alembic]" in text:
        yield _table(text)


def _table(text: str) -> Mapping[str, object] | None:
    try:
        return alembic_table(text)
    except ValueError:
        return None


def _is_of(settings: Mapping[str, object], environment: Path, folder: Path, root: Path) -> bool:
    """Whether settings are those of this environment: they name it, or lie in it (Flask-Migrate leaves the name out)."""
    location = settings.get("script_location")
    if not isinstance(location, str):
        return folder == environment and "version_locations" in settings
    return str(environment) in (real_path(path) for path in places(location, folder, root))


def _stated(settings: Mapping[str, object], environment: Path, folder: Path, root: Path) -> Locations:
    recursive = str(settings.get("recursive_version_locations", "")).split(" ")[0].lower() in _TRUE
    named = _split(settings)
    if not named:
        return Locations(_usual(environment), recursive)
    found: list[str] = []
    for location in named:
        real = next((real_path(path) for path in places(location, folder, root) if is_folder(path)), "")
        if real.startswith(str(root) + os.sep):
            found.append(real)
    return Locations(tuple(dict.fromkeys(found)) or _usual(environment), recursive, known=len(found) == len(named))


def _split(settings: Mapping[str, object]) -> list[str]:
    stated = settings.get("version_locations", "")
    if isinstance(stated, list):
        return [str(location) for location in stated]
    separator = str(settings.get("path_separator") or settings.get("version_path_separator") or "").split(" ")[0]
    return [part.strip() for part in re.split(_SEPARATORS.get(separator, r"[,\s]+"), str(stated)) if part.strip()]


def places(location: str, folder: Path, root: Path) -> Iterator[str]:
    """What a location may mean: relative to its file or to the root, or inside a package (`app:migrations`)."""
    location = location.replace("%(here)s", str(folder)).replace("%%", "%")
    package, colon, inside = location.partition(":")
    if colon and package.replace(".", "").isidentifier():
        location = os.path.join(*package.split("."), inside)
    for base in (folder, root, root / "src"):
        yield os.path.join(base, location)
