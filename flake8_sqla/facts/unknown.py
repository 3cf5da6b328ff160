"""What cannot be decided by reading: a value of its own, at which every rule falls silent."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Unknown(Enum):
    """The type of `UNKNOWN`, so that a type checker narrows `value is UNKNOWN`."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse to be a truth value: `if fact.unique:` would quietly read 'not known' as 'yes'."""
        raise TypeError("an unknown value is neither true nor false; compare with `is True`, `is False` or `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN
