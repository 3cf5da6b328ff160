"""Method of a query or statement that 2.0 has removed.

`Query.from_self`, `select_entity_from`, `with_lockmode` and `with_polymorphic` are gone, and so are the methods that changed a `select()`
in place (`append_whereclause` and its sisters): each call raises AttributeError. A statement is changed by taking the new one that
`where()`, `order_by()` and the rest return. A query that is asked for its last rows, `query[-1]`, raises IndexError: an order from behind and
a limit find them.

```python bad
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))
statement = select(users)
statement.append_whereclause(users.c.id > 1)  # SQA109 "where("


def locked(session: Session) -> list[object]:
    return session.query(users).with_lockmode("update").all()  # SQA109 "with_for_update"


def newest(session: Session) -> object:
    return session.query(users).order_by(users.c.id)[-1]  # SQA109 "IndexError"
```

```python good
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))
statement = select(users)
statement = statement.where(users.c.id > 1)


def locked(session: Session) -> list[object]:
    return list(session.execute(select(users).with_for_update()))


def newest(session: Session) -> object:
    return session.execute(select(users).order_by(users.c.id.desc()).limit(1)).one()
```

Receivers that are not known to be a query or a statement are silent. What 2.1 removed is SQA118's, what still warns SQA117's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.removed import REMOVED_QUERY_METHODS

_NAMES = {"query": "Query", "select": "Select"}


def check(call: MethodCall, context: Context) -> Iterator[Finding]:
    """Report a call of a method that is gone."""
    if (call.kind, call.method) == ("query", "__getitem__"):
        ends = [end.value.value for end in call.arguments if isinstance(end.value, Constant)]
        if len(ends) == len(call.arguments):
            yield Finding(call.span, {}, "empty" if len(ends) == 2 and _is_empty(*ends) else "index")
        return
    instead = REMOVED_QUERY_METHODS.get((call.kind, call.method))
    if instead is not None:
        yield Finding(call.span, {"name": f"{_NAMES[call.kind]}.{call.method}()", "instead": instead})


def _is_empty(first: object, last: object) -> bool:
    """Whether SQLAlchemy gives up before it asks the database: `query[0:-1]`."""
    return isinstance(first, int) and isinstance(last, int) and last - first <= 0


RULE = Rule(
    code="SQA109",
    name="removed-query-method",
    impact=Impact.HIGH,
    message="{name} is gone since SQLAlchemy 2.0 and raises AttributeError; write {instead}",
    doc=__doc__,
    on=MethodCall,
    words=frozenset({"query.__getitem__"} | {f"{kind}.{method}" for kind, method in REMOVED_QUERY_METHODS}),
    check=check,
    variants={
        "empty": "a slice of a query that ends before it begins is an empty list, and nothing is asked; order it from behind, with a limit",
        "index": "a query takes no negative index since SQLAlchemy 2.0 and raises IndexError; order it from behind, with a limit",
    },
    sources=("L2.2", "L2.3"),
)
