"""Which changes of type MySQL and MariaDB can only make by copying the table; `tests/proofs/test_types_on_mysql.py` asks both.

Our types are named after PostgreSQL's, and some of them are one type on MySQL (`Boolean` and `TINYINT`), some several (`DateTime` and
`TIMESTAMP` are two). Where ours do not tell two of MySQL's apart, a change from one to the other is taken for none.
"""

from __future__ import annotations

from flake8_sqla.facts.record import replace
from flake8_sqla.facts.sql_types import SqlType

#: What is called differently and stored alike, or may be.
_ALIKE = {
    "blob": "bytea",
    "boolean": "tinyint",
    "datetime": "timestamp",
    "decimal": "numeric",
    "interval": "timestamp",
    "timestamptz": "timestamp",
    "timetz": "time",
}
#: FLOAT has four bytes, FLOAT(25) to FLOAT(53) and all the others eight.
_FLOATS = frozenset({"float", "double", "double_precision", "double precision", "real"})
#: Of these the length is not known, or says how they are printed.
_WITHOUT_NUMBERS = frozenset({"bytea", "float", "double", "text", "tinyint", "integer", "bigint", "smallint"})
#: May grow where they stand.
_VARYING = frozenset({"varchar", "varbinary"})
#: MySQL takes the bytes as they are; MariaDB copies.
_DIFFERENT = frozenset({("text", "bytea"), ("longtext", "longblob"), ("varchar", "varbinary")})
#: What a `Uuid` is on MySQL, and not on MariaDB.
_UUID = SqlType("char", (32,))


def stored(kind: SqlType) -> SqlType:
    """The type that the two keep it as."""
    name = ("float" if kind.single else "double") if kind.name in _FLOATS else _ALIKE.get(kind.name, kind.name)
    kind = replace(kind, name=name)
    if kind.name in _WITHOUT_NUMBERS:
        return replace(kind, arguments=())
    if kind.name == "numeric":
        return replace(kind, arguments=(*kind.arguments, 0)[:2] if kind.arguments else (10, 0))
    return kind


def copies_table(old: SqlType, new: SqlType) -> bool:
    """Whether the change copies all rows. Labels of an ENUM, and a VARCHAR that grows, are not judged here: `False`."""
    old, new = stored(old), stored(new)
    if old.kind == new.kind == "enum" or (old.name, new.name) in _DIFFERENT or _UUID in (old, new) and "uuid" in (old.name, new.name):
        return False
    if old.name != new.name:
        return True
    if old.name in _VARYING:
        return bool(old.arguments and new.arguments) and new.arguments[0] < old.arguments[0]
    return old.arguments != new.arguments
