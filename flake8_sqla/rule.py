"""What a rule is: a page, and one function from a fact to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

from flake8_sqla.facts.known_models import KnownModels, NothingKnown
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import EMPTY, record
from flake8_sqla.facts.unknown import UNKNOWN

if TYPE_CHECKING:  # what only the rules about migrations need is not loaded for the others
    from flake8_sqla.effects.order import Step
    from flake8_sqla.facts.environment import Surroundings
    from flake8_sqla.facts.file import FileRole
    from flake8_sqla.facts.circumstances import DialectBranch
    from flake8_sqla.facts.history import History
    from flake8_sqla.facts.migrations import AlterColumn, CommentOnColumn, RenameColumn
    from flake8_sqla.facts.models import DeclaredBase
    from flake8_sqla.facts.replay import SchemaState
    from flake8_sqla.facts.shapes import ColumnShape
    from flake8_sqla.options import Settings
    from flake8_sqla.project.project import Project

F = TypeVar("F")


def _no_schema(dialect: str, upgraded: bool) -> SchemaState | None:
    return None


_CODE = lazy_pattern(r"SQA[0-9]{3}")
_NAME = lazy_pattern(r"[a-z0-9]+(-[a-z0-9]+)*")


class Impact(Enum):
    """How much harm what a rule reports does."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@record
class Finding:
    """One report: a place, the values of the message's fields, and which of the rule's messages it is (empty: the main one)."""

    span: Span
    values: Mapping[str, object] = EMPTY
    variant: str = ""


def _no_history() -> History:
    from flake8_sqla.facts.history import History

    return History()


def _no_surroundings() -> Surroundings:
    from flake8_sqla.facts.environment import Surroundings

    return Surroundings()


def _no_histories() -> tuple[History, ...]:
    return ()


def _no_earlier_base() -> bool:
    return False


def _nothing_found(pattern: str, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset()


@record
class Context:
    """What a rule may ask besides its fact.

    `find_in_project` gives what a pattern (its group, if it has one) matches anywhere in the Python files of the project: for what only
    some file or other says, such as that somebody listens to changes of a model. It is given words too, of which each match holds one.
    """

    file: FileRole
    settings: Settings
    project: Project
    read_history: Callable[[], History] = _no_history
    read_surroundings: Callable[[], Surroundings] = _no_surroundings
    models: KnownModels = NothingKnown()
    read_schema: Callable[[str, bool], SchemaState | None] = _no_schema
    find_in_project: Callable[[str, tuple[str, ...]], frozenset[str]] = _nothing_found
    read_histories: Callable[[], tuple[History, ...]] = _no_histories
    read_earlier_base: Callable[[], bool] = _no_earlier_base

    def is_first(self, base: DeclaredBase) -> bool:
        """Whether this is the first base that the project declares, by path: there a rule reports what is true of the project as a whole.

        A part of a project that has dependency files of its own counts as one. Tests, scripts and migrations declare none that counts.
        """
        return base.is_first and not self.read_earlier_base()

    @property
    def history(self) -> History:
        """The revisions of the Alembic environment this file belongs to; empty and incomplete outside of one."""
        return self.read_history()

    def migrated_schemas(self) -> Iterator[SchemaState]:
        """What the revisions of each of the project's Alembic environments add up to, on each database that the project may run on."""
        for history in self.read_histories():
            for dialect in sorted(self.project.dialects) or ("postgresql",):
                yield history.at_head(dialect)

    def schema_before(self, dialect: str = "postgresql") -> SchemaState | None:
        """The schema that the upgrade of this revision finds, on one kind of database; None where its place in the history is not known."""
        return self.read_schema(dialect, False)

    def schema_at(self, step: Step, dialect: str = "postgresql") -> SchemaState:
        """The schema that one operation finds: an upgrade starts where earlier revisions ended, a downgrade where its own upgrade did."""
        from flake8_sqla.facts.replay import nothing_known

        found = self.read_schema(dialect, step.operation.setting.direction == "downgrade")
        return (nothing_known(dialect) if found is None else found).after(step.before)

    def column_at(
        self, step: Step, change: AlterColumn | RenameColumn | CommentOnColumn, dialect: str = "postgresql"
    ) -> ColumnShape | None:
        """The column as the operation that changes it finds it; None where nothing is known of it, or it is not there."""
        if change.table is UNKNOWN or change.column is UNKNOWN:
            return None
        found = self.schema_at(step, dialect).column(change.table, change.column)
        return None if found is UNKNOWN else found

    @property
    def surroundings(self) -> Surroundings:
        """What lies around this file, where it is Alembic's env.py, or around that of this revision; empty elsewhere."""
        return self.read_surroundings()

    def may_be(self, dialect: str, branch: DialectBranch | None = None) -> bool:
        """Whether code here may run on this dialect: the project may use it, and no branch of the migration rules it out."""
        if branch is not None:
            if branch.only is not None and dialect in branch.only:
                return True
            if not branch.admits(dialect):
                return False
        return self.project.may_be(dialect)


@record
class Rule(Generic[F]):
    """A rule, complete in one file.

    `on` is the type of fact it reads (a base type brings all its kinds, a tuple several); `check` yields findings.
    `words`: of facts that have words (`facts/words.py`), it is asked about those that have one of these; about all where it names none.
    `message` is one line, its fields in braces; `variants` are other messages by name. `doc` is the rule's page.
    `sources` names the rows of the documents the rule was made from; `options` the options it reads.
    """

    code: str
    name: str
    impact: Impact
    message: str
    doc: str | None
    on: type[F] | tuple[type[F], ...]
    check: Callable[[F, Context], Iterator[Finding]]
    variants: Mapping[str, str] = EMPTY
    sources: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what could never be selected or found again."""
        if not _CODE.fullmatch(self.code) or self.code.endswith("00"):
            raise ValueError(f"{self.code}: a code is SQA and three digits, of which the last two are not 00")
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.code}: the name {self.name!r} is not in kebab-case")

    @property
    def family(self) -> int:
        """The first digit of the code."""
        return int(self.code[3])

    @property
    def opinionated(self) -> bool:
        """Whether the rule is off unless it is selected by name."""
        return self.family == 9

    def text(self, finding: Finding) -> str:
        """The report's words: code, a space, the message with its fields filled in, on one line."""
        template = self.variants[finding.variant] if finding.variant else self.message
        return " ".join(f"{self.code} {template.format_map(dict(finding.values))}".split())
