"""The schema of one file: its columns, its tables, and the relationships that start in it, wherever they lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_sqla.extract.columns import column
from flake8_sqla.extract.models_index import Models
from flake8_sqla.facts.expressions import Constant, Opaque, walk
from flake8_sqla.facts.migrations import AddColumn, CreateTable, Operation, TableName
from flake8_sqla.facts.models import MappedClass
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.schema import Column, Link, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN


def schema_facts(own: ModuleModels, models: Models, watched: bool) -> Iterator[Column | SchemaTable | Link]:
    """The columns and tables of a file, and the relationships of its classes. `watched`: its code listens to changes of rows."""
    found = _told_apart(models.own_tables(), models)
    # Most columns have been made for their tables already.
    known = {entry.span: entry for table in found for entry in table.columns if entry.own and not entry.foreign_keys}
    for mapped in own.classes:
        if models.makes_columns(mapped):
            for definition in mapped.columns:
                entry = None if watched else known.get(definition.span)
                if entry is None or entry.owner != mapped.name or entry.attribute != definition.attribute:
                    entry = column(definition, owner=mapped.name, watched=watched)
                yield entry
    for table in own.tables:
        title = table.name if isinstance(table.name, str) else table.variable
        yield from (column(definition, owner=title) for definition in table.columns)
    yield from found
    for made in found:
        if made.model is not None:
            yield from models.links(made)


def columns_of_operations(operations: Iterable[Operation]) -> Iterator[Column]:
    """The columns that a migration makes."""
    for operation in operations:
        owner = str(operation.table) if isinstance(operation.table, TableName) else "table"
        if isinstance(operation, CreateTable):
            yield from (column(definition, owner=owner) for definition in operation.columns)
        elif isinstance(operation, AddColumn) and operation.definition is not None:
            yield column(operation.definition, owner=owner)


def _told_apart(tables: list[SchemaTable], models: Models) -> list[SchemaTable]:
    """Each table that an earlier class of the same base has already says so."""
    seen: dict[tuple[str, object, str], str] = {}
    found = []
    for table in tables:
        model = table.model if table.span.column == 0 else None
        root = models.root(table.path) if model is not None and table.schema is not UNKNOWN and not _extends(model) else ""
        if root and model is not None and isinstance(model.table_name, str):
            key = (root, table.schema, model.table_name)
            if key in seen:
                table = replace(table, repeats=seen[key])
            seen.setdefault(key, table.owner)
        found.append(table)
    return found


def _extends(mapped: MappedClass) -> bool:
    """Whether `extend_existing` or `keep_existing` is among its table arguments, or may be."""
    if mapped.table_args is None:
        return False
    words = ("extend_existing", "keep_existing")
    return any(isinstance(part, Opaque) or (isinstance(part, Constant) and part.value in words) for part in walk(mapped.table_args))
