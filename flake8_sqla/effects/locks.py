"""The words for effects: lock modes, and work that takes the longer the larger the table is."""

from __future__ import annotations

from enum import IntEnum

from flake8_sqla.facts.record import record
from flake8_sqla.facts.unknown import Unknown


class Lock(IntEnum):
    """PostgreSQL's modes of locking a table, weakest first."""

    NONE = 0
    ACCESS_SHARE = 1
    ROW_SHARE = 2
    ROW_EXCLUSIVE = 3
    SHARE_UPDATE_EXCLUSIVE = 4
    SHARE = 5
    SHARE_ROW_EXCLUSIVE = 6
    EXCLUSIVE = 7
    ACCESS_EXCLUSIVE = 8

    def __str__(self) -> str:
        """As PostgreSQL's documentation writes it."""
        return self.name.replace("_", " ") if self else "none"

    @property
    def blocks_writers(self) -> bool:
        """Whether INSERT, UPDATE and DELETE wait."""
        return self >= Lock.SHARE

    @property
    def blocks_readers(self) -> bool:
        """Whether SELECT waits."""
        return self is Lock.ACCESS_EXCLUSIVE


class Work(IntEnum):
    """What is done with the rows there are, least first. Whatever is more than nothing takes time in step with the table."""

    NONE = 0
    SCAN = 1
    INDEX = 2
    REWRITE = 3

    def __str__(self) -> str:
        """In words."""
        return {Work.NONE: "none", Work.SCAN: "scan", Work.INDEX: "index build", Work.REWRITE: "rewrite"}[self]


@record
class Effect:
    """What one operation does. Either part is UNKNOWN where the operation alone does not tell.

    `lock` is that on the operation's own table; `referenced` that on each table at the other end of a foreign key that comes or goes;
    `partition` that on the table that is attached or detached. `refused_in_transaction`: PostgreSQL refuses it inside a transaction.
    """

    lock: Lock | Unknown = Lock.NONE
    work: Work | Unknown = Work.NONE
    referenced: Lock = Lock.NONE
    partition: Lock = Lock.NONE
    refused_in_transaction: bool = False
