"""Records: named fields, compared by content, not changed once made. What `dataclasses` does, at a small part of its price.

`dataclasses` writes and compiles half a dozen methods for each class while its module loads. For the classes of this package that was
more than half of all loading, which somebody waits for each time an editor lints a file. Here equality, hash and representation are
written once for all classes, and a class has its `__init__` when its first object is made.

A record's fields are not assigned to. mypy refuses it (`dataclass_transform`); nothing stands guard at run time, where the guard would
cost more than all the rest of making an object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType, MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_known: object) -> Callable[[Any], Any]:
        """For type checkers only: Python has it from 3.11."""
        return lambda decorated: decorated


R = TypeVar("R")
V = TypeVar("V")

#: A mapping with nothing in it, to be a field's default.
EMPTY: Mapping[Any, Any] = MappingProxyType({})
#: In place of a default where there is none.
_REQUIRED: Any = object()


class Field:
    """One field of a record: its name, its default (`required`: it has none), and whether it counts when records are compared."""

    __slots__ = ("compare", "default", "keyword", "name")

    def __init__(self, name: str, default: Any, compare: bool, keyword: bool) -> None:
        """`keyword`: it is given by name only."""
        self.name = name
        self.default = default
        self.compare = compare
        self.keyword = keyword

    @property
    def required(self) -> bool:
        """Whether an object cannot be made without it."""
        return self.default is _REQUIRED


def field(*, default: V, compare: bool = True) -> V:
    """A field that is more than a name and a default: `compare=False` leaves it out of equality and hash."""
    return Field("", default, compare, keyword=False)  # type: ignore[return-value]


@overload
def record(cls: type[R], /) -> type[R]: ...


@overload
def record(*, eq: bool = True, order: bool = False, kw_only: bool = False) -> Callable[[type[R]], type[R]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(
    cls: type[R] | None = None, /, *, eq: bool = True, order: bool = False, kw_only: bool = False
) -> type[R] | Callable[[type[R]], type[R]]:
    """The class with its annotated names as fields in slots.

    `eq=False`: an object equals itself only. `order`: objects are ordered by their fields. `kw_only`: the fields are given by name.
    """
    if cls is None:
        return lambda decorated: _made(decorated, eq, order, kw_only)
    return _made(cls, eq, order, kw_only)


def fields(made: object) -> tuple[Field, ...]:
    """The fields of a record, or of a class of records, in the order of its arguments."""
    found: tuple[Field, ...] = made.__record_fields__  # type: ignore[attr-defined]
    return found


def replace(made: R, /, **changes: Any) -> R:
    """A record like this one, but for the fields that are given."""
    cls: Any = made.__class__
    found: R = cls(**(_named_values(cls)(made) | changes))
    return found


@cache
def _named_values(cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    """What gives the fields of a record of this class by their names."""
    names = [entry.name for entry in fields(cls)]
    if len(names) < 2:
        return lambda made: {name: getattr(made, name) for name in names}
    values = attrgetter(*names)
    return lambda made: dict(zip(names, values(made), strict=True))


def _made(cls: type[R], eq: bool, order: bool, kw_only: bool) -> type[R]:
    """The same class once more: slots have to be there from the first."""
    space = dict(cls.__dict__)
    found: dict[str, Field] = {}
    for base in cls.__mro__[-2:0:-1]:
        found.update((entry.name, entry) for entry in base.__dict__.get("__record_fields__", ()))
    inherited = set(found)
    for name, annotation in space.get("__annotations__", {}).items():
        if annotation.startswith("ClassVar"):
            continue
        default = space.pop(name, _REQUIRED)
        compare = True
        if isinstance(default, Field):
            default, compare = default.default, default.compare
        found[name] = Field(name, default, compare, kw_only)
    # Those that are given by name come last, as `dataclasses` has it.
    ordered = tuple(sorted(found.values(), key=attrgetter("keyword")))
    space.pop("__dict__", None)
    space.pop("__weakref__", None)
    space["__slots__"] = tuple(name for name in found if name not in inherited)
    space["__record_fields__"] = ordered
    space["__match_args__"] = tuple(entry.name for entry in ordered if not entry.keyword)
    space["__init__"] = _first_init
    space.setdefault("__repr__", _repr)
    if eq:
        space["__record_values__"] = None
        space["__eq__"], space["__hash__"] = _eq, _hash
    if order:
        space["__lt__"], space["__le__"], space["__gt__"], space["__ge__"] = _lt, _le, _gt, _ge
    made: type[R] = type(cls.__name__, cls.__bases__, space)
    return made


def _first_init(self: Any, *arguments: Any, **named: Any) -> None:
    """Stands for a class's `__init__` until its first object is made."""
    cls = next(base for base in type(self).__mro__ if "__record_fields__" in base.__dict__)
    init = _init(cls)
    cls.__init__ = init  # type: ignore[misc]
    init(self, *arguments, **named)


def _init(cls: type) -> FunctionType:
    """`def __init__(self, a, b=…): self.a = a; self.b = b`: the code for so many fields, with the names of these."""
    found = fields(cls)
    names = tuple(entry.name for entry in found)
    given = sum(not entry.keyword for entry in found)
    code = _code(len(names), hasattr(cls, "__post_init__"))
    code = code.replace(
        co_varnames=("self", *names),
        co_names=(*names, *code.co_names[len(names) :]),
        co_argcount=given + 1,
        co_kwonlyargcount=len(names) - given,
    )
    defaults = tuple(entry.default for entry in found if not entry.keyword and not entry.required)
    init = FunctionType(code, {}, "__init__", defaults)
    init.__kwdefaults__ = {entry.name: entry.default for entry in found if entry.keyword and not entry.required}
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


@cache
def _code(count: int, checked: bool) -> CodeType:
    """Compiling takes a hundred times as long as putting other names into what is compiled: once for each number of fields."""
    names = [f"_{number}" for number in range(count)]
    lines = [f" self.{name} = {name}" for name in names] + [" self.__post_init__()"] * checked or [" pass"]
    space: dict[str, FunctionType] = {}
    exec("\n".join([f"def __init__(self, {', '.join(names)}):", *lines]), {}, space)
    return space["__init__"].__code__


def _getter(cls: Any) -> Callable[[Any], Any]:
    """What gives the compared fields of a record of this class as one value. The class keeps it."""
    names = [entry.name for entry in fields(cls) if entry.compare]
    if len(names) > 1:
        cls.__record_values__ = attrgetter(*names)
    else:
        cls.__record_values__ = staticmethod(lambda made: tuple(getattr(made, name) for name in names))
    found: Callable[[Any], Any] = cls.__record_values__
    return found


def _eq(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = self.__record_values__ or _getter(self.__class__)
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash((self.__record_values__ or _getter(self.__class__))(self))


def _lt(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = self.__record_values__ or _getter(self.__class__)
    return values(self) < values(other)


def _gt(self: Any, other: Any) -> Any:
    return _lt(other, self) if other.__class__ is self.__class__ else NotImplemented


def _le(self: Any, other: Any) -> Any:
    return not _lt(other, self) if other.__class__ is self.__class__ else NotImplemented


def _ge(self: Any, other: Any) -> Any:
    return not _lt(self, other) if other.__class__ is self.__class__ else NotImplemented


def _repr(self: Any) -> str:
    shown = ", ".join(f"{entry.name}={getattr(self, entry.name)!r}" for entry in fields(self))
    return f"{type(self).__qualname__}({shown})"
