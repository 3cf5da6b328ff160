"""Rows of mapped classes that are deleted."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class HardDelete:
    """`session.delete(note)`, `delete(Note)` or `query(Note).delete()`. `model` is the class's path.

    `words` are the attributes and keywords that the function speaks of; `on_purpose`: its name, or its class's, says that rows go for
    good, or a flag around the deletion does.
    """

    span: Span
    model: str
    words: frozenset[str]
    on_purpose: bool = False

    def mentions(self, mark: str) -> bool:
        """Whether the function speaks of the mark: it sees to marked rows."""
        return mark in self.words
