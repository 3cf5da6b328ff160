"""Classes that keep a program's queries."""

from __future__ import annotations

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record

_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
_NO_SUBJECT = frozenset(
    "repository repo dao gateway store protocol interface abstract base port i abc "
    "async sql sqla sqlalchemy alchemy orm db database postgre".split()
)
#: How such classes are named.
REPOSITORY_ENDINGS = ("Repository", "Repo", "DAO", "Dao", "Gateway", "Store")


@record
class RepositoryClass:
    """A class so named that works with a session and has no base but `object` or `Generic`. `methods`: without Python's own."""

    span: Span
    name: str
    methods: frozenset[str] = frozenset()

    def is_promised_by(self, protocol: str, methods: frozenset[str]) -> bool:
        """Whether a protocol so named, with these methods, may be what the class is handed on as: it has them, or a name of the same."""
        return bool(methods) and (methods <= self.methods or _subject(protocol) == _subject(self.name) != frozenset())


def _subject(name: str) -> frozenset[str]:
    """The words of a class's name that say what it keeps: `SqlOrderRepository`, `OrdersProtocol` and `IOrderRepo` are about orders."""
    words = (word.lower().removesuffix("s") for word in _WORD.findall(name))
    return frozenset(word for word in words if word not in _NO_SUBJECT)
