"""Coroutine methods of asynchronous sessions and connections: what becomes of the coroutine."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
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


@record
class AwaitedPlainCall:
    """`await` of something that is no awaitable: `session.add(…)`, or a method of a result that was awaited already.

    `subject` is `session` or `result`.
    """

    span: Span
    method: str
    subject: str


@record
class PlainWith:
    """`with` on what needs `async with`, or the reverse: `asynchronous` says what the session is."""

    span: Span
    asynchronous: bool


@record
class SharedSession:
    """One asynchronous session used by several tasks. `function` is what starts them; `form` is `comprehension`, `arguments` or `tasks`."""

    span: Span
    session: str
    function: str
    form: str
