"""Relationships that statements load along, and results that joined collections repeat rows in."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.schema import Link


@record
class EagerLoad:
    """One loader option of a statement: `joinedload(User.posts)`.

    `name` is the relationship with its class (`User.posts`), `link` what is known of it.
    `limit` is the method that cuts the statement's rows off, empty where none does; `single` where a condition asks for one row by its
    primary key, or what reads the result raises where there are more, and the relationship does not go on from a collection of that row.
    `siblings` are the other collections that the same statement joins. `narrow`: of the row it starts at one or two columns are loaded.
    """

    span: Span
    strategy: str
    name: str
    link: Link
    limit: str = ""
    single: bool = False
    siblings: tuple[str, ...] = ()
    narrow: bool = False


@record
class RepeatedRows:
    """A result read without `unique()` whose statement joins a collection.

    `method` reads it (`for` for a loop); `name` is the relationship; `by_mapping` where the mapping's `lazy="joined"` joins it.
    """

    span: Span
    method: str
    name: str
    by_mapping: bool = False
