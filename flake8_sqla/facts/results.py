"""Results of statements: how they are read, and where one thing is taken for another."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class DroppedColumns:
    """`scalars` or `scalar` of a statement with several columns. `columns` are the ones after the first, as written."""

    span: Span
    method: str
    columns: tuple[str, ...]


@record
class RowAttribute:
    """An attribute read from a row whose only column is an entity: the row has no such attribute, the entity may."""

    span: Span
    row: str
    attribute: str
    model: str


@record
class RowAsScalar:
    """A row of one column compared with (`operator`), searched for among values (`in`), or tested (`truth`)."""

    span: Span
    use: str
    column: str


@record
class AlwaysTrue:
    """A result, a legacy query or a statement as a condition. `kind` is `result`, `query` or `statement`."""

    span: Span
    kind: str


@record
class SecondRead:
    """The second read of a result that the first, in line `first`, has used up."""

    span: Span
    name: str
    method: str
    first_method: str
    first: int


@record
class CountedRows:
    """All rows loaded to be counted or to see whether there are any. `form` is `len`, `exists` or `count`."""

    span: Span
    form: str


@record
class FirstOfMany:
    """`Result.first()` of a select; `limited`, `unique` (a filter by a key) and `aggregate` say why few rows come anyway."""

    span: Span
    limited: bool
    unique: bool
    aggregate: bool


@record
class ClosedResult:
    """A result of entities that is returned from the session's own `with`, or read behind it. `model` is the class's name.

    `returned`: it leaves the function unread.
    """

    span: Span
    model: str
    returned: bool
