"""What somebody wants to know of a file: facts that no rule is asked about need not be made."""

from __future__ import annotations

from functools import cache
from typing import Protocol


class Wanted(Protocol):
    """The facts that are read. Their types are named as the manifest names them: `facts.calls:ApiCall`."""

    def reads(self, kind: str) -> bool:
        """Whether anybody reads facts of this very type."""

    def words_of(self, kind: str) -> frozenset[str] | None:
        """The words that somebody answers to in facts of this very type; None where somebody reads all of them."""


class Everything:
    """All facts are wanted."""

    def reads(self, kind: str) -> bool:
        """They are."""
        return True

    def words_of(self, kind: str) -> frozenset[str] | None:
        """All of them."""
        return None


EVERYTHING = Everything()


@cache
def called_by(words: frozenset[str], with_arguments: bool) -> frozenset[str]:
    """The last names of what is called in words of calls: `get` of `query.get`, `flush` of `session.flush(…)`, `select` of `select(query)`.

    Those with `…)` count only `with_arguments`. Keywords (`nullable=`) call nothing.
    """
    return frozenset(
        word.partition("(")[0].rpartition(".")[2] for word in words if word[-1:] != "=" and (with_arguments or not word.endswith("…)"))
    )
