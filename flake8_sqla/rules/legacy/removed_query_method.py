"""Method of a query or statement that 2.0 has removed.

`Query.from_self`, `select_entity_from`, `with_lockmode` and `with_polymorphic` are gone, and so are the methods that changed a `select()`
in place (`append_whereclause` and its sisters): each call raises AttributeError. A statement is changed by taking the new one that
`where()`, `order_by()` and the rest return.

```python bad
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))
statement = select(users)
statement.append_whereclause(users.c.id > 1)  # SQA109 "where("


def locked(session: Session) -> list[object]:
    return session.query(users).with_lockmode("update").all()  # SQA109 "with_for_update"
```

```python good
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))
statement = select(users)
statement = statement.where(users.c.id > 1)


def locked(session: Session) -> list[object]:
    return list(session.execute(select(users).with_for_update()))
```

Receivers that are not known to be a query or a statement are silent. What 2.1 removed is SQA118's, what still warns SQA117's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.removed import REMOVED_QUERY_METHODS

_NAMES = {"query": "Query", "select": "Select"}


def check(call: MethodCall, context: Context) -> Iterator[Finding]:
    """Report a call of a method that is gone."""
    instead = REMOVED_QUERY_METHODS.get((call.kind, call.method))
    if instead is not None:
        yield Finding(call.span, {"name": f"{_NAMES[call.kind]}.{call.method}()", "instead": instead})


RULE = Rule(
    code="SQA109",
    name="removed-query-method",
    impact=Impact.HIGH,
    message="{name} is gone since SQLAlchemy 2.0 and raises AttributeError; write {instead}",
    doc=__doc__,
    on=MethodCall,
    check=check,
    sources=("L2.2", "L2.3"),
)
