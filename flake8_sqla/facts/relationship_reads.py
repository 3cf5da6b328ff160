"""Relationships read on objects of mapped classes."""

from __future__ import annotations

from flake8_sqla.facts.loading import EAGER, Loading
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record, replace
from flake8_sqla.facts.schema import Link
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


@record
class RelationshipRead:
    """`user.addresses`, where `user` is an object of a mapped class.

    `owner` is the object as it is written, `model` its class's name, `link` the relationship. `path` leads from the entity that the
    statement selects to this relationship (`("addresses",)`), `option` is what would load it (`selectinload(User.addresses)`). `origin`
    says where the object comes from: `loaded` (by a statement), `got` (by `session.get`), or `given` by a function that is not known;
    `loading` what was loaded with it. `first`: nothing before in the function reads the same of the same object.

    `repeated` is `loop` or `comprehension` where the object is another one each time, else empty. `inside` names the function of this
    file that reads it, where the object is handed over: then `span` is the argument. `in_async`: the code runs in an `async def`;
    `by_async` where an asynchronous session loaded it.
    `at_hand`: the related objects are in the session for certain, or the same one each time, so that reading sends no query for each.
    `settled`: this function assigned the attribute, or refreshed it.
    `assigned`: the relationship is given another value (`user.roles = […]`), which reads what it held before.
    `perhaps_loaded`: something else in the function may have loaded it, or brought the related object into the session. Found out for
    asynchronous code, where reading is an error, and for objects of other files' functions. `detached`: the session that loaded the object
    is closed here. `giver` names the function of another file that loaded it.
    """

    span: Span
    owner: str
    link: Link
    path: tuple[str, ...]
    model: str
    option: str
    origin: str
    loading: Loading
    first: bool = True
    repeated: str = ""
    inside: str = ""
    in_async: bool = False
    by_async: bool = False
    at_hand: bool = False
    settled: bool = False
    assigned: bool = False
    perhaps_loaded: bool = False
    detached: bool = False
    giver: str = ""

    def handed_over(self, argument: Span, function: str, in_async: bool) -> RelationshipRead:
        """The same read, at the argument by which a function of the file gets the object. `in_async`: the call stands in an `async def`."""
        return replace(self, span=argument, inside=function, in_async=self.in_async or in_async)

    @property
    def attribute(self) -> str:
        """The relationship's name."""
        return self.path[-1]

    @property
    def is_loaded(self) -> bool | Unknown:
        """Whether the object already has it: by the statement's options or by the mapping. A relationship that raises counts as loaded."""
        if self.settled:
            return True
        if self.origin not in ("loaded", "got") or not self.loading.complete:
            return UNKNOWN
        strategy = self.loading.strategy_of(self.path)
        if strategy in EAGER or strategy in ("raiseload", "noload"):
            return True
        if strategy == "lazyload":
            return False
        lazy = self.link.lazy
        return UNKNOWN if lazy is UNKNOWN else lazy not in ("select", "True")
