"""What rules claim of a program that runs: one class for each kind of claim."""

from __future__ import annotations

import ast
import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from proofs.orm.proof import Claim
from proofs.orm.seen import Seen


@dataclass(frozen=True)
class Raises(Claim):
    """An error ends it: one of these classes, or a cause of it, with these words in it. `when` is the stage that is not reached; `later`:
    it comes further on than the line that is reported.
    """

    kinds: str | tuple[str, ...]
    part: str = ""
    when: str = ""
    later: bool = False

    def holds(self, seen: Seen) -> bool:
        """Whether that was the error."""
        kinds = {self.kinds} if isinstance(self.kinds, str) else set(self.kinds)
        if seen.error is None or not kinds & seen.error_names or self.part not in str(seen.error):
            return False
        return (self.later or seen.failed_there) and (not self.when or _STAGES[seen.stage] == self.when)

    @property
    def words(self) -> str:
        """What the page says."""
        kinds = [self.kinds] if isinstance(self.kinds, str) else self.kinds
        return f"raises {' or '.join(kinds)}" + (f" when {_WHEN[self.when]}" if self.when else "")


#: How far an entry came → what failed.
_STAGES = {"": "made", "made": "created", "created": "used", "used": ""}
_WHEN = {"made": "it is defined", "created": "its tables are made", "used": "it is used"}


@dataclass(frozen=True)
class Either(Claim):
    """One claim or the other."""

    one: Claim
    other: Claim

    def holds(self, seen: Seen) -> bool:
        """Whether any of them holds."""
        return self.one.holds(seen) or self.other.holds(seen)

    @property
    def words(self) -> str:
        """What the page says."""
        return f"{self.one.words} or {self.other.words}"


@dataclass(frozen=True)
class Warns(Claim):
    """A warning of this class, with these words in it."""

    kind: str
    part: str = ""

    def holds(self, seen: Seen) -> bool:
        """Whether there was one."""
        return any(each.startswith(f"{self.kind}:") and self.part in each for each in seen.warnings)

    @property
    def words(self) -> str:
        """What the page says."""
        return f"warns ({self.kind})"


@dataclass(frozen=True)
class NoRows(Claim):
    """The statement finds none of the rows there are."""

    def holds(self, seen: Seen) -> bool:
        """Whether it ran and none was found or touched."""
        return seen.error is None and _is_statement(seen) and (seen.result == [] or seen.rowcount == 0)

    @property
    def words(self) -> str:
        """What the page says."""
        return "finds no row"


def _is_statement(seen: Seen) -> bool:
    return hasattr(seen.value, "compile")


@dataclass(frozen=True)
class EveryRow(Claim):
    """The statement finds every row of its table, though it was written with a condition. `bare`: no condition reaches the database."""

    bare: bool = False

    def holds(self, seen: Seen) -> bool:
        """Whether as many were found or touched as there are, and none too few."""
        rows = max((len(rows) for rows in seen.before.values()), default=0)
        if seen.error is not None or not rows:
            return False
        if self.bare:
            return any(sent.rowcount == rows for sent in seen.sent if "WHERE" not in sent.sql.upper())
        return _is_statement(seen) and (seen.rowcount == rows or (isinstance(seen.result, list) and len(seen.result) == rows))

    @property
    def words(self) -> str:
        """What the page says."""
        return "touches every row" if self.bare else "matches every row"


@dataclass(frozen=True)
class Decides(Claim):
    """The condition is a constant; a field of the message says which."""

    field: str = "outcome"

    def holds(self, seen: Seen) -> bool:
        """Whether it lets no row through, or every row."""
        outcome = seen.fields.get(self.field)
        return (outcome != "true" and NoRows().holds(seen)) or (outcome != "false" and EveryRow().holds(seen))

    @property
    def words(self) -> str:
        """What the page says."""
        return "finds no row, or every row, whatever is in them"


