"""List where SQLAlchemy 2 takes elements one by one.

`select([a, b])`, `case([(condition, value)])`, `and_([…])` and `union([…])` were removed in 2.0: each raises ArgumentError. So do
the keywords that `select()` once had (`whereclause=`, `from_obj=`, `order_by=` …), and methods such as `order_by([…])` or
`with_only_columns([…])`. Where the brackets alone were taken away from `select([users], users.c.age >= 18)`, nothing raises and every row
comes: what was the condition is a column now.

```python bad
from sqlalchemy import Column, Connection, Integer, MetaData, Table, and_, case, select

users = Table("users", MetaData(), Column("id", Integer), Column("age", Integer))

adults = select([users.c.id]).where(users.c.age >= 18)  # SQA104 "select"
label = case([(users.c.age >= 18, "adult")], else_="child")  # SQA104 "case"
both = and_([users.c.age >= 18, users.c.age < 65])  # SQA104 "and_"
some = select(users.c.id, whereclause=users.c.age >= 18)  # SQA104 "whereclause"


def grown_up(connection: Connection) -> list[object]:
    return list(connection.execute(select(users, users.c.age >= 18)))  # SQA104 "where("
```

```python good
from sqlalchemy import Column, Connection, Integer, MetaData, Table, and_, case, select

users = Table("users", MetaData(), Column("id", Integer), Column("age", Integer))

adults = select(users.c.id).where(users.c.age >= 18)
label = case((users.c.age >= 18, "adult"), else_="child")
both = and_(*[users.c.age >= 18, users.c.age < 65])


def grown_up(connection: Connection) -> list[object]:
    return list(connection.execute(select(users).where(users.c.age >= 18)))


def marked(connection: Connection) -> list[object]:
    return list(connection.execute(select(users, (users.c.age >= 18).label("adult"))))
```

Silent: a starred list, `in_([…])`, a dictionary given to `case()`, the arguments of SQL functions, and `Query.options([…])`, which is still
allowed. A comparison that is selected is silent with a `label()`, beside single columns, in a statement that has a condition or a join,
and where the rows are taken apart (`for user, adult in …`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, MethodCall
from flake8_sqla.facts.expressions import Argument, Collection, Comparison, Invocation, Reference, is_column_expression
from flake8_sqla.facts.statements import Statement, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.api import METHODS_TAKING_ELEMENTS, TAKE_ELEMENTS

_SELECT_KEYWORDS = frozenset(
    "whereclause from_obj distinct having correlate prefixes suffixes columns use_labels for_update order_by group_by limit offset bind".split()
)


_CONJUNCTIONS = ("sqlalchemy.and_", "sqlalchemy.or_", "sqlalchemy.not_")
#: Steps of a statement whose selected comparisons are meant as columns.
_DELIBERATE = ("where", "filter", "filter_by", "join", "outerjoin", "join_from", "select_from", "group_by", "having", "add_columns")


def _is_list(argument: Argument, kinds: tuple[str, ...]) -> bool:
    value = argument.value
    return not argument.keyword and not argument.starred and isinstance(value, Collection) and value.kind in kinds


def _condition(statement: Statement) -> Iterator[Finding]:
    """`select(users, users.c.age >= 18)`: all that is left of `select([users], …)` when the brackets go."""
    if statement.root != "select" or len(statement.entities) != 2 or not statement.complete or statement.mixed or statement.unpacked:
        return
    whole, second = statement.entities
    if statement.use is Use.OTHER or second.keyword or second.starred or statement.has_step(*_DELIBERATE):
        return
    match whole.value, second.value:
        case Reference(name=name) | Invocation(function="sqlalchemy.Table" as name), (Comparison() | Invocation()) as value if (
            is_column_expression(value) if isinstance(value, Comparison) else value.function in _CONJUNCTIONS
        ) and not any(part[:1].isupper() for part in name.split(".")[:-1]):
            yield Finding(second.span, {}, "condition")


def check(call: ApiCall | MethodCall | Statement, context: Context) -> Iterator[Finding]:
    """Report a list as first argument, and the keywords of the old select()."""
    if isinstance(call, Statement):
        yield from _condition(call)
    elif isinstance(call, MethodCall):
        if call.arguments and call.method in METHODS_TAKING_ELEMENTS.get(call.kind, ()) and _is_list(call.arguments[0], ("list",)):
            yield Finding(call.arguments[0].span, {"name": call.method})
    if not isinstance(call, ApiCall) or call.function not in TAKE_ELEMENTS:
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


RULE: Rule[ApiCall | MethodCall | Statement] = Rule(
    code="SQA104",
    name="removed-list-argument",
    impact=Impact.HIGH,
    message="{name}() raises on a list since SQLAlchemy 2.0; give it the elements one by one",
    doc=__doc__,
    on=(ApiCall, MethodCall, Statement),
    words=frozenset({"list", "tuple", "set", "whens=", "second Comparison", "second Invocation", *(f"{name}=" for name in _SELECT_KEYWORDS)}),
    check=check,
    variants={
        "keyword": "select() has no {keyword}= since SQLAlchemy 2.0; chain the method of that name",
        "condition": "this condition is selected as a column since SQLAlchemy 2.0, and every row comes; write .where(…), or .label() it",
    },
    sources=("P55", "L2.2"),
)
