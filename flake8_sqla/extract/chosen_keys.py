"""`foreign_keys=` of a relationship: which of the keys between two tables it follows."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Callback, Collection, ColumnReference, Constant, Expression, Invocation
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.schema import ForeignKey, SchemaTable

_NAMED = lazy_pattern(r"(\w+)\.(?:c\.)?(\w+)")


def chosen(
    relationship: RelationshipDefinition, owner: SchemaTable, target: SchemaTable, local: list[ForeignKey], remote: list[ForeignKey]
) -> tuple[list[ForeignKey], list[ForeignKey]]:
    """The keys of either table that the relationship names; all of them where it names none that we can read."""
    given = relationship.keyword("foreign_keys")
    if given is None or len(local) + len(remote) < 2:
        return local, remote
    named = set(_columns(given.value, owner, target))
    one = [key for key in local if all((owner.path, name) in named for name in key.columns)]
    other = [key for key in remote if all((target.path, name) in named for name in key.columns)]
    return (one, other) if one or other else (local, remote)


def _columns(value: Expression, owner: SchemaTable, target: SchemaTable) -> Iterator[tuple[str, str]]:
    """(path of the class, column) of each column that an argument names."""
    match value:
        case Callback(body=body):
            yield from _columns(body, owner, target)
        case Collection(items=items):
            for item in items:
                yield from _columns(item, owner, target)
        case ColumnReference(owner=name, attribute=attribute):
            yield from _of_class(name.rpartition(".")[2], attribute, owner, target)
        case Constant(value=str() as text):
            for name, attribute in _NAMED.findall(text):
                yield from _of_class(name, attribute, owner, target)
        case Invocation(span=span):  # a column of the class body, by its name there
            for column in owner.columns:
                if column.span == span and isinstance(column.name, str):
                    yield owner.path, column.name


def _of_class(name: str, attribute: str, owner: SchemaTable, target: SchemaTable) -> Iterator[tuple[str, str]]:
    for table in (owner, target):
        if table.owner == name:
            for column in table.columns:
                if column.attribute == attribute and isinstance(column.name, str):
                    yield table.path, column.name
