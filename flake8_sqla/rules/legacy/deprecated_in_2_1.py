"""Deprecated on SQLAlchemy 2.1.

These still work on 2.1, with a warning that they will go (SADeprecationWarning) or are kept for old time's sake (LegacyAPIWarning), seen
where tests run with warnings on. Each has a successor that 2.0 knows too, but for `distinct(column)` and `exclude_properties`.

```python bad
from sqlalchemy import Column, Enum, Integer, MetaData, Table, create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://", implicit_returning=False)  # SQA117 "implicit_returning"
users = Table("users", MetaData(), Column("id", Integer), Column("kind", Enum("a", "b", inherit_schema=True, name="kind")))  # SQA117
newest = select(users.c.id).as_scalar()  # SQA117 "scalar_subquery"


def save(session: Session, user: object) -> None:
    session.flush([user])  # SQA117 "flush"
```

```python good
from sqlalchemy import Column, Enum, Integer, MetaData, Table, create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer), Column("kind", Enum("a", "b", name="kind")))
newest = select(users.c.id).scalar_subquery()


def save(session: Session, user: object) -> None:
    session.flush()
```

Reported at the use, not at the import. What raises on 2.1 is SQA118's; `Query.get`, `backref` and dynamic relationships have their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.facts.expressions import Argument, Collection, Constant, Reference
from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import deprecated
from flake8_sqla.vocabulary.orm import EXECUTING_METHODS
from flake8_sqla.vocabulary.removed import EXECUTE_KEYWORDS

_TITLES = {"query": "Query", "select": "Select", "result": "Result", "row": "Row", "table": "Table", "column": "Column", "array": "ARRAY"}
_Use = ApiCall | MethodCall | AttributeUse | MappedClass | EngineCreation


def check(use: _Use, context: Context) -> Iterator[Finding]:
    """Report what warns on 2.1."""
    match use:
        case ApiCall() | MethodCall():
            yield from _function(use) if isinstance(use, ApiCall) else _method(use)
        case AttributeUse():
            instead = deprecated.DEPRECATED_ATTRIBUTES.get((use.kind, use.attribute))
            if instead is not None and not use.stored:
                yield Finding(use.span, {"name": f"{_TITLES.get(use.kind, use.subject)}.{use.attribute}", "instead": instead})
        case MappedClass():
            for span, column, word in use.left_out():
                yield Finding(span, {"column": column, "word": word}, "left out")
        case EngineCreation(url=DatabaseUrl(memory="mode", span=span), pool_class="") if not use.has_starred:
            yield Finding(span, {"name": "a pool chosen by mode=memory", "instead": "poolclass=StaticPool, or the one that is meant"})


def _method(use: MethodCall) -> Iterator[Finding]:
    title, key = _TITLES.get(use.kind, use.subject or "session"), (use.kind, use.method)
    name, keywords = f"{title}.{use.method}()", deprecated.DEPRECATED_METHOD_KEYWORDS.get(key, {})
    if key in deprecated.DEPRECATED_METHODS:
        yield Finding(use.span, {"name": name, "instead": deprecated.DEPRECATED_METHODS[key]})
    elif key in deprecated.LEGACY_METHODS:
        yield Finding(use.span, {"name": name, "instead": deprecated.LEGACY_METHODS[key]}, "legacy")
    elif key in deprecated.DEPRECATED_WITH_ARGUMENTS and use.arguments:
        instead = deprecated.DEPRECATED_WITH_ARGUMENTS[key]
        yield Finding(use.arguments[0].span, {"name": f"{title}.{use.method}(…) with arguments", "instead": instead})
    elif use.method in EXECUTING_METHODS and use.kind in EXECUTE_KEYWORDS and len(use.positional) > 1:
        match use.positional[1]:  # a list that stands elsewhere may have been filled since
            case Argument(value=Collection(kind="list", items=(), complete=True, span=span), span=place) if span == place:
                yield Finding(place, {"method": use.method}, "empty")
    for argument in use.arguments:
        if argument.keyword in keywords:
            yield Finding(argument.span, {"name": f"{use.method}({argument.keyword}=…)", "instead": keywords[argument.keyword]})


def _function(call: ApiCall) -> Iterator[Finding]:
    name = call.function.rpartition(".")[2]
    if call.function in deprecated.DEPRECATED_FUNCTIONS:
        shown = f"Inspector.{name}" if call.function.endswith(f"Inspector.{name}") else name
        yield Finding(call.span, {"name": shown if call.decorator else f"{shown}()", "instead": deprecated.DEPRECATED_FUNCTIONS[call.function]})
    keywords = deprecated.DEPRECATED_KEYWORDS.get(call.function, {})
    for argument in call.arguments:
        given = argument.value
        said = given.value if isinstance(given, Constant) else given.name if isinstance(given, Reference) else None
        functions, shown, instead = deprecated.DEPRECATED_VALUES.get((argument.keyword, str(said)), (frozenset(), "", ""))
        if argument.keyword in keywords:
            yield Finding(argument.span, {"name": f"{name}({argument.keyword}=…)", "instead": keywords[argument.keyword]})
        elif call.function in functions:
            yield Finding(argument.span, {"name": shown, "instead": instead})
        elif argument.keyword == "alias" and isinstance(given, Constant) and isinstance(given.value, str) and name == "contains_eager":
            yield Finding(argument.span, {"name": "contains_eager(alias=…) with a name", "instead": "alias=aliased(Model)"})


RULE: Rule[_Use] = Rule(
    code="SQA117",
    name="deprecated-in-2-1",
    impact=Impact.LOW,
    message="{name} is deprecated on SQLAlchemy 2.1; instead: {instead}",
    doc=__doc__,
    on=(ApiCall, MethodCall, AttributeUse, MappedClass, EngineCreation), words=deprecated.DEPRECATED_WORDS, check=check,
    variants={
        "legacy": "{name} is legacy and warns; instead: {instead}",
        "empty": "{method}() with an empty list runs the statement without parameters and warns on SQLAlchemy 2.1; skip the call",
        "left out": "{word} leaves out {column}, which the class declares: deprecated on SQLAlchemy 2.1; annotate it Unmapped[…] (2.1.5)",
    },
    sources=("L2.1", "L2.2", "L2.3"),
)
