"""Objects that a function makes and flushes: the collections that are not loaded from then on."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.object_use import ObjectEvent, ObjectUse
from flake8_sqla.facts.session_use import Event

#: What becomes of a new object without anybody else's getting hold of it.
_HARMLESS = ("add", "add_all", "refresh", "flush")


def unloaded_after_flush(use: ObjectUse, models: KnownModels) -> Iterator[ObjectEvent]:
    """The first event about each collection that needs a query, since the flushed object has it not.

    A collection that was given, set or appended to before the flush is loaded; one that was only read is not.
    """
    made = use.events[0]
    if made.kind != "made" or "*" in made.given or not _is_added(use) or models.attribute(use.model, "__init__") != "absent":
        return
    later = use.events[1:]
    if any(event.kind in ("made", "loaded", "bound") or event.attribute == "awaitable_attrs" for event in later):
        return
    settled = set(made.given)
    for event in later:
        if event.kind in ("called", "used") or (event.kind == "handed" and event.subject.rpartition(".")[2] not in _HARMLESS):
            return
        if event.attribute in settled or event.kind not in ("read", "mutated", "set"):
            continue
        flush = _flush_before(event, made, use)
        if flush is not None and _is_lazy_collection(use.model, event.attribute, models):
            if any(made.span < other.span < event.span and _may_load(other, use, flush) for other in use.others):
                return
            yield event
        if event.kind != "read" or flush is not None:
            settled.add(event.attribute)


def _is_added(use: ObjectUse) -> bool:
    return any(event.kind == "add" and event.name == use.name for event in use.others)


def _flush_before(event: ObjectEvent, made: ObjectEvent, use: ObjectUse) -> Event | None:
    """The flush between making the object and the event that is certain to have happened by then."""
    for other in use.others:
        if other.kind in ("flush", "commit") and made.span < other.span < event.span:
            if other.blocks == event.blocks[: len(other.blocks)]:
                return other
    return None


def _may_load(other: Event, use: ObjectUse, flush: Event) -> bool:
    """Whether something done with the session may have loaded more of the object."""
    if other.kind == "refresh":
        return other.name == use.name and other.parameters
    return other.kind in ("handed", "captured", "run_sync") or (other.span > flush.span and use.model in other.models)


def _is_lazy_collection(model: str, attribute: str, models: KnownModels) -> bool:
    link = models.link(model, attribute)
    if link is None or link.lazy not in ("select", "True") or link.is_collection is not True:
        return False
    return not any(link.relationship.keyword(name) is not None for name in ("default", "default_factory"))
