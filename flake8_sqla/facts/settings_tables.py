"""Whether a table holds what somebody sets up by hand, types, priorities, plugins: a page of rows, which is read whole in a moment."""

from __future__ import annotations

import re

from flake8_sqla.facts.schema import SchemaTable

#: What tables of a few rows are called: the last word of their names, in the singular.
_FEW = frozenset(
    "type kind status severity priority category level setting config configuration currency country language locale timezone".split()
)
#: Columns of rows that are switched on and off, put in order, or one of which is taken where nothing is chosen.
_SET_UP = frozenset({"enabled", "is_enabled", "default", "is_default", "view_order", "sort_order", "display_order"})
#: Columns of rows of which each user, customer … has some: there are as many as users.
_OWNED = re.compile(r"email|user_?name|password|(.*_)?(user|customer|account|member|person|owner|contact|subscriber)_id", re.IGNORECASE)


def names_few(name: str) -> bool:
    """Whether a name, of a table or of a key without its `_id`, says that there are but a few of what it names."""
    return _singular(name.lower().rpartition("_")[2]) in _FEW


def is_settings(table: SchemaTable) -> bool:
    """Whether a table's name or columns say that its rows are set up by hand, and not added by those who use the application."""
    if isinstance(table.name, str) and names_few(table.name):
        return True
    names = {column.attribute.strip("_") for column in table.columns}
    return not names.isdisjoint(_SET_UP) and not any(map(_OWNED.fullmatch, names))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word if word in _FEW else word.removesuffix("es") if word.endswith("ses") else word.removesuffix("s")
