"""Tables of a TOML file. The reader is loaded with the first file that has such a table: few projects keep Alembic's settings there."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping

_TABLE = ("tool", "alembic")


def alembic_table(text: str) -> Mapping[str, object] | None:
    """`[tool.alembic]` of a pyproject.toml; None where there is none. Raises ValueError with the reader's words for what is no TOML."""
    reader = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        table: object = reader.loads(text)
    except RecursionError:
        return None
    for name in _TABLE:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None
