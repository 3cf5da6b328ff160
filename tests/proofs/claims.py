"""What each rule of family 6 claims of PostgreSQL, by its messages: one table, read by the proofs, and by the docs, which have no server.

A claim is asked of one statement of a revision and the tables, columns and words that the rule's message names. A `bad` example must show
all of a message's claims at the reported line; in a `good` one no statement may show them all of any table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_sqla.effects.locks import Lock

if TYPE_CHECKING:
    from proofs.observing import Moment, Observer

AX, SHARE = Lock.ACCESS_EXCLUSIVE, Lock.SHARE


@dataclass(frozen=True)
class Seen:
    """One statement, with what is there to be asked about it: the observer, and what the message says in its fields."""

    moment: Moment
    observer: Observer
    fields: Mapping[str, str]
    rerun: BaseException | None = None

    def tables(self, name: str) -> list[str]:
        """The tables that a field names."""
        return self.fields[name].split(" and ")


@dataclass(frozen=True)
class Claim:
    """Something that a message says happens."""

    def holds(self, seen: Seen) -> bool:
        """Whether it does."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """What the rule's page says."""
        raise NotImplementedError


@dataclass(frozen=True)
class Locks(Claim):
    """The tables in a field are held in this mode when the statement ends; others wait accordingly.

    A mode in words is the name of the field that says it. `no_plans`: readers wait as well, because of the indexes, each of which is
    locked to plan a query.
    """

    mode: Lock | str
    tables: str = "table"
    no_plans: bool = False

    def holds(self, seen: Seen) -> bool:
        """Whether the backend holds the lock, and another session that reads or writes waits for it."""
        return all(self._holds(table, seen) for table in seen.tables(self.tables))

    def _holds(self, table: str, seen: Seen) -> bool:
        moment, found = seen.moment, seen.moment.locks.get(table, Lock.NONE)
        if isinstance(self.mode, Lock):
            right = found is self.mode
        elif self.mode in seen.fields:
            right = found is Lock[seen.fields[self.mode].replace(" ", "_")]
        else:
            right = found.blocks_writers
        readers_wait, writers_wait = table in moment.readers_wait, table in moment.writers_wait
        return (
            right
            and readers_wait is (found.blocks_readers or self.no_plans)
            and (writers_wait is found.blocks_writers or seen.observer.kinds[table] == "m")
        )

    @property
    def words(self) -> str:
        """What the page says."""
        mode = self.mode.name.replace("_", " ") if isinstance(self.mode, Lock) else "so that others wait"
        return f"locks a table {mode}"


@dataclass(frozen=True)
class LocksIndexes(Claim):
    """An index is held ACCESS EXCLUSIVE."""

    def holds(self, seen: Seen) -> bool:
        """Whether any is."""
        return AX in seen.moment.index_locks.values()

    @property
    def words(self) -> str:
        """What the page says."""
        return "locks indexes ACCESS EXCLUSIVE"


@dataclass(frozen=True)
class Works(Claim):
    """While it holds its locks, PostgreSQL does this with one of the tables in a field: `rewritten`, `scanned` or `indexed`."""

    work: str
    tables: str = "table"

    def holds(self, seen: Seen) -> bool:
        """Whether PostgreSQL says so, or the table's file is another."""
        return bool(getattr(seen.moment, self.work) & set(seen.tables(self.tables)))

    @property
    def words(self) -> str:
        """What the page says."""
        return {"rewritten": "rewrites it", "scanned": "reads all of it", "indexed": "builds an index on it"}[self.work]


@dataclass(frozen=True)
class WorksAnywhere(Claim):
    """The statement reads, builds or writes all of some table, whichever."""

    def holds(self, seen: Seen) -> bool:
        """Whether it does."""
        moment = seen.moment
        return bool(moment.scanned or moment.rewritten or moment.indexed or moment.filled > _FEW)

    @property
    def words(self) -> str:
        """What the page says."""
        return "reads, builds or writes all of a table"


@dataclass(frozen=True)
class IsPartitioned(Claim):
    """The table is the parent of partitions."""

    def holds(self, seen: Seen) -> bool:
        """Whether it was, before the revision ran."""
        return all(seen.observer.kinds[table] == "p" for table in seen.tables("table"))

    @property
    def words(self) -> str:
        """What the page says."""
        return "does it to the parent of partitions"