@dataclass(frozen=True)
class SelectsCondition(Claim):
    """A comparison is among the columns, under a name that SQLAlchemy makes up, and there is no condition."""

    def holds(self, seen: Seen) -> bool:
        """Whether a statement that was sent has both."""
        columns = (sent.sql.partition("FROM")[0] for sent in seen.sent if "WHERE" not in sent.sql.upper())
        return seen.error is None and any(re.search(r"[=<>] .* AS anon_1", each) for each in columns)

    @property
    def words(self) -> str:
        """What the page says."""
        return "selects the condition and finds every row"


@dataclass(frozen=True)
class Drops(Claim):
    """A column that a condition names is in no condition of the SQL."""

    def holds(self, seen: Seen) -> bool:
        """Whether any is missing behind FROM, for want of an error."""
        if seen.error is not None or not hasattr(seen.value, "compile"):
            return False
        _, _, conditions = str(seen.value).partition("FROM")
        return any(not re.search(rf"\b{column}\b", conditions) for column in _named_in_conditions(seen.entry.node))

    @property
    def words(self) -> str:
        """What the page says."""
        return "sends SQL without a condition that is written there"


@dataclass(frozen=True)
class ComparesCondition(Claim):
    """Two conditions together are compared with a value."""

    def holds(self, seen: Seen) -> bool:
        """Whether the SQL says so."""
        return seen.error is None and re.search(r"\(.* (AND|OR) \S+\) [=<>]", str(seen.value)) is not None

    @property
    def words(self) -> str:
        """What the page says."""
        return "compares a condition with a value"


_CONDITIONS = {"where", "filter", "having", "order_by"}


