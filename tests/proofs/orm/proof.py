"""How a proof is written down: what each message of a rule claims, and what its examples presuppose.

This, and the tables that are made of it, import nothing beyond Python: the docs are generated from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proofs.orm.seen import Seen


@dataclass(frozen=True)
class Claim:
    """Something that a message says happens."""

    def holds(self, seen: Seen) -> bool:
        """Whether it was seen."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """What the example is said to do, for the rule's page."""
        raise NotImplementedError


@dataclass(frozen=True)
class Setup:
    """What an example needs to run and does not say.

    `arguments`: for the parameters of that name; the others are made from annotations. `run`: code that is run in place of calling the
    example's functions, with their names, and those of the world (`session`, `engine`, `factory` …). `replace`: pieces of the example's
    text. `instead`: the same, only where another report of the example is looked at. `rows`: how many each table has; `empty`: the
    functions that find the tables empty. `sql`: what is run when tables and rows are made;
    `first`: what is run before anything else. `add`: code at the end of each file. `unused`: entries that are defined and no more. `apart`: functions and names of a `good` example
    that do what the rule warns of, and why they may. `fails`: the errors that its functions may end with: refused, or answered, is what the `bad` one does.
    `complete`: whether tables that foreign keys name and nobody makes are made. `python`: the oldest that can run it.
    """

    arguments: Mapping[str, object] = field(default_factory=dict)
    run: str = ""
    replace: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    rows: int = 6
    empty: Sequence[str] = ()
    sql: Sequence[str] = ()
    first: Sequence[str] = ()
    add: str = ""
    unused: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)
    fails: Sequence[str] = ()
    complete: bool = True
    python: tuple[int, int] = (3, 10)


@dataclass(frozen=True)
class Proof:
    """What is claimed by a rule: message's variant → claims, all of which a `bad` example shows and no `good` one does.

    `also`: setups of `bad` examples for single variants. `unshown`: variants that claim nothing of the program, and why. `newest`: only
    SQLAlchemy 2.1 does it.
    """

    claims: Mapping[str, tuple[Claim, ...]]
    bad: Setup = field(default_factory=Setup)
    good: Setup = field(default_factory=Setup)
    also: Mapping[str, Setup] = field(default_factory=dict)
    unshown: Mapping[str, str] = field(default_factory=dict)
    newest: bool = False