@dataclass(frozen=True)
class Fails(Claim):
    """The statement fails, with this SQLSTATE or Python exception."""

    how: str

    def holds(self, seen: Seen) -> bool:
        """Whether that was the error, or its cause."""
        return self.how in set(names_of(seen.moment.error))

    @property
    def words(self) -> str:
        """What the page says."""
        return f"fails with SQLSTATE {self.how}" if self.how[0].isdigit() else f"raises {self.how}"


@dataclass(frozen=True)
class FailsAgain(Claim):
    """After a failure in the autocommit block the revision fails once more, on what is there already."""

    def holds(self, seen: Seen) -> bool:
        """Whether the second run ended because of something that exists: SQLSTATE 42701, 42P07, 42710."""
        return bool({"42701", "42P07", "42710"} & set(names_of(seen.rerun)))

    @property
    def words(self) -> str:
        """What the page says."""
        return "fails once more, on what is there already"


@dataclass(frozen=True)
class Breaks(Claim):
    """What could be read before cannot be read afterwards: the column in a field, or any of the table's."""

    column: str = ""

    def holds(self, seen: Seen) -> bool:
        """Whether a query of the old code fails."""
        from psycopg.errors import UndefinedColumn, UndefinedTable

        with seen.observer.database.connect() as session:
            for table in seen.tables("table"):
                columns = {seen.fields[self.column]} if self.column in seen.fields else seen.observer.columns.get(table, set())
                for column in sorted(columns):
                    try:
                        session.execute(f'SELECT "{column}" FROM "{table}" LIMIT 1')
                    except (UndefinedColumn, UndefinedTable):
                        return True
        return False

    @property
    def words(self) -> str:
        """What the page says."""
        return "breaks queries of what was there"


@dataclass(frozen=True)
class BreaksSchema(Claim):
    """What was called by a schema's name is not found by it any more."""

    def holds(self, seen: Seen) -> bool:
        """Whether a schema there was is gone."""
        from proofs.observing import schemas

        with seen.observer.database.connect() as session:
            return not seen.observer.schemas <= schemas(session)

    @property
    def words(self) -> str:
        """What the page says."""
        return "breaks queries by a schema's name"


@dataclass(frozen=True)
class LeavesNull(Claim):
    """A column that came with the revision is NULL in every row there was."""

    def holds(self, seen: Seen) -> bool:
        """Whether no row has a value."""
        with seen.observer.database.connect() as session:
            for table in seen.tables("table"):
                there = {each.name for each in session.execute(f'SELECT * FROM "{table}" LIMIT 0').description or ()}
                for column in sorted(there - seen.observer.columns[table]):
                    if session.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" IS NOT NULL LIMIT 1').fetchone() is None:
                        return True
        return False

    @property
    def words(self) -> str:
        """What the page says."""
        return "leaves NULL in every row"


@dataclass(frozen=True)
class StaysNotValid(Claim):
    """When all revisions have run, the table has a constraint that PostgreSQL does not trust."""

    def holds(self, seen: Seen) -> bool:
        """Whether pg_constraint says so."""
        with seen.observer.database.connect() as session:
            asked = "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND NOT convalidated LIMIT 1"
            return all(session.execute(asked, [table]).fetchone() is not None for table in seen.tables("table"))

    @property
    def words(self) -> str:
        """What the page says."""
        return "leaves a constraint that is not valid"


@dataclass(frozen=True)
class CannotUseLabel(Claim):
    """A value that was added to an enum cannot be used in the same transaction."""

    def holds(self, seen: Seen) -> bool:
        """Whether a use of it failed."""
        return bool(seen.moment.unusable_labels)

    @property
    def words(self) -> str:
        """What the page says."""
        return "adds a label that its transaction cannot use"


@dataclass(frozen=True)
class EndsTransaction(Claim):
    """The server is in no transaction any more, though Alembic opened one and has not closed it."""

    def holds(self, seen: Seen) -> bool:
        """Whether a transaction was open before and none is after."""
        return seen.moment.ends_transaction

    @property
    def words(self) -> str:
        """What the page says."""
        return "ends Alembic's transaction"


@dataclass(frozen=True)
class LocksEveryRow(Claim):
    """No row of the table is free for others until the migration ends."""

    def holds(self, seen: Seen) -> bool:
        """Whether somebody who skips locked rows finds none."""
        return set(seen.tables("table")) <= seen.moment.locked_rows

    @property
    def words(self) -> str:
        """What the page says."""
        return "locks every row"


