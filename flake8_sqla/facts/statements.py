"""Statements and legacy queries as ordered steps, where they end up, and the expressions in their clauses."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from flake8_sqla.facts.expressions import Argument, Collection, ColumnReference, Comparison, Expression, Invocation, Reference, walk
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import field, record
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

if TYPE_CHECKING:
    from flake8_sqla.facts.migrations import Operation

_NAMING = (ColumnReference, Reference)


@record
class Step:
    """One method called on a statement: `.where(…)`, `.join(…)`, `.options(…)`. `span` is the method's name.

    `conditional`: it stands in a branch or loop that the end of the chain is not in.
    """

    span: Span
    method: str
    arguments: tuple[Argument, ...] = ()
    conditional: bool = field(default=False, compare=False)


class Use(Enum):
    """What becomes of a chain."""

    DISCARDED = "a statement of its own: its value is lost"
    EXECUTED = "handed to execute, scalars, scalar, stream or exec"
    OTHER = "assigned, returned, or handed on"


@record
class Statement:
    """A select, insert, update or delete, or a legacy `Query`, with the steps taken so far.

    `root` is `select`, `insert`, `update`, `delete`, `query`, `union` … ; `entities` are the arguments of the root.
    `steps` joins the steps of every branch that may lead here; `complete` is false where some of them are out of sight.
    `own_steps` counts those of this chain itself, the last of `steps`; `begun_here`: the chain begins with the statement itself.
    `ending` is the method that executes a legacy query (`all`, `first` …); `mixed`: branches began it in different places;
    `in_while`: it is executed in a `while` loop; `emptying`: by a function that is there to empty a table; `unpacked`: each of its rows
    is taken apart (`for user, total in …`).
    """

    span: Span
    root: str
    entities: tuple[Argument, ...]
    steps: tuple[Step, ...]
    use: Use = Use.OTHER
    complete: bool = True
    own_steps: int = 0
    parameters_given: bool = False
    begun_here: bool = False
    ending: str = ""
    mixed: bool = False
    in_while: bool = False
    emptying: bool = False
    unpacked: bool = field(default=False, compare=False)

    def words(self) -> list[str]:
        """Its root, `discarded` where it is, the second of two that are selected (`second Comparison`), its methods, what these are given.

        That is `where keyword` or `where positional`, `isouter=`, the functions and methods that are called in an argument, and
        `compared collection` where a display is compared with. `several models`: it names more than one.
        """
        found, models = [self.root], set(self.models)
        if self.use is Use.DISCARDED:
            found.append("discarded")
        if len(self.entities) == 2:
            found.append(f"second {self.entities[1].value.__class__.__name__}")
        for step in self.steps:
            found.append(step.method)
            for argument in step.arguments:
                if argument.keyword:
                    found += (f"{step.method} keyword", f"{argument.keyword}=")
                else:
                    found.append(f"{step.method} positional")
                for part in walk(argument.value):
                    if isinstance(part, ColumnReference):
                        models.add(part.owner)
                    elif isinstance(part, Invocation):
                        found.append(part.method or part.function)
                    elif isinstance(part, Comparison) and any(isinstance(right, Collection) for right in part.rights):
                        found.append("compared collection")
        if len(models) > 1:
            found.append("several models")
        return found

    def has_step(self, *methods: str) -> bool:
        """Whether any of these methods was called."""
        return any(step.method in methods for step in self.steps)

    @property
    def models(self) -> tuple[str, ...]:
        """The classes and tables that the root's arguments name, whole or by a column, in their order."""
        named = (argument.value for argument in self.entities)
        found = (each.owner if isinstance(each, ColumnReference) else each.name for each in named if isinstance(each, _NAMING))
        return tuple(dict.fromkeys(found))

    def expressions(self) -> Iterator[Expression]:
        """Every expression in the arguments of the root and of the steps, outer ones before those inside them."""
        for argument in (*self.entities, *(argument for step in self.steps for argument in step.arguments)):
            yield from walk(argument.value)


@record
class BulkDelete:
    """A DELETE of a mapped class's rows, past the session: `delete(User)` or `query(User).delete()`. `model` is the class's path.

    `beside` are the names of the other classes whose rows the file deletes in this way.
    """

    span: Span
    model: str
    beside: frozenset[str] = frozenset()


@record
class Clause:
    """An argument in the position of a clause (`where`, `filter`, `having`, `and_`, `case`, a join's ON, …)."""

    span: Span
    position: str
    expression: Expression


@record
class TextExecution:
    """Constant SQL text that is handed to a session or connection, and what it does.

    `complaint` is what PostgreSQL's grammar says against it, None where it parses. `parameters` are the keys of the dict it is
    executed with, `()` where there is none, UNKNOWN where they cannot be read; `binds` the `:names` in the text.
    `emptying`: the function around it is there to empty a table.
    """

    span: Span
    text: str
    operations: tuple[Operation, ...] = ()
    complaint: str | None = None
    parameters: tuple[str, ...] | Unknown = UNKNOWN
    binds: tuple[str, ...] = ()
    emptying: bool = False


@record
class LegacyQuery:
    """A use of the 1.x query API: `session.query(…)` (`form` is `session`), `Model.query` (`model`), `query_property()` (`property`)."""

    span: Span
    form: str
    subject: str
