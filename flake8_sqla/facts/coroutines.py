"""Coroutine methods of asynchronous sessions and connections: what becomes of the coroutine."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_sqla.facts.place import Span


@dataclass(frozen=True, slots=True)
class UnawaitedCoroutine:
    """A coroutine that nobody awaits.

    `fate`: `dropped` (a statement of its own), `tested` (a condition or comparison), `read` (an attribute, an item or the
    elements of the coroutine itself are asked for), `kept` (bound to a name that is then only tested or read).
    `further` is the attribute asked for.
    """

    span: Span
    method: str
    subject: str
    fate: str
    further: str = ""


@dataclass(frozen=True, slots=True)
class AwaitedPlainCall:
    """`await` of something that is no awaitable: `session.add(…)`, or a method of a result that was awaited already.

    `subject` is `session` or `result`.
    """

    span: Span
    method: str
    subject: str


@dataclass(frozen=True, slots=True)
class PlainWith:
    """`with` on what needs `async with`, or the reverse: `asynchronous` says what the session is."""

    span: Span
    asynchronous: bool


@dataclass(frozen=True, slots=True)
class SharedSession:
    """One asynchronous session used by several tasks. `function` is what starts them; `form` is `comprehension`, `arguments` or `tasks`."""

    span: Span
    session: str
    function: str
    form: str
