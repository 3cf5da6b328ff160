"""Rows for tables nobody has filled: made from the columns, so that conditions find some rows and not others."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterator

import sqlalchemy as sa

WORDS = ("ada", "eve", "bob", "zoe", "kay", "lin")
_START = datetime.datetime(2025, 1, 1, 12)


def fill(connection: sa.Connection, metadata: sa.MetaData, count: int) -> None:
    """Put rows into every table, parents first. The last row of a parent has no children; None stands in each third nullable column."""
    for table in metadata.sorted_tables:
        made = list({_key(table, number, count): dict(_row(table, number, count)) for number in range(count)}.values())
        if made and made[0]:
            connection.execute(table.insert(), made)


def complete(metadata: sa.MetaData) -> None:
    """Add the tables that foreign keys point to and an example leaves out."""
    for table in list(metadata.tables.values()):
        for key in table.foreign_keys:
            *above, name, column = key.target_fullname.split(".")
            schema = ".".join(above)
            full = f"{schema}.{name}" if schema else name
            if full not in metadata.tables:
                sa.Table(name, metadata, sa.Column(column, sa.Integer, primary_key=True), schema=schema or None)


def _key(table: sa.Table, number: int, count: int) -> tuple[object, ...]:
    """What two rows may not have in common: a key that is made of other tables' keys comes round again."""
    keys = [column for column in table.primary_key if column.foreign_keys]
    return tuple(value(column, number, count) for column in keys) if len(keys) == len(table.primary_key) > 0 else (number,)


def _row(table: sa.Table, number: int, count: int) -> Iterator[tuple[str, object]]:
    for position, column in enumerate(table.columns):
        if column.computed is not None or column.identity is not None:
            continue
        yield column.key, value(column, number, count, position)


def value(column: sa.Column[object], number: int, count: int, position: int = 0) -> object:
    """The value of a column in one row."""
    if column.foreign_keys:
        to_itself = any(key.column.table is column.table for key in column.foreign_keys)
        if to_itself:
            return None if number == 0 and column.nullable else max(number, 1)
        return number % max(count - 1, 1) + 1
    if column.primary_key and isinstance(column.type, sa.Integer):
        return number + 1
    if column.nullable and (number + position) % 3 == 0:
        return None
    return _plain(column.type, number)


def _plain(kind: sa.types.TypeEngine[object], number: int) -> object:
    match kind:
        case sa.Boolean():
            return number % 2 == 0
        case sa.Enum():
            return list(kind.enum_class)[0] if kind.enum_class is not None else kind.enums[number % len(kind.enums)]
        case sa.Integer():
            return 10 * number + 10
        case sa.Float():
            return float(number)
        case sa.Numeric():
            return decimal.Decimal(number)
        case sa.DateTime():
            return _START + datetime.timedelta(days=number)
        case sa.Date():
            return (_START + datetime.timedelta(days=number)).date()
        case sa.JSON() | sa.PickleType():
            return {"number": number}
        case sa.Uuid():
            return uuid.UUID(int=number + 1)
        case sa.LargeBinary():
            return bytes([number])
        case sa.types.TypeDecorator():
            return _plain(kind.impl_instance if hasattr(kind, "impl_instance") else kind.impl, number)
    return WORDS[number] if number < len(WORDS) else f"name {number}"
