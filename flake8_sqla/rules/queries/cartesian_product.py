"""Tables that nothing joins.

`select(User, Address)` without a condition between the two gives every user with every address. The same comes of a filter on a
class that is not selected: it is added to FROM, unjoined, and every row comes as often as the other table has matches.

```python bad
from sqlalchemy import select

from app.models import Address, User

pairs = select(User, Address)  # SQA318 "Address"
in_bern = select(User).where(Address.city == "Bern")  # SQA318 "Address"
```

```python good
from sqlalchemy import select, true

from app.models import Address, User

pairs = select(User, Address).join(Address, Address.user_id == User.id)
also = select(User, Address).where(Address.user_id == User.id)
in_bern = select(User).join(User.addresses).where(Address.city == "Bern")
every_pair = select(User, Address).join(Address, true())
```

Silent where any join, FROM or condition cannot be read, for subqueries (which may be correlated), and for statements whose steps
lie out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import ColumnReference, Comparison, Constant, Expression, Invocation, Opaque, Reference, walk
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.statements import Statement, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule

_HARMLESS = frozenset(
    "where filter filter_by order_by group_by limit offset distinct options execution_options with_for_update yield_per".split()
)

#: What may tie two classes together by itself, or is a statement of its own.
_LINKING = frozenset("any has of_type contains exists correlate scalar_subquery select".split())


def _owners(expression: Expression) -> set[str] | None:
    """The classes a condition speaks of; None where it holds what cannot be read, or may link by itself."""
    found: set[str] = set()
    for part in walk(expression):
        match part:
            case ColumnReference(owner=owner):
                found.add(owner)
            case Opaque() if not isinstance(expression, Comparison):
                return None
            case Invocation(receiver=None, function=function) if not function.startswith("sqlalchemy.func."):
                return None
            case Invocation(method=method) if method in _LINKING:
                return None
    return found


def _entities(statement: Statement) -> dict[str, Span] | None:
    found: dict[str, Span] = {}
    for entity in statement.entities:
        match entity.value:
            case Reference(name=name) if name.rpartition(".")[2][:1].isupper() and not name.startswith(("sqlalchemy.", "builtins.")):
                found.setdefault(name, entity.span)
            case ColumnReference(owner=owner):
                found.setdefault(owner, entity.span)
            case _:
                return None
        if entity.starred or entity.keyword:
            return None
    return found


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report the first class that no condition links to the others."""
    if statement.root not in ("select", "query") or not statement.complete or statement.mixed or statement.use is Use.DISCARDED:
        return
    if (statement.use is not Use.EXECUTED and not statement.begun_here) or any(step.method not in _HARMLESS for step in statement.steps):
        return
    entities = _entities(statement)
    if not entities:
        return
    linked, places = list[set[str]](), dict(entities)
    for step in statement.steps:
        if step.method in ("where", "filter"):
            for argument in step.arguments:
                owners = _owners(argument.value)
                if owners is None or argument.starred or isinstance(argument.value, (Constant, ColumnReference)):
                    return
                if any(owner.startswith("sqlalchemy.") or not owner.rpartition(".")[2][:1].isupper() for owner in owners):
                    return
                for owner in owners:
                    places.setdefault(owner, argument.span)
                linked.append(owners)
    if len(places) < 2:
        return
    first = next(iter(places))
    reached = {first}
    for _ in places:
        for owners in linked:
            if owners & reached:
                reached |= owners
    for name in [name for name in places if name not in reached][:1]:
        yield Finding(places[name], {"left": name.rpartition(".")[2], "first": first.rpartition(".")[2]})


RULE = Rule(
    code="SQA318",
    name="cartesian-product",
    impact=Impact.HIGH,
    message="nothing joins {left} to {first}: every row of one comes with every row of the other; add a join or a condition on both",
    doc=__doc__,
    on=Statement, words=frozenset({"several models"}), check=check,
    sources=("P114", "P116"),
)
