"""Statements used as if they had been executed, or as if they were values."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class StatementAsResult:
    """A method of results called on a statement; or, with `method` empty, a select among the columns of a select.

    `kind` is `iterated` where the statement is gone over or counted, `scalars` where a method of rows is called on a result of values.
    """

    span: Span
    root: str
    method: str
    kind: str = ""


@record
class StatementOperand:
    """A statement where a value belongs.

    `form` is `scalar` (a single value: compared with a column, an argument of a SQL function), `collection` (what `in_` is given is
    already a FROM) or `listed` (in the list that `in_` is given). `kind` is `select`, `query`, `subquery`, `alias`, `cte` or `lateral`;
    `method` the method it is an argument of.
    """

    span: Span
    form: str
    kind: str
    method: str = ""
