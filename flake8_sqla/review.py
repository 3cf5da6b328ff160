"""The review of one file: read it, hand its facts to the rules. Knows nothing of flake8."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flake8_sqla.engine import Engine, Report
from flake8_sqla.extract.file import read_file
from flake8_sqla.facts.file import FileRole
from flake8_sqla.facts.known_models import KnownModels, NothingKnown
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.listed import listed_rules
from flake8_sqla.options import Settings
from flake8_sqla.project.inventory import Kept
from flake8_sqla.project.project import Projects
from flake8_sqla.rule import Context
from flake8_sqla.syntax.source import Source
from flake8_sqla.vocabulary.modules import speaks_of_databases

if TYPE_CHECKING:  # what only the rules about migrations need is not loaded for the others
    from flake8_sqla.facts.environment import Surroundings
    from flake8_sqla.facts.history import History
    from flake8_sqla.facts.replay import SchemaState

F = TypeVar("F", bound=Callable[..., Any])
#: The families of migration safety and migration history, and the opinions about migrations.
_ON_MIGRATIONS = ("SQA6", "SQA7", "SQA92", "SQA930", "SQA931", "SQA940")


def is_about_migrations(code: str) -> bool:
    """Whether reports with this code are left out for migrations that `--sqla-migrations-start-after` calls old."""
    return code.startswith(_ON_MIGRATIONS)


def _once(find: F) -> F:
    """The same, but found out once for what it is given: `functools.cache`, which takes ten times as long to make, for each file anew."""
    known: dict[tuple[object, ...], Any] = {}

    def found(*given: object) -> Any:
        if given not in known:
            known[given] = find(*given)
        return known[given]

    return cast("F", found)


class Reviewer:
    """Reviews files with one set of rules and settings."""

    def __init__(self, engine: Engine, settings: Settings, kept: Kept | None = None) -> None:
        """All stay the same for a whole run; `kept` is what a cache knows of files."""
        self.engine = engine
        self.settings = settings
        self._projects = Projects(settings, kept)

    @classmethod
    def with_all_rules(cls, settings: Settings, enabled: Callable[[str], bool] = lambda code: True) -> Reviewer:
        """A reviewer with every rule that is enabled, all of them loaded."""
        from flake8_sqla.rules import RULES

        return cls(Engine(RULES, enabled), settings)

    @classmethod
    def with_listed_rules(
        cls, settings: Settings, enabled: Callable[[str], bool] = lambda code: True, kept: Kept | None = None
    ) -> Reviewer:
        """The same, but that a rule is loaded when the first fact comes that it reads, and that a cache may be asked."""
        listed = listed_rules()
        return cls(Engine(listed, enabled), settings, kept) if listed else cls.with_all_rules(settings, enabled)

    def prepare(self, folders: Sequence[str]) -> None:
        """Load everything now, and find out what most files below these folders ask about their projects; without folders, load the rules.

        For a process that others are about to be made from, which then have it. Where no file is about a database, nothing is loaded.
        """
        if folders and self.engine.reads("facts.schema:SchemaTable") and not self._projects.prepare(folders):
            return
        self.engine.load()
        if folders:  # of a few files, each loads what it needs
            from pkgutil import iter_modules

            from flake8_sqla import extract

            for module in iter_modules(extract.__path__, f"{extract.__name__}."):
                import_module(module.name)

    def review(self, path: str, lines: Sequence[str], tree: ast.Module) -> list[Report]:
        """Every report on one file, in its order. An exception of a rule is among the reports; one of the reader is raised."""
        text = "".join(lines)
        if not self.engine.rules or not speaks_of_databases(text):
            return []
        facts, context = self._read(path, text, lines, tree)
        if context.file.migration and self.settings.migrations_start_after and self._is_old(facts, context):
            from flake8_sqla.facts.migrations import Operation, Revision

            facts = [fact for fact in facts if not isinstance(fact, (Operation, Revision, ColumnDefinition))]
            return [report for report in self.engine.check(facts, context) if not is_about_migrations(report.code)]
        return self.engine.check(facts, context)

    def read(self, path: str, lines: Sequence[str], tree: ast.Module) -> tuple[list[object], Context]:
        """What one file says, and what may be asked about it."""
        return self._read(path, "".join(lines), lines, tree)

    def _read(self, path: str, text: str, lines: Sequence[str], tree: ast.Module) -> tuple[list[object], Context]:
        source, neighbours = Source(path, lines, tree), self._projects.neighbours(path, text)
        role, facts, models = read_file(source, self.settings, neighbours, self._projects.inside(path), self.engine)
        return facts, self._context(role, text, models)

    def _is_old(self, facts: list[object], context: Context) -> bool:
        """Whether the file's revision is the one of `--sqla-migrations-start-after`, or runs before it."""
        from flake8_sqla.facts.migrations import Revision

        last = context.history.named(self.settings.migrations_start_after)
        own = next((fact.revision for fact in facts if isinstance(fact, Revision)), None)
        return isinstance(own, str) and (own == last or own in context.history.ancestors(last, through_dependencies=True))

    def failure(self, path: str, error: BaseException) -> list[Report]:
        """The report that reading this file failed."""
        return self.engine.crash("reading the file", error, self._context(FileRole(path)))

    def _context(self, role: FileRole, text: str = "", models: KnownModels | None = None) -> Context:
        @_once
        def history() -> History:
            from flake8_sqla.facts.history import History

            return self._projects.history(role.path, text) if role.migration else History((), complete=False)

        @_once
        def surroundings() -> Surroundings:
            from flake8_sqla.facts.environment import Surroundings

            if not role.environment and not role.migration:
                return Surroundings()
            return self._projects.surroundings(role.path, of_revision=not role.environment)

        @_once
        def schema(dialect: str, upgraded: bool) -> SchemaState | None:
            own = self._projects.header(role.path, text).revision if role.migration else ""
            if not own:
                return None
            return history().after(own, dialect) if upgraded else history().before(own, dialect)

        def find(pattern: str, words: tuple[str, ...]) -> frozenset[str]:
            return self._projects.find(pattern, words, role.path, text)

        def histories() -> tuple[History, ...]:
            return self._projects.histories(role.path)

        def earlier_base() -> bool:
            return self._projects.has_earlier_base(role.path)

        project, known = self._projects.of(role.path), models or NothingKnown()
        return Context(role, self.settings, project, history, surroundings, known, schema, find, histories, earlier_base)
