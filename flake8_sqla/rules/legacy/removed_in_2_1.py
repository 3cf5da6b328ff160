"""Removed by SQLAlchemy 2.1.

What 2.0 still accepted with a warning raises on 2.1: the columns of a `select()` through `.c`, a `select()` as FROM of another, a `Query`
handed to `execute`, several attributes in one `defer()`, `Session.close_all()`, `Mapper.mapped_table`, the event `first_init`. The
replacements work on 1.4 and 2.0 too, so they can be written before the upgrade.

```python bad
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))
newest = select(users)
ids = newest.c.id  # SQA118 "selected_columns"
outer = select(newest)  # SQA118 "subquery()"


def tidy(session: Session) -> None:
    session.close_all()  # SQA118 "close_all_sessions"
```

```python good
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.orm import close_all_sessions

users = Table("users", MetaData(), Column("id", Integer))
newest = select(users).subquery()
ids = newest.c.id
outer = select(newest)


def tidy() -> None:
    close_all_sessions()
```

Silent: `.c` of a table, a subquery, an alias or a CTE, and receivers whose kind is not known. `AsyncSession.close_all()` is deprecated only
(SQA117).
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import deprecated
from flake8_sqla.vocabulary.orm import EVENT_FUNCTIONS, RELATIONSHIP_CONSTRUCTS

_EXECUTING = frozenset({"execute", "scalar", "scalars"})
_EXECUTORS = frozenset({"session", "async_session", "connection", "async_connection"})
_FROM = frozenset({"select_from", "join", "outerjoin"})
_TITLES = {"select": "Select", "mapper": "Mapper", "session": "Session"}
_GIVEN = {f"{method}({kind})" for methods, kind in ((_EXECUTING, "query"), (_FROM, "select")) for method in methods}
_TABLE_NAME = lazy_pattern(r"[^\s(\[{:]*")


def check(use: ApiCall | MethodCall | AttributeUse, context: Context) -> Iterator[Finding]:
    """Report functions, methods, attributes and arguments that raise on 2.1."""
    if isinstance(use, ApiCall):
        yield from _function(use)
    elif isinstance(use, AttributeUse):
        instead = deprecated.REMOVED_IN_2_1_ATTRIBUTES.get((use.kind, use.attribute))
        if instead is not None and not use.stored:
            yield Finding(use.span, {"name": f"{_TITLES[use.kind]}.{use.attribute}", "instead": instead})
    elif (use.kind, use.method) in deprecated.REMOVED_IN_2_1_METHODS:
        instead = deprecated.REMOVED_IN_2_1_METHODS[use.kind, use.method]
        yield Finding(use.span, {"name": f"{_TITLES[use.kind]}.{use.method}()", "instead": instead})
    elif use.kind in _EXECUTORS and use.method in _EXECUTING and use.kind_of(0, "statement") == "query":
        yield Finding(use.arguments[0].span, {"method": use.method}, "query")
    elif use.kind in ("select", "query", "table") and use.method in _FROM and use.kind_of(0) == "select":
        yield Finding(use.arguments[0].span, {"method": use.method}, "from")


def _function(call: ApiCall) -> Iterator[Finding]:
    name = call.function.rpartition(".")[2]
    if call.function in deprecated.REMOVED_IN_2_1_FUNCTIONS:
        shown = ".".join(call.function.split(".")[-2:])
        yield Finding(call.span, {"name": shown, "instead": deprecated.REMOVED_IN_2_1_FUNCTIONS[call.function]})
    elif call.function in deprecated.SINGLE_ATTRIBUTE_LOADERS:
        positional = [argument for argument in call.arguments if not argument.keyword]
        if len(positional) > 1 and not any(argument.starred for argument in positional):
            yield Finding(positional[1].span, {"method": name}, "several")
    elif call.function == "sqlalchemy.select":
        for argument, kind in zip(call.arguments, call.argument_kinds, strict=False):
            if kind == "select" and not argument.starred:
                yield Finding(argument.span, {"method": "select"}, "from")
    elif call.function in RELATIONSHIP_CONSTRUCTS:
        secondary = call.keyword("secondary")
        value = secondary.value if secondary is not None else None
        if secondary is not None and isinstance(value, Constant) and isinstance(value.value, str) and not _TABLE_NAME.fullmatch(value.value):
            yield Finding(secondary.span, {}, "secondary")
    elif call.function in EVENT_FUNCTIONS:
        for argument in call.arguments:
            event = argument.value.value if isinstance(argument.value, Constant) and argument.keyword in ("", "identifier") else None
            if event in deprecated.REMOVED_IN_2_1_EVENTS:
                yield Finding(argument.span, {"event": event, "instead": deprecated.REMOVED_IN_2_1_EVENTS[event]}, "event")
    elif call.function == "sqlalchemy.orm.Mapper":
        primary = call.keyword("non_primary")
        if primary is not None:
            yield Finding(primary.span, {"name": "a mapper with non_primary=", "instead": "a relationship to aliased(Class)"})


RULE: Rule[ApiCall | MethodCall | AttributeUse] = Rule(
    code="SQA118",
    name="removed-in-2-1",
    impact=Impact.MEDIUM,
    message="{name} is gone since SQLAlchemy 2.1 and raises; write {instead}",
    doc=__doc__,
    on=(ApiCall, MethodCall, AttributeUse), words=deprecated.REMOVED_IN_2_1_WORDS | _GIVEN, check=check,
    variants={
        "query": "{method}() raises on a Query since SQLAlchemy 2.1; hand it a select(), or let the query execute itself",
        "from": "{method}() raises on a select() since SQLAlchemy 2.1; hand it statement.subquery()",
        "several": "{method}() takes one attribute since SQLAlchemy 2.1 and raises TypeError on more; chain them, as in {method}(A.x).{method}(A.y)",
        "event": 'no class has the event "{event}" since SQLAlchemy 2.1, and this raises InvalidRequestError; {instead}',
        "secondary": "secondary= is no longer evaluated as Python since SQLAlchemy 2.1 and raises; give the table's name or a lambda",
    },
    sources=("L2.1", "L2.2", "L2.3"),
)
