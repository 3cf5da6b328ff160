"""The circumstances of a migration's operation: its direction, its transaction, its loop, the database it is meant for."""

from __future__ import annotations

from flake8_sqla.facts.record import field, record
from flake8_sqla.facts.unknown import Unknown


@record
class DialectBranch:
    """The dialects under which an operation runs: only those in `only` (None: any), and none of `never`."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()

    def admits(self, dialect: str) -> bool:
        """Whether the operation may run under this dialect."""
        return dialect not in self.never and (self.only is None or dialect in self.only)


@record
class Setting:
    """The circumstances of an operation.

    `direction` is `upgrade` or `downgrade`: whichever entry function leads here.
    `spelling` is `op`, `batch`, `column` (a flag of a `Column` in `add_column`) or `sql`.
    `autocommit`: inside `autocommit_block()`; UNKNOWN where the migration plays with transactions itself.
    `conditional`: behind an `if`, a `try` or a loop that may not run.
    `statements_in_string`: how many statements the SQL string holds; one for everything else.
    `batch`: inside `batch_alter_table`, flags of columns included.
    `repeated`: how often the loops around it run it; UNKNOWN where they run over what is only known at run time.
    """

    direction: str = "upgrade"
    spelling: str = "op"
    autocommit: bool | Unknown = False
    conditional: bool = False
    branch: DialectBranch = DialectBranch()
    statements_in_string: int = 1
    repeated: int | Unknown = 1
    batch: bool = field(default=False, compare=False)
