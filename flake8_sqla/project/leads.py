"""What names of other files lead to: written down while a module is summarised, followed by the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_sqla.extract.annotated_kinds import class_kind
from flake8_sqla.extract.joining import joined
from flake8_sqla.extract.kinds import ConnectionValue, DeferredValue, EngineValue, FactoryValue, ManagerValue, SessionValue, Value
from flake8_sqla.extract.neighbours import NoNeighbours
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.summary import ExportedName
from flake8_sqla.syntax.names import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from flake8_sqla.project.index import Index

_LONGEST = 12
_MOST_ANCESTORS = 60
_LIBRARIES = ("sqlalchemy.", "alembic.", "builtins.", "typing.", "typing_extensions.", "collections.", "dataclasses.", "functools.")


class Unread(NoNeighbours):
    """The other files while one is summarised: each question is put off, and stands in the summary as a lead."""

    def __init__(self, absolute: Callable[[str], str]) -> None:
        """`absolute` spells a path of this module as others would."""
        self._absolute = absolute

    def _lead(self, path: str, *steps: str) -> DeferredValue | None:
        full = self._absolute(path)
        return DeferredValue(full, steps) if "." in full and not full.startswith(_LIBRARIES) else None

    def value_of(self, path: str) -> Value | None:
        """To be looked up."""
        return self._lead(path)

    def returned_by(self, path: str) -> Value | None:
        """To be looked up."""
        return self._lead(path, "call")

    def provided_by(self, path: str) -> Value | None:
        """To be looked up."""
        return self._lead(path, "depends")

    def promised_by(self, path: str) -> Value | None:
        """To be looked up."""
        return self._lead(path, "annotation")


def follow(path: str, steps: tuple[str, ...], index: Index, depth: int = _LONGEST) -> Value | None:
    """The value that a lead ends at, or None."""
    if depth <= 0 or len(steps) > _LONGEST:
        return None
    if "|" in path:
        return joined([follow(each, steps, index, depth - 1) for each in path.split("|")])
    path = index.follow(path)
    first, rest = (steps[0], steps[1:]) if steps else ("", ())
    found = index.exported(path)
    value: Value | None = None
    if first == "annotation":
        value = promised(path, index, depth - 1)
    elif first == "depends":
        if found is not None and found.kind != "function":
            value = _after(_value(found, index, depth, found.kind), "call")  # `Depends(SessionLocal)`
        elif found is not None and found.manner != "manager":
            value = _value(found, index, depth, found.returns)
    elif first == "call" and found is not None and found.kind == "function":
        if found.manner != "generator":
            value = _value(found, index, depth, found.returns)
            value = ManagerValue(value) if value is not None and found.manner == "manager" else value
    elif first == "call" and found is not None and found.kind == "class":
        value = promised(path, index, depth - 1)
    else:
        value, rest = (_value(found, index, depth, found.kind) if found is not None and found.kind != "function" else None), steps
    for step in rest:
        value = _after(value, step)
    return value


def of_exported(found: ExportedName, index: Index) -> Value | None:
    """The value that an entry of a summary stands for."""
    return _value(found, index, _LONGEST, found.kind)


def promised(path: str, index: Index, depth: int = _LONGEST) -> Value | None:
    """What a type stands for as an annotation."""
    pending, seen = [path], set[str]()
    while pending and len(seen) < _MOST_ANCESTORS:
        current = canonical(index.follow(pending.pop()))
        if current in seen:
            continue
        seen.add(current)
        known = _library_type(current)
        if known is not None:
            return known
        found = index.exported(current)
        if found is not None and found.kind == "annotation":
            return _value(found, index, depth, found.returns)
        pending.extend(reversed(index.bases_of(current)))
    return None


def _library_type(name: str) -> Value | None:
    found = class_kind(name)
    return found if isinstance(found, (SessionValue, FactoryValue, EngineValue)) else None


def _value(found: ExportedName, index: Index, depth: int, kind: str) -> Value | None:
    if kind == "lead":
        return follow(found.target, found.steps, index, depth - 1)
    value = value_of_kind(kind, found.asynchronous)
    if isinstance(value, (SessionValue, FactoryValue)):
        return replace(value, autoflush=found.autoflush, expires=found.expires)
    return value


def value_of_kind(kind: str, asynchronous: bool) -> Value | None:
    """The value that a summary's word stands for."""
    match kind:
        case "session" | "scoped session":
            return SessionValue(asynchronous, scoped=kind == "scoped session")
        case "factory":
            return FactoryValue(asynchronous)
        case "engine":
            return EngineValue(asynchronous)
        case "connection":
            return ConnectionValue(asynchronous)
        case _:
            return None


def _after(value: Value | None, step: str) -> Value | None:
    """A value after one thing is done with it."""
    match (step, value):
        case ("call", FactoryValue(begins=False)):
            return value.made()
        case ("call", SessionValue(scoped=True)):
            return value
        case ("begin", FactoryValue()):
            return replace(value, begins=True)
        case ("begin", EngineValue(asynchronous=asynchronous)):
            return ConnectionValue(asynchronous)
        case ("enter", FactoryValue(begins=True)):
            return value.made()
        case ("enter", ManagerValue(inner=inner)):
            return inner
        case ("enter", SessionValue() | ConnectionValue()):
            return value
        case _:
            return None
