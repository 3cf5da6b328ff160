"""Regular expressions that are compiled when they are first used: together they take longer to compile than a file takes to check."""

from __future__ import annotations

import re
from typing import Any, cast


class LazyPattern:
    """Stands for a compiled pattern, and has everything that one has."""

    def __init__(self, text: str, flags: int) -> None:
        """Nothing is compiled yet: what is wrong with the expression shows at its first use, for which there is a test."""
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile, once; from then on the methods are found on the object itself."""
        compiled = re.compile(self._text, self._flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "split", "pattern"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, later."""
    return cast("re.Pattern[str]", LazyPattern(text, flags))
