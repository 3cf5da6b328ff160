"""The order in which revisions run, and which of them run before which: two thousand are put in order once and asked in a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class RevisionOrder:
    """Revisions after all that they follow or depend on. What stands in a cycle, or behind one, has no place in it."""

    def __init__(self, before: Mapping[str, Iterable[str]]) -> None:
        """`before` are the revisions that each one names, known or not."""
        known = {revision: [other for other in dict.fromkeys(others) if other in before] for revision, others in before.items()}
        waiting = {revision: len(others) for revision, others in known.items()}
        following: dict[str, list[str]] = {}
        for revision, others in known.items():
            for other in others:
                following.setdefault(other, []).append(revision)
        ready = sorted((revision for revision, count in waiting.items() if not count), reverse=True)
        self.places: dict[str, int] = {}
        #: The revisions before each one, as the bits of a number: sets of them would take a hundred times the room.
        self._behind: list[int] = []
        while ready:
            revision = ready.pop()
            behind = 0
            for other in known[revision]:
                place = self.places[other]
                behind |= self._behind[place] | 1 << place
            self.places[revision] = len(self._behind)
            self._behind.append(behind)
            for follower in following.get(revision, ()):
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready.append(follower)

    def behind(self, place: int) -> int:
        """The places before one, as bits."""
        return self._behind[place]
