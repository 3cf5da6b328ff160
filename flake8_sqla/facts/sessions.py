"""Sessions: where they are made."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.unknown import Unknown


@record
class SessionCreation:
    """A session made by a call of `Session(…)` or of a factory.

    `level` is `module`, `class`, `default` (a parameter's default value) or `function`; `name` is what it is bound to, if anything.
    `managed` is true for a `with` item; `main_guard` under `if __name__ == "__main__"`. `lender` is what was called, as it is written,
    where the session works on a connection of its own: it is bound to an engine, or another module's factory is not told what to bind to.
    """

    span: Span
    asynchronous: bool
    level: str
    name: str = ""
    managed: bool = False
    main_guard: bool = False
    lender: str = ""


@record
class SessionOptions:
    """What a factory of sessions, or a session made without one, is told.

    `function` is `async_sessionmaker`, `sessionmaker`, `AsyncSession` …; `expires` is the value of `expire_on_commit`, True where it
    is not given, UNKNOWN where it cannot be read. `read_later` is false where an asynchronous session is made for one block, and nothing
    that it held before a commit is read after that.
    """

    span: Span
    function: str
    asynchronous: bool
    expires: bool | Unknown
    read_later: bool = True
