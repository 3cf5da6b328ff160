"""List where SQLAlchemy 2 takes elements one by one.

`select([a, b])`, `case([(condition, value)])`, `and_([…])` and `union([…])` were removed in 2.0: each raises ArgumentError. So do
the keywords that `select()` once had (`whereclause=`, `from_obj=`, `order_by=` …).

```python bad
from sqlalchemy import Column, Integer, MetaData, Table, and_, case, select

users = Table("users", MetaData(), Column("id", Integer), Column("age", Integer))

adults = select([users.c.id]).where(users.c.age >= 18)  # SQA104 "select"
label = case([(users.c.age >= 18, "adult")], else_="child")  # SQA104 "case"
both = and_([users.c.age >= 18, users.c.age < 65])  # SQA104 "and_"
some = select(users.c.id, whereclause=users.c.age >= 18)  # SQA104 "whereclause"
```

```python good
from sqlalchemy import Column, Integer, MetaData, Table, and_, case, select

users = Table("users", MetaData(), Column("id", Integer), Column("age", Integer))

adults = select(users.c.id).where(users.c.age >= 18)
label = case((users.c.age >= 18, "adult"), else_="child")
both = and_(*[users.c.age >= 18, users.c.age < 65])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.facts.expressions import Collection
from flake8_sqla.rule import Context, Finding, Impact, Rule

_TAKE_ELEMENTS = frozenset(f"sqlalchemy.{name}" for name in ("select", "case", "and_", "or_", "union", "union_all", "intersect", "except_"))
_SELECT_KEYWORDS = frozenset(
    "whereclause from_obj distinct having correlate prefixes suffixes columns use_labels for_update order_by group_by limit offset bind".split()
)


def check(call: ApiCall, context: Context) -> Iterator[Finding]:
    """Report a list as first argument, and the keywords of the old select()."""
    if call.function not in _TAKE_ELEMENTS:
        return
    name = call.function.rpartition(".")[2]
    first = call.arguments[0] if call.arguments else None
    if first is not None and not first.keyword and not first.starred:
        if isinstance(first.value, Collection) and first.value.kind == "list":
            yield Finding(first.span, {"name": name})
    for argument in call.arguments:
        if name == "select" and argument.keyword in _SELECT_KEYWORDS:
            yield Finding(argument.span, {"keyword": argument.keyword}, "keyword")
        elif name == "case" and argument.keyword == "whens":
            yield Finding(argument.span, {"name": name})


RULE = Rule(
    code="SQA104",
    name="removed-list-argument",
    impact=Impact.HIGH,
    message="{name}() raises on a list since SQLAlchemy 2.0; give it the elements one by one",
    doc=__doc__,
    on=ApiCall,
    check=check,
    variants={"keyword": "select() has no {keyword}= since SQLAlchemy 2.0; chain the method of that name"},
    sources=("P55", "L2.2"),
)
