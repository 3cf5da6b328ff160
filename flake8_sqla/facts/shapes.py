"""A column as the database has it: what is left of `Column(…)` and of SQL's words for it once a table is made."""

from __future__ import annotations

from flake8_sqla.facts.defaults import ServerDefault
from flake8_sqla.facts.record import record
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


@record
class ColumnShape:
    """One column. Each part is UNKNOWN where it cannot be told."""

    name: str
    type: SqlType | Unknown = UNKNOWN
    nullable: bool | Unknown = UNKNOWN
    default: ServerDefault | Unknown = UNKNOWN

    @property
    def has_default(self) -> bool | Unknown:
        """Whether the server fills the column in."""
        return UNKNOWN if self.default is UNKNOWN else self.default.kind != "none"
