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

The columns are those of `--sqla-soft-delete-columns`. Silent: functions whose names say that rows go for good (`purge`, `erase`,
`hard_delete`, `clean_up`, `expire` …) and those that speak of the mark; tests, migrations, scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.hard_deletes import HardDelete
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _mark(table: SchemaTable, marks: tuple[str, ...]) -> str:
    """The attribute by which rows of a table are marked as deleted."""
    return next((column.attribute for column in table.columns if column.name in marks or column.attribute in marks), "")


def check(deletion: HardDelete, context: Context) -> Iterator[Finding]:
    """Report a DELETE of rows that are to be marked."""
    if context.file.test or context.file.migration or deletion.on_purpose:
        return
    table = context.models.table(deletion.model)
    mark = _mark(table, context.settings.soft_delete_columns) if table is not None else ""
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
