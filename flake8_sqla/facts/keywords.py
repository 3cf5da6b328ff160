"""Keyword arguments that speak to one dialect: `postgresql_where=`, `mysql_length=` … ."""

from __future__ import annotations


from flake8_sqla.facts.circumstances import DialectBranch
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class DialectKeyword:
    """One such keyword of a construct of the schema, or of the Alembic operation that makes one.

    `construct` is what SQLAlchemy builds (`Index`, `UniqueConstraint`, `Table`, …), `function` what is called here; `operation` says
    that this is an operation of Alembic. `missing_columns` are those that the keyword names and the construct's own list of columns
    lacks, where both can be read. `has_sibling`: the call has the same keyword for another dialect beside it.
    """

    span: Span
    construct: str
    function: str
    dialect: str
    name: str
    operation: bool = False
    missing_columns: tuple[str, ...] = ()
    has_sibling: bool = False
    branch: DialectBranch = DialectBranch()

    @property
    def keyword(self) -> str:
        """As it is written."""
        return f"{self.dialect}_{self.name}"
