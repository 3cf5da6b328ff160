"""What one function does with one object of a mapped class, beside what it does with its sessions."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.session_use import Block, Event


@record
class ObjectEvent:
    """One thing done with the object.

    `kind` is `made` (the class is called, the object bound to the name), `loaded` (a session or a function gives it), `read`, `set` or
    `mutated` (an attribute: `obj.a`, `obj.a = …`, `obj.a["k"] = …` and `obj.a.append(…)`), `called` (a method), `handed` (an argument;
    `subject` is what it is handed to), `returned`, `used` (any other mention) or `bound` (the name gets another value).
    `given` are the keywords that a `made` object gets, `*` among them where more may be out of sight.
    """

    span: Span
    kind: str
    blocks: tuple[Block, ...] = ()
    attribute: str = ""
    subject: str = ""
    given: tuple[str, ...] = ()


@record
class ObjectUse:
    """One name of a function that holds an object of a mapped class, in the order of its events.

    `model` is the class's path, empty where it is not known; `asynchronous`: the function's sessions are.
    `others` are what the function does with its sessions, in order: the object's events lie between them by their places.
    `session_given`: some session came from outside of the function, so that its transaction goes on. `session` is the function's one
    session as it is written, empty where there are several; `expires`: it is known to let its objects expire at commit.
    """

    name: str
    function: str
    model: str
    asynchronous: bool
    events: tuple[ObjectEvent, ...]
    others: tuple[Event, ...]
    session_given: bool = False
    session: str = ""
    expires: bool = False

    def words(self) -> list[str]:
        """The kinds of its own events and of the sessions', `asynchronous`, and `expires`."""
        found = [event.kind for event in self.events]
        found += [event.kind for event in self.others]
        if self.asynchronous:
            found.append("asynchronous")
        if self.expires:
            found.append("expires")
        return found
