"""Engines: how they are made, and with what URL."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_sqla.facts.expressions import Argument
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.unknown import Unknown


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A database URL taken apart; each part is UNKNOWN where the text does not say it. `span` is the literal's place."""

    span: Span
    dialect: str | Unknown
    driver: str | Unknown
    user: str | Unknown
    password: str | Unknown | None
    host: str | Unknown
    literal: bool = True


@dataclass(frozen=True, slots=True)
class EngineCreation:
    """A call of `create_engine`, `create_async_engine`, `engine_from_config` … .

    `url` is UNKNOWN where it comes from elsewhere. `short_lived`: made in a function that disposes of
    it again. `main_guard` is true under `if __name__ == "__main__"`.
    """

    span: Span
    function: str
    asynchronous: bool
    url: DatabaseUrl | Unknown
    arguments: tuple[Argument, ...] = ()
    main_guard: bool = False
    short_lived: bool = False

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        return next((argument for argument in self.arguments if argument.keyword == name), None)

    @property
    def has_starred(self) -> bool:
        """Whether `**kwargs` may hold options that cannot be read."""
        return any(argument.starred for argument in self.arguments)


@dataclass(frozen=True, slots=True)
class UrlLiteral:
    """A database URL written out where the program will use it: in an engine, in a Flask setting, in `set_main_option`."""

    span: Span
    url: DatabaseUrl
    purpose: str
