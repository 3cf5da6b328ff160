"""The kinds of values that matter to a database program. A value that is none of them is None: not known."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from flake8_sqla.syntax.scopes import Scope


@dataclass(frozen=True, slots=True)
class SessionValue:
    """A session; `scoped` for the thread- or task-local proxies that `scoped_session` makes."""

    asynchronous: bool
    scoped: bool = False


@dataclass(frozen=True, slots=True)
class FactoryValue:
    """A `sessionmaker`, or `factory.begin()` when `begins` is set: entering it gives a session."""

    asynchronous: bool
    begins: bool = False


@dataclass(frozen=True, slots=True)
class EngineValue:
    """An engine."""

    asynchronous: bool


@dataclass(frozen=True, slots=True)
class ConnectionValue:
    """A Core connection."""

    asynchronous: bool


@dataclass(frozen=True, slots=True)
class StepNode:
    """A method called on a statement, still as syntax."""

    call: ast.Call
    method: ast.Attribute
    scope: Scope


@dataclass(frozen=True, slots=True)
class StatementValue:
    """A statement or legacy query under construction. `complete` is false where some of its steps are out of sight."""

    root: str
    call: ast.Call | None
    scope: Scope | None
    steps: tuple[StepNode, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class TableValue:
    """A `Table` object."""

    call: ast.Call


Value = SessionValue | FactoryValue | EngineValue | ConnectionValue | StatementValue | TableValue
