"""The revisions of one Alembic environment as a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class RevisionHeader:
    """What a revision module says of its place. `path` is the module's file; ids are literal or the header is not `readable`."""

    path: str
    revision: str = ""
    parents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    readable: bool = True


class History:
    """Every revision of an environment. `complete` is false where a file could not be read or an id is not literal."""

    def __init__(self, headers: Iterable[RevisionHeader] = (), complete: bool = True) -> None:
        """The order of the headers does not matter."""
        self.headers = tuple(sorted(headers, key=lambda header: (header.revision, header.path)))
        self._all_seen = complete
        self.complete = complete and all(header.readable for header in self.headers)
        self._set = frozenset(self.headers)
        self._ancestors: dict[tuple[str, bool], frozenset[str]] = {}

    def with_header(self, header: RevisionHeader) -> History:
        """The history with one file's header replaced: what an editor holds counts, not what is on disk."""
        if header in self._set:
            return self  # as on disk: what was found out about the graph stays good
        others = [known for known in self.headers if known.path != header.path]
        return History([*others, header], self._all_seen)

    @cached_property
    def by_revision(self) -> Mapping[str, tuple[RevisionHeader, ...]]:
        """The modules that claim each id: more than one where an id was used twice."""
        found: dict[str, tuple[RevisionHeader, ...]] = {}
        for header in self.headers:
            found[header.revision] = (*found.get(header.revision, ()), header)
        return found

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The revisions that follow each one by `down_revision`."""
        found: dict[str, tuple[str, ...]] = {}
        for header in self.headers:
            for parent in header.parents:
                found[parent] = (*found.get(parent, ()), header.revision)
        return found

    @cached_property
    def heads(self) -> tuple[RevisionHeader, ...]:
        """The revisions that none follows."""
        return tuple(header for header in self.headers if header.revision not in self.children)

    @cached_property
    def roots(self) -> tuple[RevisionHeader, ...]:
        """The revisions without a parent."""
        return tuple(header for header in self.headers if not header.parents)

    @cached_property
    def oldest_root(self) -> RevisionHeader:
        """The root with most revisions behind it. Ask only where there is one."""
        return max(self.roots, key=lambda root: (self._descendants(root.revision), root.revision))

    def _descendants(self, revision: str) -> int:
        found: set[str] = set()
        pending = [revision]
        while pending:
            for child in self.children.get(pending.pop(), ()):
                if child not in found:
                    found.add(child)
                    pending.append(child)
        return len(found)

    @staticmethod
    def are_apart(first: frozenset[str], second: frozenset[str]) -> bool:
        """Whether two branches are told apart by their labels: each has one that the other has not."""
        return bool(first - second) and bool(second - first)

    def resolves(self, identifier: str) -> bool:
        """Whether an id, an unambiguous beginning of one, or a branch label (`label@id` included) is of this history."""
        wanted = identifier.rpartition("@")[2]
        if wanted in self.by_revision or wanted in ("head", "base"):
            return True
        if any(identifier in header.labels for header in self.headers):
            return True
        return len(wanted) >= 4 and sum(revision.startswith(wanted) for revision in self.by_revision) == 1

    def ancestors(self, revision: str, through_dependencies: bool = False) -> frozenset[str]:
        """The revisions that run before this one; it is among them itself only in a cycle."""
        key = (revision, through_dependencies)
        if key in self._ancestors:
            return self._ancestors[key]
        found: set[str] = set()
        pending = list(self._before(revision, through_dependencies))
        while pending:
            parent = pending.pop()
            if parent not in found:
                found.add(parent)
                pending.extend(self._before(parent, through_dependencies))
        self._ancestors[key] = frozenset(found)
        return self._ancestors[key]

    def _before(self, revision: str, through_dependencies: bool) -> tuple[str, ...]:
        headers = self.by_revision.get(revision, ())
        found = tuple(parent for header in headers for parent in header.parents)
        if through_dependencies:
            found += tuple(parent for header in headers for parent in header.depends_on)
        return found

    def labels_of(self, header: RevisionHeader) -> frozenset[str]:
        """The branch labels on a revision and on everything before it."""
        lineage = {header.revision, *self.ancestors(header.revision)}
        return frozenset(label for revision in lineage for known in self.by_revision.get(revision, ()) for label in known.labels)