def _named_in_conditions(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _CONDITIONS:
            for part in (part for argument in call.args for part in ast.walk(argument)):
                if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id[:1].isupper():
                    yield part.attr


@dataclass(frozen=True)
class Reordered(Claim):
    """What is written behind LIMIT stands before it in the SQL."""

    def holds(self, seen: Seen) -> bool:
        """Whether WHERE comes first there, and last in the source."""
        sql = str(seen.value)
        written = [call.func.attr for call in _chain(seen.entry.node)]
        return (
            "limit" in written
            and "where" in written[written.index("limit") :]
            and 0 < sql.find("WHERE") < sql.find("LIMIT")
            and "FROM (SELECT" not in sql
        )

    @property
    def words(self) -> str:
        """What the page says."""
        return "filters before the limit"


def _chain(node: ast.AST) -> list[ast.Call]:
    """The method calls of an assigned chain, in the order they run."""
    found, value = [], getattr(node, "value", None)
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        found.append(value)
        value = value.func.value
    return found[::-1]


@dataclass(frozen=True)
class Returns(Claim):
    """The function returns this, whatever is in the database. `said`: what that means."""

    value: object
    said: str = ""

    def holds(self, seen: Seen) -> bool:
        """Whether it did."""
        return seen.error is None and seen.result == self.value and type(seen.result) is type(self.value)

    @property
    def words(self) -> str:
        """What the page says."""
        return self.said or f"gives {self.value!r} where the opposite is true"


@dataclass(frozen=True)
class NotSent(Claim):
    """Nothing is sent to the database."""

    def holds(self, seen: Seen) -> bool:
        """Whether it ran to its end, and nothing was."""
        return seen.error is None and seen.stage == "used" and not seen.sent

    @property
    def words(self) -> str:
        """What the page says."""
        return "sends nothing"


@dataclass(frozen=True)
class Prints(Claim):
    """What it puts out lacks this, though there are rows."""

    without: str

    def holds(self, seen: Seen) -> bool:
        """Whether there is output, and not that."""
        return seen.error is None and bool(seen.printed) and self.without not in seen.printed

    @property
    def words(self) -> str:
        """What the page says."""
        return "never sees what it goes through"


@dataclass(frozen=True)
class FetchesEveryRow(Claim):
    """Every row is fetched from the database, though one answer is wanted."""

    def holds(self, seen: Seen) -> bool:
        """Whether as many rows were fetched as the table has."""
        return seen.fetched >= max((len(rows) for rows in seen.before.values()), default=0) > 1

    @property
    def words(self) -> str:
        """What the page says."""
        return "fetches every row"


@dataclass(frozen=True)
class MultipliesRows(Claim):
    """A join gives more rows than any table has; `product`: as many as each row of one with each of another."""

    product: bool = False

    def holds(self, seen: Seen) -> bool:
        """Whether a statement that was sent does, when it is sent once more."""
        most = max((len(rows) for rows in seen.before.values()), default=0)
        if seen.error is not None or not most:
            return False
        with contextlib.closing(sqlite3.connect(seen.file)) as connection:
            found = max((len(connection.execute(sent.sql, sent.parameters).fetchall()) for sent in seen.sql("SELECT")), default=0)  # type: ignore[arg-type]
        return found >= most * most if self.product else found > most

    @property
    def words(self) -> str:
        """What the page says."""
        return "fetches every row of one collection with every row of the other" if self.product else "fetches an object once for each of its elements"


@dataclass(frozen=True)
class Repeats(Claim):
    """What it gives holds an object more than once."""

    def holds(self, seen: Seen) -> bool:
        """Whether it does."""
        return isinstance(seen.result, list) and len({id(each) for each in seen.result}) < len(seen.result)

    @property
    def words(self) -> str:
        """What the page says."""
        return "gives an object once for each of its elements"


@dataclass(frozen=True)
class OneOfSeveral(Claim):
    """It gives an object, though several rows match. The setup makes all of them match."""

    def holds(self, seen: Seen) -> bool:
        """Whether it does, without an error."""
        return seen.error is None and hasattr(seen.result, "_sa_instance_state") and any(len(rows) > 1 for rows in seen.before.values())

    @property
    def words(self) -> str:
        """What the page says."""
        return "gives one of several rows without a word"


@dataclass(frozen=True)
class SendsWords(Claim):
    """The words of the source stand among the parameters: those that a field of the message names."""

    field: str

    def holds(self, seen: Seen) -> bool:
        """Whether they do."""
        return seen.error is None and any(seen.fields.get(self.field, "User.") in str(sent.parameters) for sent in seen.sent)

    @property
    def words(self) -> str:
        """What the page says."""
        return "sends the words of the source for a column's value"


@dataclass(frozen=True)
class BecomesSql(Claim):
    """A value that the function was given stands in the SQL it sends."""

    def holds(self, seen: Seen) -> bool:
        """Whether any text does."""
        return any(isinstance(each, str) and each in sent.sql for each in seen.arguments.values() for sent in seen.sent)

    @property
    def words(self) -> str:
        """What the page says."""
        return "sends what it is given as SQL"


@dataclass(frozen=True)
class LosesUnmatched(Claim):
    """An outer join finds no row that has no partner."""

    def holds(self, seen: Seen) -> bool:
        """Whether there is one, and no user without an address is found."""
        if seen.error is not None or "OUTER JOIN" not in str(seen.value):
            return False
        lonely = {row[0] for row in seen.before["users"]} - {row[2] for row in seen.before["addresses"]}
        found = {user.id for (user,) in seen.result} if isinstance(seen.result, list) else set()
        return bool(lonely) and not lonely & found

    @property
    def words(self) -> str:
        """What the page says."""
        return "finds no row without a partner"


@dataclass(frozen=True)
class MissesNull(Claim):
    """The rows that hold NULL in this column of the users are not found."""

    column: str

    def holds(self, seen: Seen) -> bool:
        """Whether there are any, and none is among what is found."""
        if seen.error is not None or not isinstance(seen.result, list) or "IN (" not in str(seen.value):
            return False
        return bool(seen.result) and all(getattr(user, self.column) is not None for (user,) in seen.result)

    @property
    def words(self) -> str:
        """What the page says."""
        return "finds no row that holds NULL"
