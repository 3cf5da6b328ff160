"""The kinds of values that matter to a database program. A value that is none of them is None: not known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum

from flake8_sqla.facts.record import field, record
from flake8_sqla.syntax.scopes import Scope


@record
class SessionValue:
    """A session; `scoped` for the thread- or task-local proxies that `scoped_session` makes.

    `autoflush` is false where it is known to be off, `expires` true where its factory is known to let objects expire at commit.
    """

    asynchronous: bool
    scoped: bool = False
    autoflush: bool = field(default=True, compare=False)
    expires: bool = field(default=False, compare=False)


@record
class FactoryValue:
    """A `sessionmaker`, or `factory.begin()` when `begins` is set: entering it gives a session with its options."""

    asynchronous: bool
    begins: bool = False
    autoflush: bool = field(default=True, compare=False)
    expires: bool = field(default=False, compare=False)

    def made(self, scoped: bool = False) -> SessionValue:
        """What calling it gives."""
        return SessionValue(self.asynchronous, scoped, self.autoflush, self.expires)


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
    `promised` are the classes that an annotation promises (`Select[tuple[User]]`), where nothing else is known of it, or the class that an
    inherited method is called on which selects `cls`.
    """

    root: str
    call: ast.Call | None
    scope: Scope | None
    steps: tuple[StepNode, ...] = ()
    complete: bool = True
    mixed: bool = False
    promised: tuple[str, ...] = ()

    def then(self, step: StepNode) -> StatementValue:
        """The statement with one step more."""
        return StatementValue(self.root, self.call, self.scope, (*self.steps, step), self.complete, self.mixed, self.promised)


@record
class TableValue:
    """A `Table` object."""

    call: ast.Call


@record
class ResultValue:
    """What executing a statement gives. `shape` is `rows`, `scalars` or `mappings`.

    `call` is the call that executed, None where an annotation promises the result; `by_session` is false for a connection, whose
    rows hold columns only; `streamed` for the results of asynchronous streams, whose reading methods are coroutines.
    """

    shape: str
    statement: StatementValue | None
    call: ast.Call | None
    by_session: bool
    streamed: bool = False
    unique: bool = False


@record
class RowValue:
    """One row of a result."""

    result: ResultValue


@record
class ListValue:
    """Values in a list or another collection: the elements of a result (or of a legacy query, `query`) that was read.

    `element` is what a display, a comprehension or an annotation puts into it; `empty` is a display of nothing, which says nothing.
    """

    result: ResultValue | None
    query: StatementValue | None = None
    element: Value | None = None
    empty: bool = False


@record
class TupleValue:
    """Values in fixed places: `(user, 1)`, an element of `enumerate(users)`."""

    items: tuple[Value | None, ...]


@record
class DictValue:
    """A dictionary: what its keys and its values are."""

    key: Value | None
    value: Value | None


@record
class Giving:
    """A function or method of another file that gives an object: its dotted path, and the call of it in this file."""

    path: str
    call: ast.Call
    scope: Scope


class Origin(Enum):
    """Where an object of a mapped class comes from."""

    LOADED = "a statement or legacy query loaded it"
    GOT = "session.get() loaded it, or found it in the session"
    MADE = "the class was called: no row yet"
    GIVEN = "a parameter, an annotation, or several places: how it was loaded is not known"


@record
class EntityValue:
    """An object of a mapped class. `model` is the class's qualified name.

    `statement` is the one that loaded it; `call` the call of the session that executed it, or `session.get(…)`. `path` are the
    relationships that lead to it from the statement's own entity, `chain` the options that would load them, and
    `owners` the paths of these classes. `giving` is the function of another file that gave it: what that loaded is found out on demand.
    """

    model: str
    statement: StatementValue | None = None
    origin: Origin = Origin.LOADED
    call: ast.Call | None = None
    path: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    giving: Giving | None = None


@record
class CoroutineValue:
    """What a coroutine method of an asynchronous session or connection gives before it is awaited."""

    inner: Value | None
    call: ast.Call


@record
class ManagerValue:
    """What a function marked as a context manager gives: entering it binds `inner`.

    Not `made`: the function itself, as `asynccontextmanager(function)` gives it, which has to be called first.
    """

    inner: Value
    made: bool = True


@record
class DeferredValue:
    """What a name of another file leads to, before that file is read: its path, and what is done with it, in order.

    A step is `call`, `enter` (as a context manager), `begin`, `annotation` (the path names a type, and this is one of it) or
    `depends` (the path is a dependency, and this is what it gives). `a.X|b.Y` is one of several that must agree. Summaries of
    modules hold them; the index follows them.
    """

    path: str
    steps: tuple[str, ...] = ()

    def then(self, step: str) -> DeferredValue:
        """The same, with one thing more done to it."""
        return DeferredValue(self.path, (*self.steps, step))


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
    | TupleValue
    | DictValue
    | EntityValue
    | CoroutineValue
    | ManagerValue
    | DeferredValue
)

#: The types of expressions that are none of these whatever they say, and that many questions are about.
VALUELESS = frozenset({ast.Constant, ast.Compare, ast.BinOp, ast.UnaryOp, ast.JoinedStr, ast.Lambda, ast.Starred})


def objects_in(value: Value | None) -> Iterator[EntityValue]:
    """The objects that a value is, or holds as a tuple."""
    if isinstance(value, EntityValue):
        yield value
    elif isinstance(value, TupleValue):
        yield from (item for item in value.items if isinstance(item, EntityValue))
