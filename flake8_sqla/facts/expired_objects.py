"""Objects that a commit or a rollback expires, and what is read of them before they are loaded again."""

from __future__ import annotations

from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.object_use import ObjectEvent, ObjectUse
from flake8_sqla.facts.session_use import Block, Event

#: Methods of a session that load: what they select is for `Event.models` to say.
_LOADING = frozenset("execute scalars scalar exec stream stream_scalars get get_one merge query".split())
_CONNECTED = ("handed", "captured", "run_sync")


def read_after_expiry(use: ObjectUse, models: KnownModels, at_commit: bool) -> tuple[ObjectEvent, str] | None:
    """The first column that is read of the object after what expired it, and which of `commit`, `begin` and `rollback` did.

    A rollback expires what was loaded, whatever the session's options are; a commit only where they say so (`at_commit`).
    """
    bound = [event for event in use.events if event.kind in ("made", "loaded", "bound")]
    if len(bound) != 1 or bound[0].kind == "bound" or not use.session or (bound[0].kind == "made" and not _is_added(use)):
        return None
    if any(event.kind in ("delete", "expunge", "expunge_all") and event.name in (use.name, "") for event in use.others):
        return None  # what a commit deletes stays as it was
    ends = [event for event in use.others if event.kind in _ending(bound[0], at_commit) and _comes_after(event, bound[0])]
    for event in use.events:
        if event.kind not in ("read", "mutated") or models.attribute(use.model, event.attribute) != "column":
            continue
        left = _left(bound[0], event) if at_commit else None
        for end in ends:
            if end.span < event.span and end.blocks == event.blocks[: len(end.blocks)] and not _is_settled(use, end, event):
                return event, end.kind
        if left is not None:
            since = [other for other in use.others if other.span < event.span and left not in other.blocks]
            if not any(_may_load(other, use) for other in since):
                return event, "begin"
    return None


def _ending(bound: ObjectEvent, at_commit: bool) -> tuple[str, ...]:
    ends = ("rollback",) if bound.kind == "loaded" else ()
    return ("commit", *ends) if at_commit else ends


def _is_added(use: ObjectUse) -> bool:
    return any(event.kind == "add" and event.name == use.name for event in use.others)


def _comes_after(event: Event, bound: ObjectEvent) -> bool:
    """Whether the object is bound when the event happens; an object of a `try` is, as a rule, in its handlers."""
    if event.span < bound.span:
        return False
    for mine, other in zip(bound.blocks, event.blocks, strict=False):
        if mine != other:
            return mine.kind == "try" and mine.part == "body" and (other.kind, other.line) == ("try", mine.line)
    return len(bound.blocks) <= len(event.blocks)


def _left(bound: ObjectEvent, event: ObjectEvent) -> Block | None:
    """The block of a transaction that the object is bound in and the event is not."""
    return next((block for block in bound.blocks if block.detail == "begin" and block not in event.blocks), None)


def _is_settled(use: ObjectUse, end: Event, read: ObjectEvent) -> bool:
    """Whether anything between the end of the transaction and the read may have loaded the object again."""
    if any(end.span < other.span < read.span and _may_load(other, use) for other in use.others):
        return True
    return any(event.kind == "set" and event.attribute == read.attribute and end.span < event.span < read.span for event in use.events)


def _may_load(other: Event, use: ObjectUse) -> bool:
    if other.kind == "refresh":
        return other.name in (use.name, "")
    if other.kind in _CONNECTED:
        return True
    return other.kind in _LOADING and (use.model in other.models or (not other.models and other.subject not in ("insert", "text")))


def read_when_detached(use: ObjectUse, models: KnownModels) -> ObjectEvent | None:
    """The first column that is read of an expired object behind the block of its session, which has closed it.

    Any mention of the object between the commit and the end of the block may have loaded it again.
    """
    bound = [event for event in use.events if event.kind in ("made", "loaded", "bound")]
    if len(bound) != 1 or bound[0].kind == "bound" or not use.session or (bound[0].kind == "made" and not _is_added(use)):
        return None
    block = next((each for each in bound[0].blocks if each.kind == "with" and each.detail in ("session", "begin")), None)
    if block is None or any(event.kind in ("delete", "expunge", "expunge_all", "make_transient") for event in use.others):
        return None
    if block.detail == "session":
        commits = [each for each in use.others if each.kind == "commit" and each.span > bound[0].span]
        since = next((each for each in commits if each.blocks == bound[0].blocks[: len(each.blocks)]), None)
        if since is None or any(block in other.blocks and other.span > since.span for other in use.others):
            return None
        if any(block in event.blocks and event.span > since.span for event in use.events):
            return None
    for event in use.events:
        if block not in event.blocks and event.span > bound[0].span:
            if event.kind == "read" and models.attribute(use.model, event.attribute) == "column":
                return event
            return None
    return None
