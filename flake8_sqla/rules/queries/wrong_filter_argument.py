"""Argument that a filter does not take.

`filter()` and `where()` take expressions, `filter_by()` takes keywords, `in_()` takes one collection. The wrong one raises TypeError or
ArgumentError; a list compared by `==` with a key column fails in the driver. A statement is no value either: `in_([select(…)])` raises, and
where a `select()` or a subquery stands for a single value, or a subquery for the list of `in_()`, SQLAlchemy guesses what is meant and warns.

```python bad
from sqlalchemy import select

from app.models import User

by_name = select(User).where(name="ada")  # SQA328 "filter_by"
by_expression = select(User).filter_by(User.name == "ada")  # SQA328 "where"
several = select(User).where(User.id.in_(1, 2))  # SQA328 "one collection"
letters = select(User).where(User.name.in_("ada"))  # SQA328 "one collection"
listed = select(User).where(User.id == [1, 2])  # SQA328 ".in_"
newest = select(User).where(User.id == select(User.id).limit(1))  # SQA328 "scalar_subquery"
others = select(User).where(User.id.in_(select(User.id).subquery()))  # SQA328 "select() itself"
wrapped = select(User).where(User.id.in_([select(User.id)]))  # SQA328 "ArgumentError"
```

```python good
from sqlalchemy import select

from app.models import User

by_name = select(User).filter_by(name="ada")
by_expression = select(User).where(User.name == "ada")
several = select(User).where(User.id.in_([1, 2]))
tagged = select(User).where(User.tags == ["a", "b"])
newest = select(User).where(User.id == select(User.id).limit(1).scalar_subquery())
others = select(User).where(User.id.in_(select(User.id)))
```

A list beside a column that is no key is silent: the column may be an ARRAY or JSON. `filter(name=…)` of other libraries is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, ColumnReference, Comparison, Constant, Invocation, is_column_expression, walk
from flake8_sqla.facts.statement_misuse import StatementOperand
from flake8_sqla.facts.key_types import kind_of_column
from flake8_sqla.facts.statements import Statement
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(statement: Statement | StatementOperand, context: Context) -> Iterator[Finding]:
    """Report filters of statements and queries that are given the wrong thing."""
    if isinstance(statement, StatementOperand):
        yield Finding(statement.span, {"method": statement.method, "kind": statement.kind}, statement.form)
        return
    for step in statement.steps:
        if step.method in ("where", "filter"):
            for argument in step.arguments:
                if argument.keyword:
                    yield Finding(argument.span, {"method": step.method, "keyword": argument.keyword})
        elif step.method == "filter_by":
            for argument in step.arguments:
                if not argument.keyword and not argument.starred:
                    yield Finding(argument.span, {}, "positional")
        for argument in step.arguments:
            for part in walk(argument.value):
                if isinstance(part, Invocation) and part.method in ("in_", "not_in", "notin_"):
                    yield from _membership(part)
                elif isinstance(part, Comparison) and part.operators in (("==",), ("!=",)):
                    yield from _equality(part, context)


def _membership(call: Invocation) -> Iterator[Finding]:
    if call.receiver is None or not is_column_expression(call.receiver):
        return
    starred = next((argument for argument in call.arguments if argument.starred), None)
    if starred is not None:
        yield Finding(starred.span, {"method": call.method}, "membership")
        return
    first = call.positional[0] if call.positional else None
    if first is None:
        return
    if len(call.positional) > 1 or (isinstance(first.value, Constant) and isinstance(first.value.value, (str, int, float))):
        yield Finding(first.span, {"method": call.method}, "membership")


def _equality(comparison: Comparison, context: Context) -> Iterator[Finding]:
    left, right = comparison.left, comparison.rights[0]
    if isinstance(left, ColumnReference) and isinstance(right, Collection) and right.kind in ("list", "tuple", "set"):
        if left.attribute == "id" or left.attribute.endswith("_id") or _holds_one_value(left, context):
            yield Finding(right.span, {"column": left.attribute}, "equality")


def _holds_one_value(reference: ColumnReference, context: Context) -> bool:
    """Whether a column is of a type that is neither a list nor JSON nor one of somebody's own."""
    table = context.models.table(reference.owner)
    column = table.column_of(reference.attribute) if table is not None else None
    return table is not None and column is not None and bool(kind_of_column(table, column))


RULE: Rule[Statement | StatementOperand] = Rule(
    code="SQA328",
    name="wrong-filter-argument",
    impact=Impact.MEDIUM,
    message=".{method}() takes no keywords and raises TypeError; use filter_by({keyword}=…)",
    doc=__doc__,
    on=(Statement, StatementOperand),
    words=frozenset({"where keyword", "filter keyword", "filter_by positional", "in_", "not_in", "notin_", "compared collection"}),
    check=check,
    variants={
        "scalar": "a {kind} stands where one value belongs, and warns (SAWarning); end the select() with .scalar_subquery()",
        "collection": ".{method}() has to wrap this {kind} in a select(), and warns (SAWarning); hand it the select() itself",
        "listed": ".{method}() raises ArgumentError on a list that holds a select(); hand it the select() itself",
        "positional": "filter_by() takes keywords alone and raises TypeError; use where(…)",
        "membership": ".{method}() takes one collection; put the values in a list",
        "equality": "{column} is compared with a whole collection, which the driver refuses; use .in_(…)",
    },
    sources=("P74", "P75", "P76", "L2.2"),
)
