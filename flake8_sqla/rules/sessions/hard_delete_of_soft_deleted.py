"""Row deleted for good whose class marks deleted rows.

A class with `deleted_at` or `is_deleted` says that its rows stay, marked. `session.delete()` and `delete()` remove them all the same:
what an undo, an audit or a foreign key counts on is gone.

```python bad
from datetime import datetime

from sqlalchemy import DateTime, delete
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)


def remove(session: Session, key: int) -> None:
    note = session.get_one(Note, key)
    session.delete(note)  # SQA426 "deleted_at"
    session.commit()


def remove_many(session: Session, keys: list[int]) -> None:
    session.execute(delete(Note).where(Note.id.in_(keys)))  # SQA426 "Note"
    session.commit()
```

```python good
from datetime import datetime, timezone

from sqlalchemy import DateTime, delete, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)


def remove(session: Session, key: int) -> None:
    note = session.get_one(Note, key)
    note.deleted_at = datetime.now(timezone.utc)
    session.commit()


def remove_many(session: Session, keys: list[int]) -> None:
    session.execute(update(Note).where(Note.id.in_(keys)).values(deleted_at=datetime.now(timezone.utc)))
    session.commit()
```

The columns are those of `--sqla-soft-delete-columns`, of the class itself or of a mixin that it takes. Silent: a column that a common
base gives to every class; functions whose names say that rows go for good (`purge`, `erase`,
`hard_delete`, `clean_up`, `expire` …) and those that speak of the mark; a deletion under a flag that asks for it
(`if job.delete_instance:`); tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.hard_deletes import HardDelete
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _mark(table: SchemaTable, context: Context) -> str:
    """The attribute by which rows of a table are marked as deleted; empty where a base gives it to every class."""
    marks = context.settings.soft_delete_columns
    column = next((each for each in table.columns if each.name in marks or each.attribute in marks), None)
    if column is None or column.own:
        return column.attribute if column is not None else ""
    offers = (offer for offer in context.models.mixins_offering(column.attribute) if offer.owner == column.owner)
    return column.attribute if any(offer.role == "mixin" for offer in offers) else ""


def check(deletion: HardDelete, context: Context) -> Iterator[Finding]:
    """Report a DELETE of rows that are to be marked."""
    if context.file.test or context.file.migration or deletion.on_purpose:
        return
    table = context.models.table(deletion.model)
    mark = _mark(table, context) if table is not None else ""
    if mark and not deletion.mentions(mark):
        yield Finding(deletion.span, {"model": deletion.model.rpartition(".")[2], "mark": mark})


RULE = Rule(
    code="SQA426",
    name="hard-delete-of-soft-deleted",
    impact=Impact.HIGH,
    message="this deletes rows of {model} for good, which marks them by {mark}; set {mark} instead",
    doc=__doc__,
    on=HardDelete,
    check=check,
    sources=("S3-31",),
    options=("--sqla-soft-delete-columns",),
)
