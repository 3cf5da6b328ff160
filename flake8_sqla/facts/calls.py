"""Calls and imports of the libraries' API that are of interest by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_sqla.facts.expressions import Argument
from flake8_sqla.facts.place import Span


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call of a library's function, by its canonical name; `path` is the name as the imports spell it.

    `span` is the call's place; `decorator` is true where it (or the bare name) decorates a class or function.
    """

    span: Span
    function: str
    path: str
    arguments: tuple[Argument, ...] = ()
    decorator: bool = False


@dataclass(frozen=True, slots=True)
class NameImport:
    """One imported name. `name` is empty for `import module`; `alias` is what it is called here, empty without `as`."""

    span: Span
    module: str
    name: str = ""
    alias: str = ""
