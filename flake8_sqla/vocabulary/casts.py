"""Which types PostgreSQL turns into which by itself when a column's type is changed: its implicit and assignment casts.

Measured on PostgreSQL 15, `ALTER TABLE … ALTER COLUMN … TYPE` on an empty table for each pair. Every type becomes text, varchar or char.
"""

from __future__ import annotations

_TEXTS = "text varchar char"
_NUMBERS = "smallint integer bigint numeric real"

#: From what → to what, by the names of `facts.sql_types`; `enum` stands for every enum.
ASSIGNABLE: dict[str, frozenset[str]] = {
    name: frozenset([name, "double precision"] if "numbers" in targets else [name])
    | frozenset(targets.replace("numbers", _NUMBERS).split())
    | frozenset(_TEXTS.split())
    for name, targets in {
        "smallint": "numbers",
        "integer": "numbers money",
        "bigint": "numbers money",
        "numeric": "numbers money",
        "real": "numbers",
        "double precision": "numbers",
        "boolean": "",
        "varchar": "",
        "text": "",
        "char": "",
        "date": "timestamp timestamptz",
        "timestamp": "date time timestamptz",
        "timestamptz": "date time timestamp timetz",
        "time": "interval timetz",
        "timetz": "time",
        "interval": "time",
        "uuid": "",
        "json": "jsonb",
        "jsonb": "json",
        "bytea": "",
        "enum": "",
        "inet": "",
        "money": "numeric",
    }.items()
}
KNOWN = frozenset(ASSIGNABLE)
