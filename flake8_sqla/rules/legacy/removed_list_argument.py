"""List where SQLAlchemy 2 takes elements one by one.

`select([a, b])`, `case([(condition, value)])`, `and_([…])` and `union([…])` were removed in 2.0: each raises ArgumentError. So do
the keywords that `select()` once had (`whereclause=`, `from_obj=`, `order_by=` …), and methods such as `order_by([…])` or
`with_only_columns([…])`.

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

Silent: a starred list, `in_([…])`, a dictionary given to `case()`, the arguments of SQL functions, and `Query.options([…])`, which is still
allowed.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, MethodCall
from flake8_sqla.facts.expressions import Argument, Collection
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.api import METHODS_TAKING_ELEMENTS, TAKE_ELEMENTS

_SELECT_KEYWORDS = frozenset(
    "whereclause from_obj distinct having correlate prefixes suffixes columns use_labels for_update order_by group_by limit offset bind".split()
)


def _is_list(argument: Argument, kinds: tuple[str, ...]) -> bool:
    value = argument.value
    return not argument.keyword and not argument.starred and isinstance(value, Collection) and value.kind in kinds


def check(call: ApiCall | MethodCall, context: Context) -> Iterator[Finding]:
    """Report a list as first argument, and the keywords of the old select()."""
    if isinstance(call, MethodCall):
        if call.arguments and call.method in METHODS_TAKING_ELEMENTS.get(call.kind, ()) and _is_list(call.arguments[0], ("list",)):
            yield Finding(call.arguments[0].span, {"name": call.method})
        return
    if call.function not in TAKE_ELEMENTS:
        return
    name = call.function.rpartition(".")[2]
    # case() takes pairs, so that a tuple is right there.
    if call.arguments and _is_list(call.arguments[0], ("list",) if name in ("case", "exists") else ("list", "tuple", "set")):
        yield Finding(call.arguments[0].span, {"name": name})
    for argument in call.arguments:
        if name == "select" and argument.keyword in _SELECT_KEYWORDS:
            yield Finding(argument.span, {"keyword": argument.keyword}, "keyword")
        elif name == "case" and argument.keyword == "whens":
            yield Finding(argument.span, {"name": name})


RULE: Rule[ApiCall | MethodCall] = Rule(
    code="SQA104",
    name="removed-list-argument",
    impact=Impact.HIGH,
    message="{name}() raises on a list since SQLAlchemy 2.0; give it the elements one by one",
    doc=__doc__,
    on=(ApiCall, MethodCall),
    check=check,
    variants={"keyword": "select() has no {keyword}= since SQLAlchemy 2.0; chain the method of that name"},
    sources=("P55", "L2.2"),
)
