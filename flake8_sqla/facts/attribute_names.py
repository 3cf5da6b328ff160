"""Attributes of mapped classes that are named by keyword, and relationships that are used as if they were columns."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class NamedAttribute:
    """`filter_by(name=…)`, `.values(name=…)`, `User(name=…)`: `form` is `filter_by`, `values` or `call`.

    `model` is the path of the class that has to have the attribute; `others` are the classes that the statement has joined before.
    """

    span: Span
    form: str
    model: str
    name: str
    others: tuple[str, ...] = ()


@record
class RelationshipUse:
    """A relationship of a class where SQL wants a column.

    `form` is `attribute` (`Address.user.name`; `what` the further attribute), `any`, `has`, `in_` (methods that it may not have),
    `condition` (`where(User.addresses)`) or `comparison` (`User.addresses == x`). `owner` is the path of the class.
    """

    span: Span
    form: str
    owner: str
    attribute: str
    what: str = ""
