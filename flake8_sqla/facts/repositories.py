"""Classes that keep a program's queries."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record

#: How such classes are named.
REPOSITORY_ENDINGS = ("Repository", "Repo", "DAO", "Dao", "Gateway", "Store")


@record
class RepositoryClass:
    """A class named so that works with a session and has no base but `object` and `Generic`."""

    span: Span
    name: str
