"""Bulk method of the 1.x session.

`bulk_save_objects`, `bulk_insert_mappings` and `bulk_update_mappings` are legacy: they bypass relationships and events, cannot return what
they wrote, and an `AsyncSession` does not have them. `execute(insert(Model), rows)` batches as well, knows `RETURNING` and conflict
clauses, and `add_all` batches the inserts of ordinary objects.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def load(session: Session, rows: list[dict[str, str]]) -> None:
    session.bulk_insert_mappings(User, rows)  # SQA116 "insert(Model)"
```

```python good
from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def load(session: Session, rows: list[dict[str, str]]) -> None:
    session.execute(insert(User), rows)
```

A receiver that is not known to be a session is silent; Alembic's `op.bulk_insert` is another thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.deprecated import LEGACY_BULK_METHODS


def check(call: MethodCall, context: Context) -> Iterator[Finding]:
    """Report a bulk method of a session."""
    if call.kind in ("session", "async_session") and call.method in LEGACY_BULK_METHODS:
        variant = "missing" if call.kind == "async_session" else ""
        yield Finding(call.span, {"method": call.method, "instead": LEGACY_BULK_METHODS[call.method]}, variant)


RULE = Rule(
    code="SQA116",
    name="legacy-bulk-method",
    impact=Impact.MEDIUM,
    message="{method}() is legacy; write {instead}, which batches as well",
    doc=__doc__,
    on=MethodCall,
    words=frozenset(LEGACY_BULK_METHODS),
    check=check,
    variants={"missing": "an AsyncSession has no {method}(), and the call raises AttributeError; write await {instead}"},
    sources=("S3-37",),
)
