"""Execution without a connection.

In 1.x an engine, a statement or bound metadata could execute by itself, on a connection nobody saw and with a commit nobody asked for.
2.0 has removed it: `engine.execute()`, `statement.execute()` and `metadata.bind` raise AttributeError, `metadata.create_all()` without an
engine raises TypeError. What is executed goes through a connection or a session. Their `execute` takes parameters as one dictionary or
a list of dictionaries; keywords, tuples and several dictionaries raise.

```python bad
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer))

rows = engine.execute(select(users))  # SQA105 "engine.connect()"
again = select(users).execute()  # SQA105 "hand the statement"
metadata.create_all()  # SQA105 "hand it an engine"

with engine.begin() as connection:
    connection.execute(users.insert(), id=1)  # SQA105 "id="
    connection.execute(users.insert(), {"id": 2}, {"id": 3})  # SQA105 "list"
```

```python good
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer))

metadata.create_all(engine)
with engine.begin() as connection:
    rows = connection.execute(select(users)).all()
    connection.execute(users.insert(), {"id": 1})
    connection.execute(users.insert(), [{"id": 2}, {"id": 3}])
```

Receivers that are not known to be an engine, a connection, a session, a table or a statement are silent, and so is `db.create_all()` of
Flask-SQLAlchemy, which finds its engine itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Argument, Collection, Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import removed

_EXECUTING = frozenset({"execute", "scalar", "scalars", "stream", "stream_scalars"})


def check(use: MethodCall | AttributeUse, context: Context) -> Iterator[Finding]:
    """Report execution without a connection, and parameters that `execute` no longer takes."""
    if isinstance(use, AttributeUse):
        if use.kind == "metadata" and use.attribute == "bind" and not use.stored:
            yield Finding(use.span, {}, "bound")
        return
    instead = removed.REMOVED_EXECUTION.get((use.kind, use.method))
    if instead is not None:
        yield Finding(use.span, {"call": f"{use.subject or use.kind.replace('_', ' ')}.{use.method}()", "instead": instead})
    elif use.method in removed.WANT_BIND.get(use.kind, ()):
        if not any(argument.starred or not argument.keyword or argument.keyword == "bind" for argument in use.arguments):
            yield Finding(use.span, {"call": f"{use.subject or use.kind}.{use.method}()"}, "unbound")
    elif use.method in _EXECUTING and use.kind in removed.EXECUTE_KEYWORDS:
        yield from _parameters(use)


def _parameters(use: MethodCall) -> Iterator[Finding]:
    known = removed.EXECUTE_KEYWORDS[use.kind]
    for argument in use.arguments:
        if argument.keyword and argument.keyword not in known and not argument.keyword.startswith("_"):
            variant = "where" if argument.keyword in removed.BIND_KEYWORDS and use.kind.endswith("session") else "keyword"
            yield Finding(argument.span, {"method": use.method, "keyword": argument.keyword}, variant)
    if len(use.positional) > 2:
        yield Finding(use.positional[2].span, {"method": use.method}, "several")
    elif len(use.positional) == 2 and _is_positional_set(use.positional[1]):
        yield Finding(use.positional[1].span, {"method": use.method}, "tuple")


def _is_positional_set(argument: Argument) -> bool:
    """A tuple of values, or a list of tuples or values: what DBAPI cursors take."""
    value = argument.value
    if not isinstance(value, Collection) or not value.items:
        return False
    first = value.items[0]
    if value.kind in ("list", "tuple"):
        return isinstance(first, Constant) or (isinstance(first, Collection) and first.kind in ("list", "tuple"))
    return False


RULE: Rule[MethodCall | AttributeUse] = Rule(
    code="SQA105",
    name="removed-implicit-execution",
    impact=Impact.HIGH,
    message="{call} is gone since SQLAlchemy 2.0 and raises AttributeError; write {instead}",
    doc=__doc__,
    on=(MethodCall, AttributeUse),
    words=frozenset(
        {"metadata.bind", *(f"{method}(…, …)" for method in _EXECUTING)}
        | {f"{kind}.{method}" for kind, method in removed.REMOVED_EXECUTION}
        | {f"{kind}.{method}" for kind, methods in removed.WANT_BIND.items() for method in methods}
    ),
    check=check,
    variants={
        "bound": "metadata is bound to no engine since SQLAlchemy 2.0, and metadata.bind raises AttributeError; hand the engine to each call",
        "unbound": "{call} raises TypeError since SQLAlchemy 2.0, where metadata is bound to no engine; hand it an engine or a connection",
        "keyword": "{method}() takes no {keyword}= since SQLAlchemy 2.0 and raises TypeError; give the parameters as one dictionary",
        "where": "session.{method}() takes no {keyword}= since SQLAlchemy 2.0 and raises TypeError; write bind_arguments={{'{keyword}': …}}",
        "several": "{method}() takes one set of parameters since SQLAlchemy 2.0 and raises TypeError; give several as a list of dictionaries",
        "tuple": "{method}() takes parameters as dictionaries since SQLAlchemy 2.0 and raises ArgumentError; name each, as in {{'id': 1}}",
    },
    sources=("L2.1",),
)
