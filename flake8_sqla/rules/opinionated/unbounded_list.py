"""Route that answers with every row.

`select(Order)` of the first week gives ten rows. Two years later it gives a million, which the server reads into memory, makes into JSON
and sends, for each request. A page has a limit; and with a total beside it the reader knows how many pages there are.

```python bad
from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Order

router = APIRouter()


@router.get("/orders")
def orders(session: Session) -> Sequence[Order]:
    return session.scalars(select(Order).order_by(Order.id)).all()  # SQA918 "orders"


@router.get("/latest")
def latest(session: Session, start: int = 0) -> Sequence[Order]:
    return session.scalars(select(Order).order_by(Order.id).limit(50).offset(start)).all()  # SQA918 "total"
```

```python good
from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop.models import Order

router = APIRouter()


@router.get("/orders")
def orders(session: Session, start: int = 0) -> dict[str, object]:
    total = session.scalar(select(func.count()).select_from(Order))
    rows = session.scalars(select(Order).order_by(Order.id).limit(50).offset(start)).all()
    return {"total": total, "rows": rows}
```

Whose opinion: guides to web APIs. What speaks against it: a list of countries has an end, a total costs a scan, and pages by key
(`where id > …`) need none. Looked at are routes that only read, where what `.all()` gives is what they answer. Silent: statements that
cannot be read, lists of keys (`in_`), groups, queries that a function elsewhere runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.single_rows import RouteList
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(found: RouteList, context: Context) -> Iterator[Finding]:
    """Report a list without an end, or a page without a total."""
    if not found.limited:
        yield Finding(found.span, {"function": found.function})
    elif found.paged and not found.counted:
        yield Finding(found.span, {"function": found.function}, "total")


RULE = Rule(
    code="SQA918",
    name="unbounded-list",
    impact=Impact.LOW,
    message="route {function} answers with every row there is; give the statement a limit",
    doc=__doc__,
    on=RouteList,
    check=check,
    variants={"total": "route {function} answers with a page, and not with how many rows there are; count the total too"},
    sources=("S3-14",),
)
