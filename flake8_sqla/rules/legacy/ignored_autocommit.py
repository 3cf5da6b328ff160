"""Autocommit that is accepted and ignored.

`execution_options(autocommit=True)` and `metadata.bind = engine` still run on 2.x without a word, and do nothing. What was committed by
itself under 1.x is now rolled back when the connection is closed: the change is lost, silently.

```python bad
from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")

with engine.connect() as connection:
    connection.execute(text("CALL refresh()").execution_options(autocommit=True))  # SQA119
```

```python good
from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")

with engine.begin() as connection:
    connection.execute(text("CALL refresh()"))

with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
    connection.execute(text("VACUUM"))
```

`autocommit=False` is silent: it asks for what happens anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Argument, Collection, Constant
from flake8_sqla.facts.place import Span
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import ENGINE_FUNCTIONS


def check(use: ApiCall | MethodCall | AttributeUse, context: Context) -> Iterator[Finding]:
    """Report the option wherever it can be given, and an engine stored on metadata."""
    if isinstance(use, AttributeUse):
        if use.kind == "metadata" and use.attribute == "bind" and use.stored:
            yield Finding(use.span, {}, "bind")
        return
    if isinstance(use, ApiCall) and use.function not in ENGINE_FUNCTIONS:
        return
    for argument in use.arguments:
        place = _in_options(argument)
        if place is None and isinstance(use, MethodCall) and use.method == "execution_options" and argument.keyword == "autocommit":
            place = argument.span if _is_on(argument) else None
        if place is not None:
            yield Finding(place, {})


def _is_on(argument: Argument) -> bool:
    return isinstance(argument.value, Constant) and bool(argument.value.value)


def _in_options(argument: Argument) -> Span | None:
    """The entry of `execution_options={"autocommit": True}`."""
    value = argument.value
    if argument.keyword == "execution_options" and isinstance(value, Collection) and value.kind == "dict":
        for key, given in zip(value.keys, value.items, strict=True):
            if isinstance(key, Constant) and key.value == "autocommit" and isinstance(given, Constant) and given.value:
                return key.span
    return None


RULE: Rule[ApiCall | MethodCall | AttributeUse] = Rule(
    code="SQA119",
    name="ignored-autocommit",
    impact=Impact.HIGH,
    message="the option autocommit=True does nothing since SQLAlchemy 2.0, and the change is rolled back; use engine.begin() or commit()",
    doc=__doc__,
    on=(ApiCall, MethodCall, AttributeUse),
    words=frozenset({"execution_options=", "autocommit=", "metadata.bind"}),
    check=check,
    variants={"bind": "metadata.bind does nothing since SQLAlchemy 2.0; hand the engine to create_all() and its like"},
    sources=("L2.1",),
)
