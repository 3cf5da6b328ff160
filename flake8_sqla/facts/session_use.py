"""What one function does with one session, in the order it is written."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class Block:
    """A part of a compound statement that something stands in.

    `kind` is `if`, `loop`, `comprehension`, `try`, `with` or `match`; `part` is `body`, `orelse`, `handler`, `finally` or the number
    of a case.
    `line` tells the statements of one kind apart. `detail`: of a `with`, what it enters (`begin`, `begin_nested`, `session`,
    `raises`, `suppress`, or empty); of a handler, the exceptions it names; of a loop, `retry` where it goes on only after an error;
    of an `if`, `leaves` where the branch ends the loops around it.
    """

    kind: str
    part: str
    line: int
    detail: str = ""


@record
class Event:
    """One thing done with the session.

    `kind` is the method's name, or `made`, `handed` (an argument of a call), `returned`, `yielded`, `stored` (in an object or
    collection), `captured` (by an inner function), `changed` (an attribute of an object this session loaded is set).
    `subject` says more: the kind of the statement executed (`select`, `insert`, `text` …), the class added, the function handed to.
    `parameters`: an execution is given a second argument, a refresh the names of attributes. `name`: the name that the value is
    bound to, or the object added.
    `models` are the paths of the classes that are selected, queried, added or deleted. `dropped`: nobody takes what the call gives.
    `varies`: a variable says which class or table the statement is about. `sqlite`: the statement is one of SQLite's own.
    """

    span: Span
    kind: str
    blocks: tuple[Block, ...] = ()
    subject: str = ""
    awaited: bool = False
    managed: bool = False
    parameters: bool = False
    name: str = ""
    models: tuple[str, ...] = ()
    dropped: bool = False
    varies: bool = False
    sqlite: bool = False

    def inside(self, kind: str, part: str = "", detail: str = "") -> Block | None:
        """The innermost block of this kind around the event."""
        for block in reversed(self.blocks):
            if block.kind == kind and (not part or block.part == part) and (not detail or block.detail == detail):
                return block
        return None

    @property
    def loops(self) -> tuple[Block, ...]:
        """The loops around the event, the outermost first."""
        return tuple(block for block in self.blocks if block.kind in ("loop", "comprehension") and block.part == "body")


@record
class Handler:
    """An `except` clause. `line` is its statement's; `raises`: it can end in a raise, or one follows the `try`.

    `leaves`: it always ends in return, raise, continue or break.
    """

    span: Span
    line: int
    exceptions: tuple[str, ...]
    raises: bool
    leaves: bool
    blocks: tuple[Block, ...] = ()


@record
class SessionUse:
    """One session in one function.

    `origin` is `made` (by a call in this function), `with` (the same, entered), `begin` (entered by `factory.begin()`), `parameter`,
    `attribute`, `global`, `given` (by another function), or `bound` (made here, on a connection that is somebody else's).
    `created` is the call that made it, None where that is elsewhere.
    `decorators` are the function's, as resolved or as written, a listener's with the event behind a colon, a fixture's with its scope;
    `owner` is the class around it. `touched` are the mentions of names that the function adds or merges, as events of that kind.
    `autoflush` is false where its factory says so.
    `route` is the method of the requests the function answers, `get` where it only reads, empty where it answers none.
    """

    span: Span
    function: str
    receiver: str
    asynchronous: bool
    scoped: bool
    origin: str
    in_async: bool
    generator: bool
    created: Span | None
    events: tuple[Event, ...]
    handlers: tuple[Handler, ...] = ()
    decorators: tuple[str, ...] = ()
    owner: str = ""
    touched: tuple[Event, ...] = ()
    autoflush: bool = True
    route: str = ""

    def words(self) -> list[str]:
        """The kinds of its events, its origin, and what is rare: `created`, `handler`, `decorated`, `blocking`, `no autoflush`.

        `blocking`: a synchronous session in `async def`.
        """
        found = [event.kind for event in self.events]
        found.append(self.origin)
        if self.created is not None:
            found.append("created")
        if self.handlers:
            found.append("handler")
        if self.decorators:
            found.append("decorated")
        if self.in_async and not self.asynchronous:
            found.append("blocking")
        if not self.autoflush:
            found.append("no autoflush")
        return found

    def handlers_of(self, event: Event) -> Iterator[Handler]:
        """The except clauses that an exception raised at the event may come to."""
        lines = {block.line for block in event.blocks if block.kind == "try" and block.part == "body"}
        return (handler for handler in self.handlers if handler.line in lines)

    def of(self, *kinds: str) -> Iterator[Event]:
        """The events of these kinds, in order."""
        return (event for event in self.events if event.kind in kinds)

    def has(self, *kinds: str) -> bool:
        """Whether there is an event of any of these kinds."""
        return any(event.kind in kinds for event in self.events)

    def needed_later(self, place: Event) -> set[str]:
        """The names of added objects that are mentioned behind a place, in the innermost loop around it if there is one."""
        loops = place.loops[-1:]
        return {each.name for each in self.touched if each.span > place.span and (not loops or loops[0] in each.blocks)}

    @property
    def escapes(self) -> bool:
        """Whether other code gets hold of the session."""
        return self.has("handed", "returned", "yielded", "stored", "captured")


def exclusive(one: Event, other: Event) -> bool:
    """Whether two events can never both happen in one pass: different branches of an `if` or `match`, or a branch that has left."""
    for first, second in zip(one.blocks, other.blocks, strict=False):
        if (first.kind, first.line) != (second.kind, second.line):
            return False
        if first.part != second.part:
            return first.kind in ("if", "match")
    return False
