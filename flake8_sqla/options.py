"""The options, in one table: from it come flake8's options, the page in the docs, and the settings that rules read."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flake8.options.manager import OptionManager
from flake8.style_guide import Decision, DecisionEngine

from flake8_sqla.facts.record import fields, record

DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")
#: PostgreSQL 14 ended on 2026-11-12: https://www.postgresql.org/support/versioning/
OLDEST_SUPPORTED_POSTGRESQL = 15


@record
class Settings:
    """The values of the options, checked. Field `max_index_columns` is the option `--sqla-max-index-columns`."""

    dialects: tuple[str, ...] = ()
    postgresql_version: int = OLDEST_SUPPORTED_POSTGRESQL
    project_root: str = ""
    source_roots: tuple[str, ...] = ()
    migrations_start_after: str = ""
    max_index_columns: int = 3
    session_names: tuple[str, ...] = ()
    allow_inline_backfill: bool = False
    small_tables: tuple[str, ...] = ()
    repository_paths: tuple[str, ...] = ()
    soft_delete_columns: tuple[str, ...] = ("deleted_at", "is_deleted", "deleted")
    audited_models: tuple[str, ...] = ()
    required_columns: tuple[str, ...] = ()
    cache_dir: str = ""
    backup_pattern: str = r"\bback(?:ed|s)?[ -]?ups?\b|dump|snapshot"


@record
class Option:
    """One option. `parse` turns the words the user wrote into the setting's value, or raises ValueError saying what it wants."""

    field: str
    metavar: str
    help: str
    parse: Callable[[Any], Any]
    is_list: bool = False

    @property
    def flag(self) -> str:
        """As it is written on the command line."""
        return "--sqla-" + self.field.replace("_", "-")

    @property
    def destination(self) -> str:
        """The attribute of flake8's parsed options."""
        return f"sqla_{self.field}"

    @property
    def default(self) -> Any:
        """The value a project has that says nothing."""
        return next(entry.default for entry in fields(Settings) if entry.name == self.field)


def _dialects(words: list[str]) -> tuple[str, ...]:
    for word in words:
        if word not in DIALECTS:
            raise ValueError(f"{word!r} is none of {', '.join(DIALECTS)}")
    return tuple(dict.fromkeys(words))


