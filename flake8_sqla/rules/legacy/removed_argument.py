"""Argument or function that 2.0 has removed.

2.0 dropped the arguments that belonged to implicit execution, to Python 2 strings and to the old statement constructors
(`MetaData(bind=…)`, `create_engine(convert_unicode=…)`, `insert(table, values)`, `Table(autoload=True)`), and functions that had a second
name (`relation`, `mapper`, `joinedload_all`). Giving or calling one raises TypeError, ArgumentError or AttributeError.

```python bad
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, update

engine = create_engine("sqlite://", convert_unicode=True)  # SQA110 "convert_unicode"
metadata = MetaData(bind=engine)  # SQA110 "bind="
other = MetaData(engine)  # SQA110 "MetaData"
users = Table("users", metadata, autoload=True)  # SQA110 "autoload_with"
new = insert(users, {"id": 1})  # SQA110 "values"
changed = users.update(users.c.id == 1)  # SQA110 "where"
```

```python good
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, update

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, autoload_with=engine)
new = insert(users).values(id=1)
changed = users.update().where(users.c.id == 1)
```

Silent: arguments in `**options`, and `cascade_backrefs=False`, which does nothing. `Enum(convert_unicode=…)` raises nothing; it is reported as
ignored, and so is `func.now(bind=…)`, where `func.upper(bind=…)` raises. Keywords that are merely deprecated are SQA117's, the keywords of `select()` and `case()` SQA104's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import removed
from flake8_sqla.vocabulary.kinds import FUNCTION_PREFIX
from flake8_sqla.vocabulary.orm import ENGINE_FUNCTIONS

_TABLES = ("table",)
_TABLES_OF_KEYWORDS = (removed.REMOVED_KEYWORDS, removed.IGNORED_KEYWORDS, removed.REMOVED_METHOD_KEYWORDS)
_WORDS = frozenset(
    {"url.drivername", "strategy=", "cascade_backrefs=", "sqlalchemy.MetaData", *removed.REMOVED_FUNCTIONS, *removed.POSITIONAL_LIMIT}
    | {f"{kind}.{method}" for kind in _TABLES for method in removed.TABLE_METHODS_WITHOUT_ARGUMENTS}
    | {f"{keyword}=" for table in _TABLES_OF_KEYWORDS for keywords in table.values() for keyword in keywords}
    | {f"{keyword}=" for keyword in removed.FUNCTION_BIND}
)


def check(use: ApiCall | MethodCall | AttributeUse, context: Context) -> Iterator[Finding]:
    """Report removed keywords, positional arguments too many, and removed functions."""
    if isinstance(use, ApiCall):
        yield from _function(use)
    elif isinstance(use, AttributeUse):
        if use.kind == "url" and use.attribute == "drivername" and use.stored:
            yield Finding(use.span, {}, "url")
    else:
        gone = removed.REMOVED_METHOD_KEYWORDS.get((use.kind, use.method), {})
        for argument in use.arguments:
            if argument.keyword in gone:
                yield Finding(argument.span, {"name": use.method, "keyword": argument.keyword, "instead": gone[argument.keyword]})
        if use.kind in _TABLES and use.method in removed.TABLE_METHODS_WITHOUT_ARGUMENTS and use.arguments and not use.arguments[0].starred:
            instead = removed.TABLE_METHODS_WITHOUT_ARGUMENTS[use.method]
            yield Finding(use.arguments[0].span, {"name": f"table.{use.method}", "instead": instead}, "positional")


def _function(call: ApiCall) -> Iterator[Finding]:
    name = call.function.rpartition(".")[2]
    if call.function in removed.REMOVED_FUNCTIONS:
        yield Finding(call.span, {"name": name, "instead": removed.REMOVED_FUNCTIONS[call.function]}, "function")
        return
    gone = removed.REMOVED_KEYWORDS.get(call.function, {})
    ignored = removed.IGNORED_KEYWORDS.get(call.function, {})
    if call.function.startswith(FUNCTION_PREFIX):
        own = call.function == f"{FUNCTION_PREFIX}{name}" and name in removed.FUNCTIONS_TAKING_KEYWORDS
        gone, ignored = ({}, removed.FUNCTION_BIND) if own else (removed.FUNCTION_BIND, {})
        name = f"func.{name}"
    for argument in call.arguments:
        values = {"name": name, "keyword": argument.keyword}
        if argument.keyword in gone:
            yield Finding(argument.span, {**values, "instead": gone[argument.keyword]})
        elif argument.keyword in ignored:
            yield Finding(argument.span, {**values, "instead": ignored[argument.keyword]}, "ignored")
        elif isinstance(argument.value, Constant):
            given = argument.value.value
            if argument.keyword == "cascade_backrefs" and given is True and call.function == "sqlalchemy.orm.relationship":
                yield Finding(argument.span, {**values, "instead": "drop it"})
            elif argument.keyword == "strategy" and call.function in ENGINE_FUNCTIONS and given in ("threadlocal", "plain"):
                yield Finding(argument.span, {**values, "instead": "drop it"})
    if call.function == "sqlalchemy.MetaData" and call.kind_of(0) in ("engine", "connection", "async_engine"):
        yield Finding(call.arguments[0].span, {"name": name, "instead": "hand the engine to create_all() and its like"}, "positional")
    limit = removed.POSITIONAL_LIMIT.get(call.function)
    if limit is not None:
        positional = [argument for argument in call.arguments if not argument.keyword]
        if len(positional) > limit[0] and not any(argument.starred for argument in positional):
            yield Finding(positional[limit[0]].span, {"name": name, "instead": limit[1]}, "positional")


RULE: Rule[ApiCall | MethodCall | AttributeUse] = Rule(
    code="SQA110",
    name="removed-argument",
    impact=Impact.HIGH,
    message="{name}() has no {keyword}= since SQLAlchemy 2.0 and raises; instead: {instead}",
    doc=__doc__,
    on=(ApiCall, MethodCall, AttributeUse),
    words=_WORDS,
    check=check,
    variants={
        "positional": "{name}() no longer takes this argument since SQLAlchemy 2.0 and raises; instead: {instead}",
        "ignored": "{name}() takes {keyword}= and ignores it since SQLAlchemy 2.0; {instead}",
        "function": "{name}() is gone since SQLAlchemy 2.0 and raises; write {instead}",
        "url": "a URL cannot be changed since SQLAlchemy 1.4, and this raises AttributeError; write `url = url.set(drivername=…)`",
    },
    sources=("L2.1", "L2.2", "L2.3"),
)
