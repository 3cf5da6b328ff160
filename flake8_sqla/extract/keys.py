"""Primary keys, unique constraints, indexes and foreign keys of one table, from its columns' flags and its items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flake8_sqla.extract.columns import ondelete_of, pointed_at
from flake8_sqla.facts.expressions import Argument, Collection, ColumnReference, Constant, Invocation
from flake8_sqla.facts.models import SchemaItem
from flake8_sqla.facts.schema import Column, ForeignKey, Key, Names
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


def binds_itself(item: SchemaItem) -> bool:
    """Whether an item in a class body finds its table by the column objects it is given."""
    parts = item.positional[1:] if item.kind == "Index" else item.positional
    return bool(parts) and not any(isinstance(part.value, Constant) for part in parts)


def owner_of(item: SchemaItem) -> str:
    """The class or table whose columns an item names as objects; empty where it names none."""
    return next((part.value.owner for part in item.positional if isinstance(part.value, ColumnReference)), "")


def _names(parts: Iterable[Argument], columns: list[Column]) -> tuple[Names, bool]:
    """The columns that arguments name, and whether all of them are plain columns."""
    names: list[str | Unknown] = []
    by_place: Mapping[object, Column] = {entry.span: entry for entry in columns}
    for part in parts:
        value = part.value
        found: str | Unknown = UNKNOWN
        if isinstance(value, Constant) and isinstance(value.value, str):
            found = value.value
        elif isinstance(value, ColumnReference):
            found = next((entry.name for entry in columns if entry.attribute == value.attribute), UNKNOWN)
        elif isinstance(value, Invocation) and value.span in by_place:
            found = by_place[value.span].name
        names.append(found)
    return tuple(names), UNKNOWN not in names


def keys_of(columns: list[Column], items: list[SchemaItem], standing: set[int]) -> tuple[tuple[Key, ...], tuple[ForeignKey, ...], bool]:
    """The keys and the foreign keys, and whether all of them could be read. `standing` are the items made outside of the table."""
    keys: list[Key] = []
    foreign_keys: list[ForeignKey] = []
    read = True
    primary = [entry for entry in columns if entry.primary_key is True]
    if primary:
        keys.append(Key(primary[0].span, "primary", tuple(entry.name for entry in primary), True, origin="flag"))
    for entry in columns:
        if entry.index is True:
            place = entry.keyword("index")
            keys.append(Key(place.span if place else entry.span, "index", (entry.name,), entry.unique, origin="flag"))
        elif entry.unique is True:
            place = entry.keyword("unique")
            keys.append(Key(place.span if place else entry.span, "unique", (entry.name,), True, origin="flag"))
    for item in items:
        origin = "standing" if id(item) in standing else "item"
        name = _name_of(item)
        read = read and not item.has_starred
        options = any(argument.keyword and argument.keyword not in ("name", "unique", "info", "comment") for argument in item.arguments)
        if item.kind == "Index":
            names, plain = _names(item.positional[1:], columns)
            unique = next((argument.value for argument in item.arguments if argument.keyword == "unique"), None)
            flag: bool | Unknown = UNKNOWN if unique is not None or item.has_starred else False
            if isinstance(unique, Constant):
                flag = bool(unique.value)
            keys.append(Key(item.span, "index", names, flag, name, plain and not options and not item.has_starred, origin))
        elif item.kind in ("UniqueConstraint", "PrimaryKeyConstraint"):
            names, plain = _names(item.positional, columns)
            kind = "unique" if item.kind == "UniqueConstraint" else "primary"
            keys.append(Key(item.span, kind, names, True, name, plain and not item.has_starred, origin))
        elif item.kind == "ForeignKeyConstraint":
            foreign_keys.append(_table_foreign_key(item, columns))
    return tuple(keys), tuple(foreign_keys), read


def _name_of(item: SchemaItem) -> str | Unknown | None:
    given = next((argument.value for argument in item.arguments if argument.keyword == "name"), None)
    if given is None and item.kind == "Index" and item.positional:
        given = item.positional[0].value
    if given is None:
        return UNKNOWN if item.has_starred else None
    if isinstance(given, Constant):
        return given.value if isinstance(given.value, str) else None
    return UNKNOWN


def _table_foreign_key(item: SchemaItem, columns: list[Column]) -> ForeignKey:
    given = {argument.keyword: argument.value for argument in item.arguments if argument.keyword}
    local = given.get("columns", item.positional[0].value if item.positional else None)
    remote = given.get("refcolumns", item.positional[1].value if len(item.positional) > 1 else None)
    call = Invocation(item.span, "", item.arguments)
    if not isinstance(local, Collection) or not isinstance(remote, Collection) or not local.complete or not remote.complete:
        return ForeignKey(item.span, (UNKNOWN,), UNKNOWN, (UNKNOWN,), ondelete_of(call))
    names, _ = _names([Argument(part.span, part) for part in local.items], columns)
    pointed = [pointed_at(part) for part in remote.items]
    tables = {table for table, _ in pointed}
    table = tables.pop() if len(tables) == 1 else UNKNOWN
    return ForeignKey(item.span, names, table, tuple(name for _, name in pointed), ondelete_of(call))