def _whole_number(lowest: int, highest: int, what: str) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        text = str(value).strip()
        if not re.fullmatch(r"[0-9]{1,6}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"{text!r} is no {what} (a whole number from {lowest} to {highest})")
        return int(text)

    return parse


def _folder(value: Any) -> str:
    text = str(value)
    if text and not Path(text).is_dir():
        raise ValueError(f"{text!r} is no folder")
    return text


def _cache(value: Any) -> str:
    text = str(value)
    if text != "off" and os.path.exists(text) and not os.path.isdir(text):
        raise ValueError(f"{text!r} is neither a folder nor 'off'")
    return text


def _folders(words: list[str]) -> tuple[str, ...]:
    for word in words:
        if Path(word).is_absolute() or ".." in Path(word).parts:
            raise ValueError(f"{word!r} is not a folder inside the project")
    return tuple(dict.fromkeys(words))


def _revision(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"[\w.-]*", text):
        raise ValueError(f"{text!r} is no revision id")
    return text


def _yes_or_no(value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in ("yes", "no", "true", "false", "1", "0", "on", "off"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return text in ("yes", "true", "1", "on")


def _pattern(value: Any) -> str:
    text = str(value)
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from error
    return text


def _receivers(words: list[str]) -> tuple[str, ...]:
    for word in words:
        if not all(part.isidentifier() for part in word.split(".")):
            raise ValueError(f"{word!r} is no name such as 'session' or 'request.db'")
    return tuple(dict.fromkeys(words))


def _names(what: str, most_parts: int) -> Callable[[list[str]], tuple[str, ...]]:
    """Words that are each a name, or as many names with dots between them."""

    def parse(words: list[str]) -> tuple[str, ...]:
        for word in words:
            parts = word.split(".")
            if len(parts) > most_parts or not all(part.isidentifier() for part in parts):
                raise ValueError(f"{word!r} is no name of a {what}")
        return tuple(dict.fromkeys(words))

    return parse


def _patterns(words: list[str]) -> tuple[str, ...]:
    for word in words:
        if Path(word).is_absolute() or ".." in Path(word).parts:
            raise ValueError(f"{word!r} is no path inside the project")
    return tuple(dict.fromkeys(word.removeprefix("./").rstrip("/") for word in words))


OPTIONS: tuple[Option, ...] = (
    Option(
        "dialects",
        "NAMES",
        "The databases the project runs on, separated by commas: postgresql, mysql, mariadb, sqlite, mssql, oracle. "
        "Without it they are found out from alembic.ini, from database URLs and from the drivers the project depends on; "
        "where nothing is found, PostgreSQL may be it.",
        _dialects,
        is_list=True,
    ),
    Option(
        "postgresql_version",
        "MAJOR",
        "The oldest PostgreSQL the migrations will run on.",
        _whole_number(9, 99, "major version of PostgreSQL"),
    ),
    Option(
        "project_root",
        "FOLDER",
        "The project's root, where alembic.ini and the dependency files are looked for. "
        "Without it: the nearest folder upwards that holds pyproject.toml, setup.cfg, setup.py or .git; failing that, "
        "alembic.ini or requirements.txt; failing that, the folder where flake8 is started, for the files below it.",
        _folder,
    ),
    Option(
        "source_roots",
        "FOLDERS",
        "Folders, relative to the project's root, under which its modules are found, separated by commas. The root itself, `src`, and the "
        "parents of the packages that are checked are found without it.",
        _folders,
        is_list=True,
    ),
    Option(
        "migrations_start_after",
        "REVISION",
        "The last revision of the time before: it and every revision that runs before it, by `down_revision` or `depends_on`, are judged "
        "by no rule of families 6 and 7 and by no opinion on migrations. This is how a project with hundreds of old migrations starts. "
        "The beginning of an id will do where only one has it, as for Alembic. In an environment without such a revision every migration "
        "is judged: a mistyped id brings the reports on the old ones back.",
        _revision,
    ),
    Option(
        "max_index_columns",
        "COUNT",
        "The most columns a non-unique index may have (SQA207).",
        _whole_number(1, 32, "count of columns"),
    ),
    Option(
        "session_names",
        "NAMES",
        "Receivers that are sessions though nothing in the file says so, separated by commas: for example `request.db, self.db`.",
        _receivers,
        is_list=True,
    ),
    Option(
        "allow_inline_backfill",
        "YES_OR_NO",
        "Whether one UPDATE may stand between adding a column and making it NOT NULL in the same migration (SQA628).",
        _yes_or_no,
    ),
    Option(
        "small_tables",
        "NAMES",
        "Tables so small that reading them whole is no matter (SQA324), separated by commas.",
        _names("table", 1),
        is_list=True,
    ),
    Option(
        "repository_paths",
        "PATHS",
        "Where queries belong (SQA903): files and folders inside the project, separated by commas; `*` stands for any part of a name. "
        "Without it only routes and service classes are told that they do not.",
        _patterns,
        is_list=True,
    ),
    Option(
        "soft_delete_columns",
        "NAMES",
        "The columns by which a row is marked as deleted (SQA914), separated by commas.",
        _names("column", 1),
        is_list=True,
    ),
    Option(
        "audited_models",
        "NAMES",
        "The mapped classes whose changes have to be recorded (SQA915), separated by commas.",
        _names("class", 1),
        is_list=True,
    ),
    Option(
        "required_columns",
        "NAMES",
        "The columns that every mapped class has to have (SQA937), separated by commas; `orders.deleted_at` asks it of one table.",
        _names("column", 2),
        is_list=True,
    ),
    Option(
        "cache_dir",
        "FOLDER",
        "Where the reports of earlier runs are kept, so that a file is looked at again only when it, or something its reports came from, "
        "has changed; `off` for nowhere. Without it: the user's cache directory.",
        _cache,
    ),
    Option(
        "backup_pattern",
        "PATTERN",
        "A regular expression, in whatever letters, for what the docstring of a destructive migration says of a backup (SQA716).",
        _pattern,
    ),
)


def add_options(manager: OptionManager) -> None:
    """Tell flake8 of every option; each may stand on the command line and in any file flake8 reads."""
    for option in OPTIONS:
        default = option.default
        manager.add_option(
            option.flag,
            metavar=option.metavar,
            default=",".join(default) if option.is_list else default,
            parse_from_config=True,
            comma_separated_list=option.is_list,
            # A relative folder in a config file is relative to that file.
            normalize_paths=option.field in ("project_root", "cache_dir"),
            help=f"{option.help} (Default: %(default)r)",
        )


def read_settings(options: Namespace) -> Settings:
    """The checked settings. Raises ValueError with the option's name in front."""
    values: dict[str, Any] = {}
    for option in OPTIONS:
        given = getattr(options, option.destination, option.default)
        if option.is_list and isinstance(given, str):
            given = [word.strip() for word in re.split(r"[,\s]", given) if word.strip()]
        try:
            values[option.field] = option.parse(given)
        except ValueError as error:
            raise ValueError(f"argument {option.flag}: {error}") from error
    return Settings(**values)


#: The options of flake8's that say which codes are reported.
_SELECTING = (
    "select",
    "extend_select",
    "extended_default_select",
    "ignore",
    "extend_ignore",
    "extended_default_ignore",
    "enable_extensions",
)


class Selection:
    """Which codes the user selected, by flake8's own decision, with one rule more: SQA9 must be asked for by name.

    flake8 forgets a plugin's default ignore list as soon as the user writes `ignore = …`; opinionated rules would appear.
    """

    def __init__(self, options: Namespace) -> None:
        """Read `select`, `extend-select`, `ignore` and `extend-ignore`."""
        self._engine = DecisionEngine(options)
        self._options = options
        asked = [*(getattr(options, "select", None) or ()), *(getattr(options, "extend_select", None) or ())]
        self._asked_by_name = tuple(code for code in asked if code.startswith("SQA9"))

    def __call__(self, code: str) -> bool:
        """Whether reports with this code would be shown."""
        if code.startswith("SQA9") and not code.startswith(self._asked_by_name):
            return False
        return self._engine.decision_for(code) is Decision.Selected

    @property
    def fingerprint(self) -> str:
        """What the selection follows from, in one line."""
        return repr([getattr(self._options, name, None) for name in _SELECTING])
