"""Calls and imports of the libraries' API that are of interest by themselves."""

from __future__ import annotations


from flake8_sqla.facts.expressions import Argument, Collection, Constant, Expression
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.words import function_words, method_words


@record
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

    def words(self) -> list[str]:
        """The function, and the words of its arguments."""
        return function_words(self.function, self.arguments, self.argument_kinds)

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    def entries(self, keyword: str) -> tuple[tuple[str, Expression], ...]:
        """The entries with constant keys of a dictionary that is given by this keyword."""
        argument = self.keyword(keyword)
        if argument is None or not isinstance(argument.value, Collection) or argument.value.kind != "dict":
            return ()
        pairs = zip(argument.value.keys, argument.value.items, strict=True)
        return tuple((key.value, value) for key, value in pairs if isinstance(key, Constant) and isinstance(key.value, str))

    def kind_of(self, position: int, *keywords: str) -> str:
        """The kind of value given at this position, or by one of these keywords."""
        return _kind_of(self.arguments, self.argument_kinds, position, keywords)


@record
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

    def words(self) -> list[str]:
        """See `facts.words.method_words`."""
        return method_words(self.kind, self.method, self.arguments, self.argument_kinds)

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

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


@record
class AttributeUse:
    """An attribute of a value of a known kind, read or (`stored`) assigned; no call of it."""

    span: Span
    kind: str
    attribute: str
    subject: str
    stored: bool = False

    def words(self) -> list[str]:
        """The attribute by itself and with the kind of what it is of (`metadata.bind`)."""
        return [self.attribute, f"{self.kind}.{self.attribute}"]


@record
class NameImport:
    """One imported name. `name` is empty for `import module`; `alias` is what it is called here, empty without `as`.

    `guarded`: a handler for ImportError stands ready.
    """

    span: Span
    module: str
    name: str = ""
    alias: str = ""
    guarded: bool = False

    def words(self) -> list[str]:
        """The module, and the module with the name."""
        return [self.module, f"{self.module}.{self.name}"]


def _kind_of(arguments: tuple[Argument, ...], kinds: tuple[str, ...], position: int, keywords: tuple[str, ...]) -> str:
    for index, (argument, kind) in enumerate(zip(arguments, kinds, strict=False)):
        if argument.starred:
            return ""
        if argument.keyword in keywords or (not argument.keyword and index == position):
            return kind
    return ""
