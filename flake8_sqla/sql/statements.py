"""What reading SQL text gives: its statements, or the grammar's complaint."""

from __future__ import annotations


from flake8_sqla.facts.migrations import Operation
from flake8_sqla.facts.record import record


@record
class SqlStatement:
    """One statement of the text, and the operations it stands for: none for a plain SELECT, several for an ALTER TABLE.

    `offset` counts characters of the text up to the statement's first word, past white space and comments.
    """

    offset: int
    operations: tuple[Operation, ...]


@record
class SqlComplaint:
    """PostgreSQL's grammar refuses the text: its own words, and the character it points at."""

    offset: int
    message: str
