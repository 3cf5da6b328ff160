"""What rules claim of sessions, transactions and connections."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.orm.proof import Claim
from proofs.orm.seen import Seen


@dataclass(frozen=True)
class LeavesOpen(Claim):
    """A connection is still out of its pool, though what took it has ended."""

    def holds(self, seen: Seen) -> bool:
        """Whether any is."""
        return seen.checked_out > 0

    @property
    def words(self) -> str:
        """What the page says."""
        return "leaves a connection out of its pool when it fails"


@dataclass(frozen=True)
class Lost(Claim):
    """It ends well, and nothing of what it wrote is in the database, or in one table of it."""

    table: str = ""

    def holds(self, seen: Seen) -> bool:
        """Whether others read what they read before."""
        same = seen.before.get(self.table) == seen.after.get(self.table) if self.table else not seen.written
        return seen.error is None and seen.stage == "used" and same

    @property
    def words(self) -> str:
        """What the page says."""
        return "leaves the database as it was"


@dataclass(frozen=True)
class HalfDone(Claim):
    """It fails, and part of its work stays."""

    def holds(self, seen: Seen) -> bool:
        """Whether something was written all the same."""
        return seen.error is not None and seen.written

    @property
    def words(self) -> str:
        """What the page says."""
        return "fails half-way and leaves half of its work"


@dataclass(frozen=True)
class CommitsForEach(Claim):
    """There are as many commits as items."""

    def holds(self, seen: Seen) -> bool:
        """Whether there are."""
        return seen.commits >= max((len(rows) for rows in seen.before.values()), default=0) > 1

    @property
    def words(self) -> str:
        """What the page says."""
        return "commits for each item"


@dataclass(frozen=True)
class SendsForEach(Claim):
    """There are as many statements of a kind as items. `items`: what those are."""

    kind: str = "SELECT"
    items: str = "item"

    def holds(self, seen: Seen) -> bool:
        """Whether there are."""
        return len(seen.sql(self.kind)) >= max((len(rows) for rows in seen.before.values()), default=0) > 1

    @property
    def words(self) -> str:
        """What the page says."""
        return f"sends {'an' if self.kind[0] in 'AEIOU' else 'a'} {self.kind} for each {self.items}"


@dataclass(frozen=True)
class Unusable(Claim):
    """The session that the function was handed refuses the next statement."""

    def holds(self, seen: Seen) -> bool:
        """Whether it does, for want of a rollback."""
        return type(seen.afterwards).__name__ == "PendingRollbackError"

    @property
    def words(self) -> str:
        """What the page says."""
        return "leaves a session that raises PendingRollbackError"


@dataclass(frozen=True)
class BlocksLoop(Claim):
    """No other task of the event loop has a turn while it runs."""

    def holds(self, seen: Seen) -> bool:
        """Whether none had, though the database took its time."""
        return seen.error is None and seen.stage == "used" and seen.ticks == 0

    @property
    def words(self) -> str:
        """What the page says."""
        return "lets no other task run while it waits for the database"


@dataclass(frozen=True)
class ReadsFirst(Claim):
    """A query goes out before what was added to the session."""

    def holds(self, seen: Seen) -> bool:
        """Whether the first SELECT comes before the first INSERT, or there is none."""
        kinds = [sent.sql.split()[0].upper() for sent in seen.sent]
        return "SELECT" in kinds and "INSERT" not in kinds[: kinds.index("SELECT")]

    @property
    def words(self) -> str:
        """What the page says."""
        return "sends the query before the INSERT"


@dataclass(frozen=True)
class TellsClient(Claim):
    """What the client reads holds SQL, and a parameter of it."""

    def holds(self, seen: Seen) -> bool:
        """Whether the error's detail, or what the function returns, does."""
        said = str(getattr(seen.error, "detail", seen.result))
        return "[SQL: INSERT INTO" in said and any(str(each) in said for each in seen.arguments.values() if isinstance(each, str))

    @property
    def words(self) -> str:
        """What the page says."""
        return "answers with SQL and its parameters"


@dataclass(frozen=True)
class Sends(Claim):
    """A statement of this kind is sent."""

    kind: str
    said: str

    def holds(self, seen: Seen) -> bool:
        """Whether any is."""
        return seen.error is None and bool(seen.sql(self.kind))

    @property
    def words(self) -> str:
        """What the page says."""
        return self.said


@dataclass(frozen=True)
class RaisesWithin(Claim):
    """An error of this class comes from a function that is called there."""

    kind: str

    def holds(self, seen: Seen) -> bool:
        """Whether it came from another line of the example."""
        return self.kind in seen.error_names and not seen.failed_there

    @property
    def words(self) -> str:
        """What the page says."""
        return f"raises {self.kind} in the function that it calls"
