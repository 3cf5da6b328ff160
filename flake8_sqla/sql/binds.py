"""SQLAlchemy's `:name` parameters, which PostgreSQL's grammar does not know.

`text()` finds them by a regular expression, inside string literals and comments too; so do we, for what it sends is what is read.
Every stand-in is as long as what it stands for, so that offsets stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from flake8_sqla.facts.lazy_patterns import lazy_pattern

#: As `TextClause` has it: `::cast` and `12:30` are no parameters.
BIND = lazy_pattern(r"(?<![:\w\\]):(\w+)(?![:\w])")
_EXPANDING = lazy_pattern(r"(\bin)(\s+:\w+)(?![:\w])", re.IGNORECASE)
_ESCAPED_COLONS = lazy_pattern(r"(?:\\:)+")
#: A parameter stands where a value may stand. Some commands (SET, COMMENT ON) take no parameter but a string there, some only a number;
#: drivers that put values into the text themselves send them all the same. The shortest parameter, `:a`, has two characters.
_STAND_INS = ("$1", "''", "0")


def readable_forms(text: str) -> Iterator[str]:
    """The text as the grammar may like it, most faithful form first; one form only where it holds no parameters."""
    listed = _EXPANDING.sub(_list, text)
    if not BIND.search(listed):
        yield _ESCAPED_COLONS.sub(_colons, listed)
        return
    for stand_in in _STAND_INS:
        yield _ESCAPED_COLONS.sub(_colons, BIND.sub(partial(_filled, stand_in), listed))


def _filled(stand_in: str, match: re.Match[str]) -> str:
    return stand_in.ljust(len(match[0]))


def _colons(match: re.Match[str]) -> str:
    # Colons of one run stay together: `x\:\:int` is a cast.
    return (":" * (len(match[0]) // 2)).rjust(len(match[0]))


def _list(match: re.Match[str]) -> str:
    # `IN :names` with an expanding parameter: SQLAlchemy writes the brackets.
    return match[1] + "(0)".ljust(len(match[2]))
