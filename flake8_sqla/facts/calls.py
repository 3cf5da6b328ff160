"""Calls and imports of the libraries' API that are of interest by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_sqla.facts.expressions import Argument
from flake8_sqla.facts.place import Span


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call of a library's function, by its canonical name; `path` is the name as the imports spell it.

    `span` is the call's place; `decorator` is true where it (or the bare name) decorates a class or function.
    `argument_kinds` says of each argument what kind of value it is (`vocabulary.kinds`), empty where that is not known or nobody asks.
    """

    span: Span
    function: str
    path: str
    arguments: tuple[Argument, ...] = ()
    decorator: bool = False
    argument_kinds: tuple[str, ...] = ()

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        return next((argument for argument in self.arguments if argument.keyword == name), None)

    def kind_of(self, position: int, *keywords: str) -> str:
        """The kind of value given at this position, or by one of these keywords."""
        return _kind_of(self.arguments, self.argument_kinds, position, keywords)


@dataclass(frozen=True, slots=True)
class MethodCall:
    """A method called on a value of a known kind: an engine, a session, a query … (`kind`, see `vocabulary.kinds`).

    `span` is the method's name, `subject` the receiver as a message may quote it.
    """

    span: Span
    kind: str
    method: str
    subject: str
    arguments: tuple[Argument, ...] = ()
    argument_kinds: tuple[str, ...] = ()

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        return next((argument for argument in self.arguments if argument.keyword == name), None)

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The positional arguments up to the first starred one."""
        found = []
        for argument in self.arguments:
            if argument.starred:
                break
            if not argument.keyword:
                found.append(argument)
        return tuple(found)

    def kind_of(self, position: int, *keywords: str) -> str:
        """The kind of value given at this position, or by one of these keywords."""
        return _kind_of(self.arguments, self.argument_kinds, position, keywords)


@dataclass(frozen=True, slots=True)
class AttributeUse:
    """An attribute of a value of a known kind, read or (`stored`) assigned; no call of it."""

    span: Span
    kind: str
    attribute: str
    subject: str
    stored: bool = False


@dataclass(frozen=True, slots=True)
class NameImport:
    """One imported name. `name` is empty for `import module`; `alias` is what it is called here, empty without `as`."""

    span: Span
    module: str
    name: str = ""
    alias: str = ""


def _kind_of(arguments: tuple[Argument, ...], kinds: tuple[str, ...], position: int, keywords: tuple[str, ...]) -> str:
    for index, (argument, kind) in enumerate(zip(arguments, kinds, strict=False)):
        if argument.starred:
            return ""
        if argument.keyword in keywords or (not argument.keyword and index == position):
            return kind
    return ""
