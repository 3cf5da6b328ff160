"""Engines: how they are made, and with what URL."""

from __future__ import annotations


from flake8_sqla.facts.expressions import Argument
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.unknown import Unknown


@record
class DatabaseUrl:
    """A database URL taken apart; each part is UNKNOWN where the text does not say it. `span` is the literal's place.

    `dialect` is the database, `scheme` its name as written (`postgres`). `pasted`: user or password come from variables that
    nothing escapes. `memory` says by what a SQLite database is in memory: `name` (`:memory:`, or none), `mode` (`mode=memory`), `uri`
    (`file::memory:`, which is pooled like a file); empty for all others.
    """

    span: Span
    dialect: str | Unknown
    driver: str | Unknown
    user: str | Unknown
    password: str | Unknown | None
    host: str | Unknown
    literal: bool = True
    scheme: str = ""
    pasted: bool = False
    memory: str = ""


@record
class EngineCreation:
    """A call of `create_engine`, `create_async_engine`, `engine_from_config` … .

    `url` is UNKNOWN where it comes from elsewhere. `short_lived`: made in a function that disposes of
    it again; `stays_inside`: in one that lets nothing of it out. `main_guard` is true under `if __name__ == "__main__"`. `wrapped`: handed
    straight to `AsyncEngine(…)`.
    `per_call` is `loop`, `route` or `dependency` where an engine is made each time one of these runs, else empty.
    `pool_class` is the qualified name of what `poolclass=` (or `pool=`) names, empty without, UNKNOWN where it cannot be read.
    """

    span: Span
    function: str
    asynchronous: bool
    url: DatabaseUrl | Unknown
    arguments: tuple[Argument, ...] = ()
    main_guard: bool = False
    short_lived: bool = False
    wrapped: bool = False
    per_call: str = ""
    pool_class: str | Unknown = ""
    stays_inside: bool = False

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    @property
    def has_starred(self) -> bool:
        """Whether `**kwargs` may hold options that cannot be read."""
        return any(argument.starred for argument in self.arguments)


#: The purpose of a URL of which nothing shows what it is used for.
TEXT_ALONE = "a text"


@record
class UrlLiteral:
    """A database URL written out where the program will use it: in an engine, in a Flask setting, in `set_main_option`.

    `purpose` is TEXT_ALONE for a pasted one of which only its driver says what it is.
    """

    span: Span
    url: DatabaseUrl
    purpose: str


@record
class ConnectionUse:
    """What becomes of a connection that `engine.connect()` opens.

    `closed` is true where `with`, `close()` or an exit stack ends it; `escapes` where it is returned, yielded, stored or handed on, so that
    others may see to it. `level` is `function` or `module`. `commits`: a commit, a `begin()` or an AUTOCOMMIT isolation level is in sight.
    `changes` are the places of executed INSERT, UPDATE and DELETE statements, with the word for each.
    """

    span: Span
    asynchronous: bool
    name: str
    level: str
    closed: bool
    escapes: bool
    commits: bool
    changes: tuple[tuple[Span, str], ...] = ()


@record
class ForestalledBegin:
    """A `begin()` on a connection whose transaction has begun on every way to it: by which `method`, in which `line`."""

    span: Span
    connection: str
    method: str
    line: int
