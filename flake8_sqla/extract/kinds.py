"""The kinds of values that matter to a database program. A value that is none of them is None: not known."""

from __future__ import annotations

import ast

from flake8_sqla.facts.record import record
from flake8_sqla.syntax.scopes import Scope


@record
class SessionValue:
    """A session; `scoped` for the thread- or task-local proxies that `scoped_session` makes."""

    asynchronous: bool
    scoped: bool = False


@record
class FactoryValue:
    """A `sessionmaker`, or `factory.begin()` when `begins` is set: entering it gives a session."""

    asynchronous: bool
    begins: bool = False


@record
class EngineValue:
    """An engine."""

    asynchronous: bool


@record
class ConnectionValue:
    """A Core connection."""

    asynchronous: bool


@record
class StepNode:
    """A method called on a statement, still as syntax."""

    call: ast.Call
    method: ast.Attribute
    scope: Scope


@record
class StatementValue:
    """A statement or legacy query under construction. `complete` is false where some of its steps are out of sight.

    `mixed`: branches began it in different places, so that its entities are not known.
    """

    root: str
    call: ast.Call | None
    scope: Scope | None
    steps: tuple[StepNode, ...] = ()
    complete: bool = True
    mixed: bool = False


@record
class TableValue:
    """A `Table` object."""

    call: ast.Call


@record
class ResultValue:
    """What executing a statement gives. `shape` is `rows`, `scalars` or `mappings`.

    `call` is the call that executed; `by_session` is false for a connection, whose rows hold columns only; `streamed` for the
    results of asynchronous streams, whose reading methods are coroutines.
    """

    shape: str
    statement: StatementValue | None
    call: ast.Call
    by_session: bool
    streamed: bool = False


@record
class RowValue:
    """One row of a result."""

    result: ResultValue


@record
class ListValue:
    """The elements of a result, read into a list; `query` where a legacy query gave them."""

    result: ResultValue | None
    query: StatementValue | None = None


@record
class EntityValue:
    """An object of a mapped class that a session or query loaded. `model` is the class's qualified name."""

    model: str
    statement: StatementValue | None = None


@record
class CoroutineValue:
    """What a coroutine method of an asynchronous session or connection gives before it is awaited."""

    inner: Value | None
    call: ast.Call


@record
class ManagerValue:
    """What a function marked as a context manager gives: entering it binds `inner`."""

    inner: Value


Value = (
    SessionValue
    | FactoryValue
    | EngineValue
    | ConnectionValue
    | StatementValue
    | TableValue
    | ResultValue
    | RowValue
    | ListValue
    | EntityValue
    | CoroutineValue
    | ManagerValue
)
