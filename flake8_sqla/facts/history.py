"""The revisions of one Alembic environment as a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from flake8_sqla.facts.migrations import CreateTable, Operation, RenameTable, TableName
from flake8_sqla.facts.record import record
from flake8_sqla.facts.replay import Event, SchemaState, may_be_about, same_table
from flake8_sqla.facts.revision_order import RevisionOrder
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: A module's path and a word → the operations of its upgrade; none where its text does not hold the word.
UpgradeReader = Callable[[str, str], tuple[Operation, ...]]
#: The paths of modules and a word → those whose text may hold the word, in their order.
HolderReader = Callable[[Sequence[str], str], Sequence[str]]
#: A module's path → whether its upgrade may do what its text does not name.
HidingReader = Callable[[str], bool]

#: What is shorter begins too many ids by chance.
_SHORTEST_BEGINNING = 4
#: So many revisions without a way back are no oversight.
_SEVERAL = 3


@record
class RevisionHeader:
    """What a revision module says of its place. `path` is the module's file; ids are literal or the header is not `readable`.

    `goes_back`: the module may have a downgrade.
    """

    path: str
    revision: str = ""
    parents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    readable: bool = True
    goes_back: bool = True


def _unread(path: str, mentioning: str) -> tuple[Operation, ...]:
    return ()


def _hides(path: str) -> bool:
    return True


def _all(paths: Sequence[str], word: str) -> Sequence[str]:
    return paths


class History:
    """Every revision of an environment. `complete` is false where a file could not be read or an id is not literal."""

    def __init__(
        self,
        headers: Iterable[RevisionHeader] = (),
        complete: bool = True,
        upgrade_of: UpgradeReader = _unread,
        hides: HidingReader = _hides,
        one_transaction: bool | Unknown = UNKNOWN,
        selects_tables: bool = True,
        holders: HolderReader = _all,
    ) -> None:
        """The order of the headers does not matter. `upgrade_of` and `hides` read the module at a path when a rule asks.

        `holders` says at once which of all modules are worth asking for a word: most do not hold it.

        `one_transaction`: env.py runs all revisions of an upgrade in one transaction. `selects_tables`: it may leave tables out of what
        autogenerate compares.
        """
        self._upgrade_of = upgrade_of
        self._hides = hides
        self._holders = holders
        self.one_transaction = one_transaction
        self.selects_tables = selects_tables
        self._events: dict[str, tuple[Event, ...]] = {}
        self._about: dict[str, tuple[Event, ...]] = {}
        self._events_by_path: dict[str, tuple[Event, ...]] = {}
        self.headers = tuple(sorted(headers, key=lambda header: (header.revision, header.path)))
        self._all_seen = complete
        self.complete = complete and all(header.readable for header in self.headers)
        self._set = frozenset(self.headers)
        self._ancestors: dict[tuple[str, bool], frozenset[str]] = {}

    def with_header(self, header: RevisionHeader) -> History:
        """The history with one file's header replaced: what an editor holds counts, not what is on disk."""
        if header in self._set:
            return self  # as on disk: what was found out about the graph stays good
        return self.with_module(header, self._upgrade_of, self._hides, self._holders)

    def with_module(self, header: RevisionHeader, upgrade_of: UpgradeReader, hides: HidingReader, holders: HolderReader) -> History:
        """The history with one file's header replaced, and read by other readers, which know what the editor holds of that file."""
        others = [known for known in self.headers if known.path != header.path]
        return History([*others, header], self._all_seen, upgrade_of, hides, self.one_transaction, self.selects_tables, holders)

    # -- the schema

    def before(self, revision: str, dialect: str = "postgresql") -> SchemaState | None:
        """The schema that the upgrade of a revision finds; None where its place is not known, as in a cycle."""
        place = self._order.places.get(revision)
        return None if place is None else self._schema(self._order.behind(place), place, dialect)

    def after(self, revision: str, dialect: str = "postgresql") -> SchemaState | None:
        """The schema that the upgrade of a revision leaves, and its downgrade finds; None where its place is not known."""
        place = self._order.places.get(revision)
        return None if place is None else self._schema(self._order.behind(place) | 1 << place, place + 1, dialect)

    def _schema(self, behind: int, end: int, dialect: str) -> SchemaState:
        """The schema when the revisions at these places have run, as bits; none of them stands at `end` or later."""
        return SchemaState(
            self._events_of,
            lambda event: bool(behind >> event.place & 1),
            lambda: self.complete and not behind & self._hiding,
            dialect,
            end,
            self._events_about,
        )

    def at_head(self, dialect: str = "postgresql") -> SchemaState:
        """The schema when all revisions have run, as far as they can be put in order."""
        whole = self.complete and len(self._order.places) == len(self.by_revision)
        return SchemaState(self._events_of, lambda event: True, lambda: whole and not self._hiding, dialect, None, self._events_about)

    @cached_property
    def is_one_line(self) -> bool:
        """Whether the revisions follow one another without branches, or nothing is known of them."""
        return len(self.roots) <= 1 and all(len(children) <= 1 for children in self.children.values())

    def may_hide(self, word: str) -> bool:
        """Whether a revision that does what its text does not name may do it to what bears this name."""
        return any(self._upgrade_of(header.path, word) for header in self.headers if self._hides(header.path))

    def runs_before(self, revision: str, other: str) -> bool:
        """Whether one revision certainly runs before another."""
        place, then = self._order.places.get(revision), self._order.places.get(other)
        return place is not None and then is not None and bool(self._order.behind(then) >> place & 1)

    def earliest(self, revisions: Iterable[str]) -> str:
        """Of some revisions the one that comes first in the order of all; empty where none of them has a place in it."""
        places = self._order.places
        return min((revision for revision in revisions if revision in places), key=lambda revision: places[revision], default="")

    def makers(self, table: TableName) -> tuple[str, ...]:
        """The revisions that make a table, or give it its name."""
        return tuple(
            event.revision
            for event in self._events_about(table.name)
            if (isinstance(event.operation, CreateTable) and same_table(event.operation.table, table))
            or (isinstance(event.operation, RenameTable) and same_table(event.operation.new_name, table))
        )

    def read_about(self, tables: Iterable[str]) -> None:
        """Read what the revisions do to tables of these names, and which hide what they do: nothing has to be read later."""
        for name in tables:
            self._events_about(name)
        self._hiding  # noqa: B018 - it is remembered

    @cached_property
    def _order(self) -> RevisionOrder:
        return RevisionOrder({revision: self._before(revision, True) for revision in self.by_revision})

    @cached_property
    def _hiding(self) -> int:
        """The places of the revisions that may do what their text does not name, as bits."""
        found = 0
        for header in self.headers:
            place = self._order.places.get(header.revision)
            if place is not None and self._hides(header.path):
                found |= 1 << place
        return found

    def _events_of(self, word: str) -> tuple[Event, ...]:
        found = self._events.get(word)
        if found is None:
            found = self._events[word] = tuple(self._events_mentioning(word))
        return found

    def _events_mentioning(self, word: str) -> Iterator[Event]:
        for path in self._holders(self._in_order, word):
            operations = self._upgrade_of(path, word)
            if operations:  # the same ones, whatever the word
                found = self._events_by_path.get(path)
                if found is None:
                    revision, place = self._placed[path]
                    found = self._events_by_path[path] = tuple([Event(place, revision, operation) for operation in operations])
                yield from found

    @cached_property
    def _placed(self) -> Mapping[str, tuple[str, int]]:
        """The revision of each module that has a place in the order, and that place; in order."""
        by_revision = self.by_revision
        return {header.path: (revision, place) for revision, place in self._order.places.items() for header in by_revision[revision]}

    @cached_property
    def _in_order(self) -> Sequence[str]:
        return tuple(self._placed)

    def _events_about(self, table: str) -> tuple[Event, ...]:
        """Of the events of a word those that may be about the table of that name."""
        found = self._about.get(table)
        if found is None:
            found = self._about[table] = tuple([event for event in self._events_mentioning(table) if may_be_about(event.operation, table)])
        return found

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

    @cached_property
    def goes_forward_only(self) -> bool:
        """Whether there are several revisions, and none of them has a way back."""
        return len(self.headers) >= _SEVERAL and not any(header.goes_back for header in self.headers)

    def _descendants(self, revision: str) -> int:
        return len(self.descendants(revision))

    def descendants(self, revision: str) -> frozenset[str]:
        """The revisions that run after this one, by `down_revision`."""
        found: set[str] = set()
        pending = [revision]
        while pending:
            for child in self.children.get(pending.pop(), ()):
                if child not in found:
                    found.add(child)
                    pending.append(child)
        return frozenset(found)

    def operations_in(self, revision: str, mentioning: str) -> tuple[Operation, ...]:
        """What the upgrade of one revision does, if its text holds the word."""
        return self._operations_of(frozenset({revision}), mentioning)

    def right_before(self, parents: Iterable[str]) -> Iterator[str]:
        """These revisions, and those before them as far as nothing but merges that do nothing else lies between."""
        pending, seen = list(parents), set[str]()
        while pending:
            parent = pending.pop(0)
            if parent not in seen:
                seen.add(parent)
                yield parent
                before = self._before(parent, through_dependencies=False)
                if len(before) > 1 and not self.operations_in(parent, "revision"):  # a word that every revision holds
                    pending += before

    def later_operations(self, revision: str, mentioning: str) -> tuple[Operation, ...]:
        """What the upgrades after this revision do, of modules whose text holds the word; the modules in no sure order."""
        return self._operations_of(self.descendants(revision) - {revision}, mentioning)

    def _operations_of(self, revisions: frozenset[str], mentioning: str) -> tuple[Operation, ...]:
        headers = (header for revision in sorted(revisions) for header in self.by_revision.get(revision, ()))
        return tuple(operation for header in headers for operation in self._upgrade_of(header.path, mentioning))

    @staticmethod
    def are_apart(first: frozenset[str], second: frozenset[str]) -> bool:
        """Whether two branches are told apart by their labels. One label is enough: nobody gives one by accident."""
        return first != second

    @cached_property
    def labelled(self) -> Mapping[str, tuple[str, ...]]:
        """The revisions that carry each branch label themselves."""
        found: dict[str, tuple[str, ...]] = {}
        for header in self.headers:
            for label in header.labels:
                found[label] = (*found.get(label, ()), header.revision)
        return found

    def resolves(self, identifier: str) -> bool:
        """Whether `depends_on` may name this: a whole id or a branch label. Alembic takes beginnings of ids on its command line only."""
        return identifier in self.by_revision or identifier in self.labelled

    def named(self, identifier: str) -> str:
        """The revision meant by an id or by the unambiguous beginning of one, as on Alembic's command line; else the text as it is."""
        if identifier in self.by_revision or len(identifier) < _SHORTEST_BEGINNING:
            return identifier
        found = [revision for revision in self.by_revision if revision.startswith(identifier)]
        return found[0] if len(found) == 1 else identifier

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

    def follows_itself(self, revision: str) -> bool:
        """Whether a revision is among its own ancestors, dependencies included."""
        # What has a place in the order stands in no cycle; to gather the ancestors of each revision would be revisions times revisions.
        return revision not in self._order.places and revision in self.ancestors(revision, through_dependencies=True)

    def _before(self, revision: str, through_dependencies: bool) -> tuple[str, ...]:
        headers = self.by_revision.get(revision, ())
        found = [parent for header in headers for parent in header.parents]
        if through_dependencies:
            for dependency in (dependency for header in headers for dependency in header.depends_on):
                found.extend([dependency] if dependency in self.by_revision else self.labelled.get(dependency, ()))
        return tuple(found)

    def labels_of(self, header: RevisionHeader) -> frozenset[str]:
        """The branch labels that hold for a revision: its own, those before it, and those after it until the history forks or merges."""
        lineage = {header.revision, *self.ancestors(header.revision), *self._unforked(header.revision)}
        return frozenset(label for revision in lineage for known in self.by_revision.get(revision, ()) for label in known.labels)

    def _unforked(self, revision: str) -> set[str]:
        """The revisions that follow one another, each the only child of the one before."""
        found: set[str] = set()
        following = self.children.get(revision, ())
        while len(following) == 1 and following[0] not in found:
            found.add(following[0])
            if any(len(header.parents) > 1 for header in self.by_revision.get(following[0], ())):
                break
            following = self.children.get(following[0], ())
        return found
