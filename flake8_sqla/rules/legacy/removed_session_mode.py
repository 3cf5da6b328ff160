"""Session mode that 2.0 has removed.

A session of 2.0 is always in a transaction. `autocommit=True` and `future=False` raise ArgumentError, `begin(subtransactions=True)` raises
TypeError, and the attributes `session.transaction` and `session.autocommit` are gone. A block of `session.begin()` commits or rolls back
by itself; `begin_nested()` makes a savepoint.

```python bad
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
Factory = sessionmaker(engine, autocommit=True)  # SQA107 "autocommit=True"


def save(session: Session, user: object) -> None:
    with session.begin(subtransactions=True):  # SQA107 "subtransactions"
        session.add(user)
    if session.transaction is not None:  # SQA107 "get_transaction()"
        session.commit()
```

```python good
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
Factory = sessionmaker(engine)


def save(session: Session, user: object) -> None:
    with session.begin_nested():
        session.add(user)
```

`autocommit=False` and `future=True` are accepted, do nothing, and are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Argument, Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import ENGINE_FUNCTIONS, SESSION_CLASSES, SESSION_FACTORIES

_SESSIONS = frozenset(SESSION_CLASSES) | frozenset(SESSION_FACTORIES)
_RECEIVERS = ("session", "async_session")
_ATTRIBUTES = {"transaction": "get_transaction()", "autocommit": "in_transaction()"}


def _is(argument: Argument, value: bool) -> bool:
    return isinstance(argument.value, Constant) and argument.value.value is value


def check(use: ApiCall | MethodCall | AttributeUse, context: Context) -> Iterator[Finding]:
    """Report modes given to a session, a factory, an engine or a block, and what was left of them on a session."""
    if isinstance(use, AttributeUse):
        if use.kind in _RECEIVERS and use.attribute in _ATTRIBUTES:
            yield Finding(use.span, {"attribute": use.attribute, "instead": _ATTRIBUTES[use.attribute]}, "attribute")
        return
    for argument in use.arguments:
        if argument.keyword == "subtransactions" and isinstance(use, MethodCall) and use.kind in _RECEIVERS and use.method == "begin":
            yield Finding(argument.span, {}, "subtransactions")
        elif argument.keyword == "autocommit" and _is(argument, True) and _makes_sessions(use):
            yield Finding(argument.span, {})
        elif argument.keyword == "future" and _is(argument, False) and (_makes_sessions(use) or _makes_engine(use)):
            yield Finding(argument.span, {}, "future")


def _makes_sessions(use: ApiCall | MethodCall) -> bool:
    if isinstance(use, ApiCall):
        return use.function in _SESSIONS
    return use.method == "configure" and use.kind in ("factory", "async_factory", "session", "async_session")


def _makes_engine(use: ApiCall | MethodCall) -> bool:
    return isinstance(use, ApiCall) and use.function in ENGINE_FUNCTIONS


RULE: Rule[ApiCall | MethodCall | AttributeUse] = Rule(
    code="SQA107",
    name="removed-session-mode",
    impact=Impact.HIGH,
    message="autocommit=True raises ArgumentError since SQLAlchemy 2.0; open transactions with session.begin()",
    doc=__doc__,
    on=(ApiCall, MethodCall, AttributeUse),
    words=frozenset({"subtransactions=", "autocommit=", "future=", *_ATTRIBUTES}),
    check=check,
    variants={
        "subtransactions": "begin(subtransactions=…) raises TypeError since SQLAlchemy 2.0; begin once, or make a savepoint with begin_nested()",
        "attribute": "session.{attribute} is gone since SQLAlchemy 2.0; ask session.{instead}",
        "future": "future=False raises ArgumentError since SQLAlchemy 2.0, which has the new behaviour alone; drop it",
    },
    sources=("L2.3",),
)
