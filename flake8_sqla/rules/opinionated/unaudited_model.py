"""Model whose changes nobody records.

Where the law or a contract asks who changed what, the trail has to be kept for every change, not by those who remember. A listener to
the class's events writes it with each flush.

```python bad options="--sqla-audited-models=Payment"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Payment(Base):  # SQA915 "Payment"
    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good options="--sqla-audited-models=Payment"
from sqlalchemy import Connection, event, insert

from shop.models import AuditLog, Payment


@event.listens_for(Payment, "after_update")
def note(mapper: object, connection: Connection, payment: Payment) -> None:
    connection.execute(insert(AuditLog).values(table_name="payments", record_id=payment.id, action="update"))
```

The classes are those of `--sqla-audited-models`; without it the rule says nothing. Recorded is a class to whose `after_` or `before_`
events some file of the project listens, one with `__versioned__` (SQLAlchemy-Continuum), one that stands in a file together with the
making of an object whose class's name holds `Audit`, and every class of a project that listens to the flushes of its sessions.

Whose opinion: guides to compliance. What speaks against it: a trigger in the database sees what SQL changes too, and events of the
mapper do not. Only words are looked for, so that this finds what was forgotten and proves nothing of the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

import re

from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule

_LISTENED = r"(?:listens_for|\blisten)\(\s*(?:\w+\.)*(\w+)\s*,\s*[\"'](?:before|after)_(?:insert|update|delete)"
_OF_SESSIONS = r"[\"'](?:before_flush|after_flush|after_flush_postexec|do_orm_execute)[\"']"
#: What stands for every class.
_ALL = frozenset({"Mapper", "mapper"})


def _is_recorded(model: MappedClass, context: Context) -> bool:
    if model.attribute("__versioned__") is not None:
        return True
    listened = context.find_in_project(_LISTENED, ("listen",))
    if model.name in listened or listened & _ALL or listened.intersection(base.rpartition(".")[2] for base in model.bases):
        return True
    name = re.escape(model.name)
    by_hand = rf"(?s)\b{name}\b.*\w*Audit\w*\(|\b\w*Audit\w*\(.*\b{name}\b(?!\()"
    return bool(context.find_in_project(_OF_SESSIONS, ("_flush", "do_orm_execute"))) or bool(context.find_in_project(by_hand, ("Audit",)))


def check(model: MappedClass, context: Context) -> Iterator[Finding]:
    """Report a class of the option that nothing listens to."""
    named = context.settings.audited_models
    if model.name in named and model.role == "model" and not context.file.test and not context.file.migration:
        if not _is_recorded(model, context):
            yield Finding(model.span, {"name": model.name})


RULE = Rule(
    code="SQA915",
    name="unaudited-model",
    impact=Impact.LOW,
    message="changes of {name} have to be recorded, and nothing listens to its events; write the trail in after_insert, after_update, after_delete",
    doc=__doc__,
    on=MappedClass,
    check=check,
    sources=("S3-32",),
    options=("--sqla-audited-models",),
)
