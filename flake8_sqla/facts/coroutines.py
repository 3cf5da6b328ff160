"""Coroutine methods of asynchronous sessions and connections: what becomes of the coroutine."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class UnawaitedCoroutine:
    """A coroutine that nobody awaits.

    `fate`: `dropped` (a statement of its own), `tested` (a condition or comparison), `read` (an attribute, an item or the
    elements of the coroutine itself are asked for), `kept` (bound to a name that is then only tested or read).
    `further` is the attribute asked for. `function` is the function around it, and `in_async` whether that can await at all.
    """

    span: Span
    method: str
    subject: str
    fate: str
    further: str = ""
    function: str = ""
    in_async: bool = True

    @property
    def in_sync_test(self) -> bool:
        """Whether a test that is no coroutine itself asks it."""
        return not self.in_async and self.function.startswith("test")


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


@record
class PlainAsyncFixture:
    """`@pytest.fixture` on an `async def` that gives an asynchronous session."""

    span: Span
    name: str
