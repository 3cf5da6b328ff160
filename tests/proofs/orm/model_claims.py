"""What rules claim of mapped classes and tables: what their DDL holds, what their columns are, how the database looks things up."""

from __future__ import annotations

import ast
import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proofs.orm.proof import Claim
from proofs.orm.seen import Seen

if TYPE_CHECKING:
    import sqlalchemy as sa


def ddl(seen: Seen, dialect: str) -> str:
    """The DDL of all the tables of a class's or table's metadata."""
    import sqlalchemy as sa
    from sqlalchemy.dialects import mysql, postgresql, sqlite

    metadata = getattr(seen.value, "metadata", None)
    if not isinstance(metadata, sa.MetaData):
        return ""
    found = {"postgresql": postgresql, "mysql": mysql, "sqlite": sqlite}[dialect].dialect()
    sent: list[str] = []
    for table in metadata.tables.values():
        sent.append(str(sa.schema.CreateTable(table).compile(dialect=found)))
        sent.extend(str(sa.schema.CreateIndex(index).compile(dialect=found)) for index in table.indexes)
    return "\n".join(sent)


@dataclass(frozen=True)
class Ddl(Claim):
    """The DDL holds what this regular expression finds."""

    pattern: str
    said: str
    dialect: str = "postgresql"

    def holds(self, seen: Seen) -> bool:
        """Whether it does."""
        return seen.error is None and re.search(self.pattern, ddl(seen, self.dialect)) is not None

    @property
    def words(self) -> str:
        """What the page says."""
        return self.said


@dataclass(frozen=True)
class RefusedFor(Claim):
    """No DDL can be made for a database: it raises an error of this class."""

    dialect: str
    kind: str

    def holds(self, seen: Seen) -> bool:
        """Whether that is raised."""
        try:
            ddl(seen, self.dialect)
        except Exception as error:
            return self.kind in {kind.__name__ for kind in type(error).__mro__}
        return False

    @property
    def words(self) -> str:
        """What the page says."""
        return f"raises {self.kind} for {self.dialect}"


@dataclass(frozen=True)
class NotCreated(Claim):
    """A constraint or index that is written in the class is not in the database."""

    def holds(self, seen: Seen) -> bool:
        """Whether any is missing from what SQLite keeps of its tables."""
        if seen.error is not None or not seen.schema:
            return False
        return any(not re.search(pattern, seen.schema) for pattern in _constraints(seen.entry.node))

    @property
    def words(self) -> str:
        """What the page says."""
        return "makes no such constraint or index"


def _constraints(node: ast.AST) -> Iterator[str]:
    """What finds each constraint and index of a class in DDL."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        named = next((keyword.value for keyword in call.keywords if keyword.arg == "name"), None)
        if call.func.id == "Index":
            named = call.args[0]
        if call.func.id in ("Index", "UniqueConstraint", "CheckConstraint"):
            yield named.value if isinstance(named, ast.Constant) else call.func.id.removesuffix("Constraint").upper()


@dataclass(frozen=True)
class NotMapped(Claim):
    """An attribute that is annotated `Mapped` is no column of the table."""

    def holds(self, seen: Seen) -> bool:
        """Whether the mapper lacks any."""
        mapper = _mapper(seen)
        if mapper is None or not isinstance(seen.entry.node, ast.ClassDef):
            return False
        return any(name not in mapper.attrs for name in _annotated(seen.entry.node))

    @property
    def words(self) -> str:
        """What the page says."""
        return "makes a table without that column"


def _annotated(node: ast.ClassDef) -> dict[str, str]:
    """The class's attributes that are annotated `Mapped[…]`, with what stands in the brackets."""
    found: dict[str, str] = {}
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and isinstance(each.annotation, ast.Subscript):
            found[each.target.id] = ast.unparse(each.annotation.slice)
    return found


def _mapper(seen: Seen) -> sa.orm.Mapper[object] | None:
    import sqlalchemy as sa

    found = sa.inspect(seen.value, raiseerr=False) if isinstance(seen.value, type) else None
    return found if isinstance(found, sa.orm.Mapper) else None


@dataclass(frozen=True)
class Nullable(Claim):
    """A column is nullable, or not, against what its annotation says. `unasked`: it is nullable, and has none."""

    unasked: bool = False

    def holds(self, seen: Seen) -> bool:
        """Whether any is."""
        mapper = _mapper(seen)
        if mapper is None or not isinstance(seen.entry.node, ast.ClassDef):
            return False
        annotated = _annotated(seen.entry.node)
        for attribute in mapper.column_attrs:
            nullable = attribute.columns[0].nullable
            if self.unasked and nullable and attribute.key not in annotated:
                return True
            if not self.unasked and attribute.key in annotated and nullable is not ("None" in annotated[attribute.key]):
                return True
        return False

    @property
    def words(self) -> str:
        """What the page says."""
        return "makes a nullable column" if self.unasked else "makes a column whose NULL is not what the annotation says"


@dataclass(frozen=True)
class Unnamed(Claim):
    """A constraint of the table has no name."""

    def holds(self, seen: Seen) -> bool:
        """Whether a check or a unique constraint over several columns has none."""
        import sqlalchemy as sa

        mapper = _mapper(seen)
        kinds = (sa.UniqueConstraint, sa.CheckConstraint)
        return mapper is not None and any(
            each.name is None for table in mapper.tables for each in table.constraints if isinstance(each, kinds)
        )

    @property
    def words(self) -> str:
        """What the page says."""
        return "makes a constraint without a name"


@dataclass(frozen=True)
class NaiveDefault(Claim):
    """A default gives a time without a zone."""

    def holds(self, seen: Seen) -> bool:
        """Whether any does."""
        mapper = _mapper(seen)
        if mapper is None:
            return False
        defaults = [column.default for table in mapper.tables for column in table.columns if column.default is not None]
        return any(default.is_callable and default.arg(None).tzinfo is None for default in defaults)

    @property
    def words(self) -> str:
        """What the page says."""
        return "gives times without a zone"


@dataclass(frozen=True)
class Searches(Claim):
    """How SQLite finds rows by a column: all of the table is read (`keys`: by a foreign key), or an index serves though its own is gone."""

    keys: bool

    def holds(self, seen: Seen) -> bool:
        """Whether the plan of any such query says so."""
        mapper = _mapper(seen)
        if mapper is None:
            return False
        with contextlib.closing(sqlite3.connect(seen.file)) as connection:
            for table in mapper.tables:
                if self.keys:
                    if any("SCAN" in _plan(connection, table.name, column.name) for column in table.columns if column.foreign_keys):
                        return True
                    continue
                for index in table.indexes:
                    connection.execute(f"DROP INDEX {index.name}")
                    if "SEARCH" in _plan(connection, table.name, index.columns[0].name):
                        return True
        return False

    @property
    def words(self) -> str:
        """What the page says."""
        return "reads the whole table to find a key" if self.keys else "is served by another index once its own is dropped"


def _plan(connection: sqlite3.Connection, table: str, column: str) -> str:
    found = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} = 1").fetchall()
    return " ".join(row[3] for row in found)