@dataclass(frozen=True)
class RunsForEveryRow(Claim):
    """There are as many statements as rows."""

    def holds(self, seen: Seen) -> bool:
        """Whether SQL was sent so many times, a list of parameters counting once."""
        return all(seen.moment.executions >= seen.observer.rows[table] for table in seen.tables("table"))

    @property
    def words(self) -> str:
        """What the page says."""
        return "sends a statement for each row"


@dataclass(frozen=True)
class WritesUnderLock(Claim):
    """Many rows are written while the transaction holds a table ACCESS EXCLUSIVE."""

    def holds(self, seen: Seen) -> bool:
        """Whether it does."""
        return seen.moment.filled > _FEW and AX in seen.moment.locks.values()

    @property
    def words(self) -> str:
        """What the page says."""
        return "writes many rows while a table is locked ACCESS EXCLUSIVE"


_FEW = 100

#: Rule → the message's variant → what it claims.
CLAIMS: dict[str, dict[str, tuple[Claim, ...]]] = {
    "SQA601": {"": (Locks(SHARE), Works("indexed")), "column": (Locks(AX), Works("indexed"))},
    "SQA602": {"": (Locks(AX),)},
    "SQA603": {"": (Fails("25001"),), "string": (Fails("25001"),)},
    "SQA604": {"": (FailsAgain(),)},
    "SQA605": {"": (Locks(AX), Works("indexed"))},
    "SQA606": {"": (Fails("ArgumentError"),), "include": (Fails("KeyError"),)},
    "SQA607": {"": (Locks(Lock.SHARE_ROW_EXCLUSIVE, "tables"), Works("scanned", "tables")), "column": (Locks(AX), Works("scanned"))},
    "SQA608": {"": (Locks(AX), Works("scanned")), "column": (Locks(AX), Works("scanned"))},
    "SQA609": {"": (Locks("lock"), Works("scanned"))},
    "SQA610": {"": (StaysNotValid(),)},
    "SQA611": {"": (Fails("42809"),)},
    "SQA612": {
        "": (Locks(AX), Works("rewritten")),
        "unknown": (Locks(AX), Works("rewritten")),
        "zone": (Locks(AX), Works("rewritten")),
        "scan": (Locks(AX), Works("scanned")),
        "index": (Locks(AX), Works("indexed")),
    },
    "SQA613": {"": (Locks(AX), Works("scanned"))},
    "SQA614": {"": (Fails("23502"),), "client": (Fails("23502"),)},
    "SQA615": {"": (Locks(AX), Works("rewritten"))},
    "SQA616": {"": (Locks(AX), Works("indexed")), "nullable": (Locks(AX), Works("scanned"))},
    "SQA617": {"": (Locks(AX), Works("indexed"))},
    "SQA618": {"": (Breaks("column"),)},
    "SQA619": {"": (Breaks(),), "schema": (BreaksSchema(),)},
    "SQA621": {"": (CannotUseLabel(),)},
    "SQA622": {"": (Locks(AX, "tables"), WorksAnywhere())},
    "SQA623": {
        "": (Locks(AX), Works("rewritten")),
        "kind": (Locks(AX), Works("rewritten")),
        "refresh": (Locks(AX), Works("rewritten")),
        "reindex": (Locks(SHARE, no_plans=True), LocksIndexes(), Works("indexed")),
    },
    "SQA624": {"": (Locks(AX, "partition"), Works("scanned", "partition")), "detach": (Locks(AX), IsPartitioned())},
    "SQA625": {"": (EndsTransaction(),)},
    "SQA626": {"": (LocksEveryRow(),)},
    "SQA627": {"": (RunsForEveryRow(),)},
    "SQA628": {"": (WritesUnderLock(),)},
    "SQA629": {"": (Fails("42704"),)},
    "SQA630": {"": (Fails("StatementError"),)},
    "SQA631": {"": (Fails("42804"),)},
    "SQA637": {"": (LeavesNull(),)},
}

#: Rules that speak of downgrades as well.
BOTH_WAYS = {"SQA602", "SQA603", "SQA606", "SQA611", "SQA621", "SQA631"}

#: Examples whose page, or the rule beside it, says that they fail further on: the error there.
FAIL_LATER = {"SQA625-bad-1": "25001"}


def names_of(error: BaseException | None) -> Iterator[str]:
    """The SQLSTATEs and the names of the classes of an error and its causes."""
    while error is not None:
        yield from (kind.__name__ for kind in type(error).__mro__)
        state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
        if state:
            yield state
        error = error.__cause__


def fails(code: str, variant: str) -> bool:
    """Whether what a message speaks of ends the revision."""
    return any(isinstance(claim, Fails) for claim in CLAIMS[code][variant])
