"""Deprecated on SQLAlchemy 2.1.

These still work on 2.1, with a warning that says they will go (SADeprecationWarning), or that nobody promises them for long
(LegacyAPIWarning): the warnings are only seen where tests run with them on. Each has a successor that 2.0 knows as well, but for
`distinct(column)`, whose successor came with 2.1.

```python bad
from sqlalchemy import Column, Enum, Inspector, Integer, MetaData, Table, create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://", implicit_returning=False)  # SQA117 "implicit_returning"
inspector = Inspector(engine)  # SQA117 "inspect(engine)"
users = Table("users", MetaData(), Column("id", Integer), Column("kind", Enum("a", "b", inherit_schema=True, name="kind")))  # SQA117
newest = select(users.c.id).as_scalar()  # SQA117 "scalar_subquery"


def save(session: Session, user: object) -> None:
    session.flush([user])  # SQA117 "flush"
```

```python good
from sqlalchemy import Column, Enum, Integer, MetaData, Table, create_engine, inspect, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
inspector = inspect(engine)
users = Table("users", MetaData(), Column("id", Integer), Column("kind", Enum("a", "b", name="kind")))
newest = select(users.c.id).scalar_subquery()


def save(session: Session, user: object) -> None:
    session.flush()
```

Reported at the use, not at the import. What raises on 2.1 is SQA118's; `Query.get`, `backref` and dynamic relationships have rules of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Collection, Constant, Reference
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import deprecated
from flake8_sqla.vocabulary.orm import ENGINE_FUNCTIONS, RELATIONSHIP_CONSTRUCTS

_EXECUTING = frozenset({"execute", "scalar", "scalars"})
_EXECUTORS = frozenset({"session", "async_session", "connection", "async_connection"})
_TITLES = {"query": "Query", "select": "Select", "result": "Result", "row": "Row", "table": "Table", "column": "Column"}
_EVENTS = frozenset({"sqlalchemy.event.listen", "sqlalchemy.event.listens_for"})


def check(use: ApiCall | MethodCall | AttributeUse, context: Context) -> Iterator[Finding]:
    """Report functions, keywords, methods and attributes that warn on 2.1."""
    if isinstance(use, ApiCall):
        yield from _function(use)
        return
    title = _TITLES.get(use.kind, use.subject or "session")
    if isinstance(use, AttributeUse):
        instead = deprecated.DEPRECATED_ATTRIBUTES.get((use.kind, use.attribute))
        if instead is not None and not use.stored:
            yield Finding(use.span, {"name": f"{title}.{use.attribute}", "instead": instead})
        return
    name, key = f"{title}.{use.method}()", (use.kind, use.method)
    if key in deprecated.DEPRECATED_METHODS:
        yield Finding(use.span, {"name": name, "instead": deprecated.DEPRECATED_METHODS[key]})
    elif key in deprecated.LEGACY_METHODS:
        yield Finding(use.span, {"name": name, "instead": deprecated.LEGACY_METHODS[key]}, "legacy")
    elif key in deprecated.DEPRECATED_WITH_ARGUMENTS and use.arguments:
        name = f"{title}.{use.method}(…) with arguments"
        yield Finding(use.arguments[0].span, {"name": name, "instead": deprecated.DEPRECATED_WITH_ARGUMENTS[key]})
    elif use.method in _EXECUTING and use.kind in _EXECUTORS and len(use.positional) > 1:
        given, place = use.positional[1].value, use.positional[1].span
        # A list that stands elsewhere may have been filled since.
        if isinstance(given, Collection) and given.kind == "list" and given.complete and not given.items and given.span == place:
            yield Finding(place, {"method": use.method}, "empty")
    elif key == ("automap", "prepare"):
        reflect = use.keyword("reflect")
        if reflect is not None:
            yield Finding(reflect.span, {"name": "prepare(reflect=…)", "instead": "autoload_with=engine"})


def _function(call: ApiCall) -> Iterator[Finding]:
    name = call.function.rpartition(".")[2]
    if call.function in deprecated.DEPRECATED_FUNCTIONS:
        shown = name if call.decorator else f"Inspector.{name}()" if call.function.endswith(f"Inspector.{name}") else f"{name}()"
        yield Finding(call.span, {"name": shown, "instead": deprecated.DEPRECATED_FUNCTIONS[call.function]})
    elif call.function in _EVENTS and call.arguments:
        target = call.arguments[0].value
        if isinstance(target, Reference) and target.name == "sqlalchemy.orm.mapper":
            yield Finding(call.arguments[0].span, {"name": "the event target orm.mapper", "instead": "orm.Mapper"})
    keywords = deprecated.DEPRECATED_KEYWORDS.get(call.function, {})
    for argument in call.arguments:
        constant = argument.value.value if isinstance(argument.value, Constant) else None
        if argument.keyword in keywords:
            yield Finding(argument.span, {"name": f"{name}({argument.keyword}=…)", "instead": keywords[argument.keyword]})
        elif argument.keyword == "strategy" and constant == "mock" and call.function in ENGINE_FUNCTIONS:
            yield Finding(argument.span, {"name": f'{name}(strategy="mock")', "instead": "create_mock_engine()"})
        elif argument.keyword == "lazy" and constant == "noload" and call.function in RELATIONSHIP_CONSTRUCTS | {"sqlalchemy.orm.backref"}:
            yield Finding(argument.span, {"name": 'lazy="noload"', "instead": 'lazy="raise", or viewonly=True'})
        elif argument.keyword == "alias" and isinstance(constant, str) and name == "contains_eager":
            yield Finding(argument.span, {"name": "contains_eager(alias=…) with a name", "instead": "alias=aliased(Model)"})


RULE: Rule[ApiCall | MethodCall | AttributeUse] = Rule(
    code="SQA117",
    name="deprecated-in-2-1",
    impact=Impact.LOW,
    message="{name} is deprecated on SQLAlchemy 2.1; instead: {instead}",
    doc=__doc__,
    on=(ApiCall, MethodCall, AttributeUse),
    check=check,
    variants={
        "legacy": "{name} is legacy and warns; instead: {instead}",
        "empty": "{method}() with an empty list runs the statement without parameters and warns on SQLAlchemy 2.1; skip the call",
    },
    sources=("L2.1", "L2.2", "L2.3"),
)
