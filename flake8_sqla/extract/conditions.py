"""The conditions of check constraints, as far as they prove that a column holds no NULL."""

from __future__ import annotations

import re

from flake8_sqla.facts.expressions import Constant, Expression, Invocation
from flake8_sqla.facts.lazy_patterns import lazy_pattern

_TEXT = frozenset({"sqlalchemy.text", "sqlalchemy.literal_column"})
_COLUMN = "sqlalchemy.column"
_AND = lazy_pattern(r"\s+and\s+", re.IGNORECASE)
_OR = lazy_pattern(r"\bor\b", re.IGNORECASE)
_NOT_NULL = lazy_pattern(r'[\s(]*"?(?:\w+"?\."?)?(\w+)"?[\s)]+is\s+not\s+null[\s)]*', re.IGNORECASE)


def not_null_columns(condition: Expression | None) -> tuple[str, ...]:
    """The columns that the condition proves not to be NULL: `a IS NOT NULL`, alone or joined by AND, in SQL or as SQLAlchemy writes it."""
    match condition:
        case Constant(value=str() as text):
            if _OR.search(text):
                return ()
            return tuple(found[1] for part in _AND.split(text) if (found := _NOT_NULL.fullmatch(part)))
        case Invocation(function=function, arguments=(first, *_)) if function in _TEXT:
            return not_null_columns(first.value)
        case Invocation(function="sqlalchemy.and_", arguments=parts):
            return tuple(name for part in parts for name in not_null_columns(part.value))
        case Invocation(method="isnot" | "is_not", receiver=Invocation(function=function, arguments=(name, *_))) if function == _COLUMN:
            return (name.value.value,) if isinstance(name.value, Constant) and isinstance(name.value.value, str) else ()
        case _:
            return ()
