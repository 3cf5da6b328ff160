"""What an Alembic environment does: its env.py, the configuration beside it, and calls elsewhere that change a schema on their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flake8_sqla.facts.expressions import Constant, Expression
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import EMPTY, record


@record
class ContextConfiguration:
    """A call of `context.configure`.

    `mode` is `online` (a connection is given), `offline` (a URL is), or empty. `given` are its keywords; `complete` is false where `**` may
    hold more. `metadata` is `absent`, `none` (it provably has no tables' metadata; `metadata_span` is where that is said) or `given`;
    `metadata_owner` is the dotted path of the object whose `.metadata` it is, empty where that is not known.
    `directives` is what becomes of empty revisions: `absent`, `drops`, `keeps` or `unknown`.
    """

    span: Span
    mode: str
    given: Mapping[str, Expression]
    places: Mapping[str, Span]
    complete: bool
    metadata: str = "given"
    metadata_span: Span | None = None
    metadata_owner: str = ""
    directives: str = "unknown"

    def is_absent(self, keyword: str) -> bool:
        """Whether the call certainly leaves a keyword out."""
        return self.complete and keyword not in self.given

    def is_constant(self, keyword: str, *values: object) -> bool:
        """Whether a keyword is given as one of these constants."""
        found = self.given.get(keyword)
        return isinstance(found, Constant) and any(found.value is value for value in values)

    @property
    def compares(self) -> bool:
        """Whether autogenerate has something to compare here: a connection, and metadata."""
        return self.mode == "online" and self.metadata == "given"


@record
class UnwrappedRun:
    """`context.run_migrations()` with no transaction around it and no commit behind it, as far as the file shows."""

    span: Span


@record
class EarlyStatement:
    """SQL on a connection that is handed to `context.configure` later, while the transaction it began is still open."""

    span: Span
    connection: str
    call: str


@record
class UnguardedOptions:
    """`config.cmd_opts.x`, though `cmd_opts` is None wherever Alembic is not run from its command line."""

    span: Span
    attribute: str


@record
class OptionValue:
    """A value given to Alembic's configuration by `set_main_option` or `set_section_option`.

    `literal` is the text where it is one. `escaped`: its percent signs are doubled, as far as the file shows.
    """

    span: Span
    method: str
    option: str
    literal: str | None
    escaped: bool


@record
class EnvironmentFile:
    """An env.py as a whole. `url_from_file`: its engines are made from the configuration file's section as it stands.

    `reads_surroundings`: environment variables, `-x` arguments or a given connection may say which database it is.
    `server_urls` are the places of URLs of database servers that are written out in it.
    `imports` are the modules it imports, as written, relative ones with their dots. `extends_path`: it says itself where modules lie.
    """

    span: Span
    configurations: tuple[ContextConfiguration, ...]
    url_from_file: bool = False
    reads_surroundings: bool = False
    server_urls: tuple[Span, ...] = ()
    imports: tuple[str, ...] = ()
    extends_path: bool = False

    @property
    def isolated_revisions(self) -> bool:
        """Whether each revision may have a transaction of its own."""
        return any(
            not call.complete or "transaction_per_migration" in call.given or "transactional_ddl" in call.given
            for call in self.configurations
        )


@record
class UpgradeCall:
    """An upgrade run by the program itself. `moment` is `import` or `start-up`, empty elsewhere; `call` is how it is done."""

    span: Span
    call: str
    moment: str


@record
class DirectSchemaChange:
    """Tables made or dropped without a migration. `call` is the method as written; `in_memory`: surely in SQLite in memory."""

    span: Span
    call: str
    in_memory: bool = False


@record
class ConfigurationFile:
    """An alembic.ini or pyproject.toml beside an environment. `path` is relative to the project's root, `folder` absolute.

    `error` says why it cannot be read; `sections` are its tables of settings with text in them (a list of TOML's is its items in lines),
    empty too where nothing here reads TOML. `here`: the file lies beside env.py.
    `locates` is what its `script_location`s come to: `this` environment, `another`, `nowhere`, or `unknown`.
    """

    path: str
    sections: Mapping[str, Mapping[str, str]] = EMPTY
    error: str = ""
    here: bool = False
    locates: str = "unknown"


@record
class Surroundings:
    """What lies around an env.py. The costly parts are read when they are asked for.

    `files` are those of the nearest folder upwards that configures Alembic; `folder` is env.py's, relative to the project's root.
    `read_own_modules` picks out of env.py's imports those that are modules of the project; `read_untried_data` names a revision that
    changes rows while no test takes rows through a migration; `read_template` gives the text of script.py.mako, empty where there is none.
    `alembic_pin` is what the project asks for where that is an Alembic below 1.12, which compared no types by default.
    """

    files: tuple[ConfigurationFile, ...] = ()
    folder: str = ""
    alembic_pin: str = ""
    read_split: Callable[[], str] = str
    read_untested: Callable[[], str] = str
    read_untried_data: Callable[[], str] = str
    read_template: Callable[[], str] = str
    read_own_modules: Callable[[tuple[str, ...]], tuple[str, ...]] = lambda imports: ()
    read_unregistered: Callable[[str, tuple[str, ...]], tuple[str, ...]] = lambda owner, imports: ()

    @property
    def can_be_read(self) -> bool:
        """Whether everything that configures the environment is known: what is not in `files` is not said."""
        return bool(self.files) and all(file.sections for file in self.files)

    def setting(self, key: str) -> tuple[str, str] | None:
        """(file, value) of the first file and section with a value for this key."""
        for file in self.files:
            for settings in file.sections.values():
                if settings.get(key, "").strip():
                    return file.path, settings[key].strip()
        return None

    @property
    def main_file(self) -> str:
        """The file in which to set what is missing: the one that says where the environment lies, else the first."""
        located = (file.path for file in self.files if any("script_location" in settings for settings in file.sections.values()))
        return next(located, self.files[0].path if self.files else "alembic.ini")
