"""Values of columns that are changed in place."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class InPlaceChange:
    """`owner.attribute["k"] = …` or `owner.attribute.append(…)`, where the owner is an object that a session loaded.

    `model` is the class's path. `alias` is the name by which the value is changed before it is assigned back, empty where there is none.
    Nothing in the function assigns another value or tells SQLAlchemy of the change.
    """

    span: Span
    owner: str
    attribute: str
    model: str
    alias: str = ""
