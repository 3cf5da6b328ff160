"""What mapped classes and column types do: hybrids, validators, processors of values."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class HybridAttribute:
    """A `hybrid_property` or `hybrid_method`. `python` are the parts of its body that only Python can do, in source order.

    `has_expression`: the class gives it an expression of its own.
    """

    span: Span
    owner: str
    name: str
    has_expression: bool
    python: tuple[PythonPart, ...] = ()


@record
class PythonPart:
    """`and`, `or`, `not`, `is`, `in`, `if` or a loop over a value of the row. `on` is the attribute it looks at."""

    span: Span
    word: str
    on: str


@record
class ValueFunction:
    """A function whose return value is stored: a validator (`kind` is `validates`) or a method of a `TypeDecorator` (its name).

    `can_fall_off`: some path through it ends without returning a value.
    """

    span: Span
    kind: str
    name: str
    owner: str
    can_fall_off: bool


@record
class CustomType:
    """A subclass of `TypeDecorator` or of `UserDefinedType`. `says_cache_ok`: its body sets `cache_ok`."""

    span: Span
    name: str
    base: str
    says_cache_ok: bool
    abstract: bool = False
