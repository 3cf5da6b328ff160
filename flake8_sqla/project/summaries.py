"""A module's text to its summary. Only what the module itself says counts, so that a summary is valid as long as the text is."""

from __future__ import annotations

import ast
import re

from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.extract.classes import ClassRoles, makes_table
from flake8_sqla.extract.givers import Function
from flake8_sqla.extract.kinds import (
    ConnectionValue,
    DeferredValue,
    EngineValue,
    FactoryValue,
    ManagerValue,
    SessionValue,
    TableValue,
    Value,
)
from flake8_sqla.extract.values import Values
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.summary import ClassSummary, ExportedName, ModuleSummary
from flake8_sqla.project.disk import read
from flake8_sqla.project.leads import Unread
from flake8_sqla.project.modules import absolute, is_package
from flake8_sqla.project.outline import SETTING_UP, drop_bodies, parsed
from flake8_sqla.project.promises import arguments_of, parameters_of, promises_of
from flake8_sqla.syntax.closing import close
from flake8_sqla.syntax.constants import NotConstant, constant
from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Module
from flake8_sqla.syntax.source import Source
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary.modules import FLASK_SQLALCHEMY_OBJECT, speaks_of_databases

_LONGEST_GIVER = 80
#: How many trees of modules are kept for whoever asks for their models next.
_MOST_TREES = 2
#: A `return` with more behind it than one constant.
_GIVES = lazy_pattern(r"""return(?![ \t]*(?:(?:None|True|False|\d+|"[^"\\\n]*"|'[^'\\\n]*')[ \t]*)?(?:\#[^\n]*)?(?:\n|$))""")
#: What the first lines of a function say that it returns.
_PROMISE = lazy_pattern(r"\)\s*->\s*(.+?)\s*:[ \t]*(?:#[^\n]*)?\Z", re.DOTALL)
#: Of what other files may make a session, an engine or the like, only what is named like one is worth the look.
_TELLING = lazy_pattern(r"sess|db|database|engine|conn|factory|maker|scope|transaction", re.IGNORECASE)


class Summaries:
    """The summaries of one project's files, each made once a run."""

    def __init__(self) -> None:
        """Nothing is read until it is asked for."""
        self._made: dict[tuple[str, str], ModuleSummary | None] = {}
        self._unsaved: dict[str, str] = {}
        self._trees: dict[str, tuple[str, ast.Module]] = {}

    def with_text(self, path: str, text: str) -> Summaries:
        """The same, but for one file, whose text in the editor counts and not what is on disk."""
        overlaid = Summaries()
        overlaid._made = {key: made for key, made in self._made.items() if key[0] != path}
        overlaid._unsaved = {path: text}
        return overlaid

    def text_of(self, path: str) -> str | None:
        """A file's text: the editor's where it holds the file."""
        unsaved = self._unsaved.get(path)
        return read_module(path) if unsaved is None else unsaved

    def of(self, path: str, module: str) -> ModuleSummary | None:
        """The summary of a file that is this module; None where it cannot be read or says nothing about databases."""
        key = (path, module)
        if key not in self._made:
            self._made[key] = self._read(path, module)
        return self._made[key]

    def parsed(self, path: str) -> tuple[str, ast.Module] | None:
        """A file's text and its tree, whose functions outside of classes may have no bodies; None where it cannot be read.

        The tree is the caller's. Raises SyntaxError or ValueError where the text does not parse. Whoever follows a name into a module
        asks for its summary, and often for its models next: one of the last few trees is not made again.
        """
        left = self._trees.pop(path, None)
        if left is not None:
            return left
        text = self.text_of(path)
        return (text, parsed(text, lambda head, body, lines: False)) if text is not None else None

    def _read(self, path: str, module: str) -> ModuleSummary | None:
        text = self.text_of(path)
        # What says nothing about databases is left out; a package may still hand on what others say.
        if text is None or not (is_package(path) or speaks_of_databases(text)):
            return None
        try:
            found, tree = summarise(text, module, is_package(path))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        if len(self._trees) >= _MOST_TREES:
            del self._trees[next(iter(self._trees))]
        self._trees[path] = text, tree
        return found


def read_module(path: str) -> str | None:
    """The text of a module; None where it cannot be read or is huge. Bytes that are no UTF-8 are taken for some letter or other."""
    return read(path)


def summarise(text: str, module: str, of_package: bool) -> tuple[ModuleSummary, ast.Module]:
    """What a module tells the others, and its tree, in which bodies are missing that tell nobody anything.

    Raises SyntaxError or ValueError where the text does not parse, RecursionError if it is too deep.
    """
    tree = parsed(text, _may_give)
    dropped = drop_bodies(tree, _tells_nothing)
    summariser = _Summariser(Module(Source(module, text.splitlines(keepends=True), tree)), module, of_package)
    found = summariser.summary()
    summariser.close()
    for function, body in dropped:  # whoever has the tree next may want them
        function.body = body
    return found, tree


def _may_give(head: str, body: str, lines: int) -> bool:
    """Whether the code of a function may tell what it gives: it returns more than constants, and is not too long to be asked.

    Where an annotation says what is returned, the code can only add the options of a session.
    """
    if lines > _LONGEST_GIVER:
        return False
    if "yield" in body or "global" in body:  # what a function binds outside of it is another matter
        return True
    if "return" not in body or _GIVES.search(body) is None:
        return False
    promise = _PROMISE.search(head) if "->" in head else None
    return promise is None or _TELLING.search(promise[1]) is not None


def _tells_nothing(function: Function, is_method: bool) -> bool:
    """Whether others cannot ask about the code of a function: of a method that sets nothing up, and of a very long function."""
    return function.name not in SETTING_UP if is_method else (function.end_lineno or 0) - function.lineno > _LONGEST_GIVER


class _Summariser:
    def __init__(self, module: Module, name: str, of_package: bool) -> None:
        self._module = module
        self._name = name
        self._is_package = of_package
        self._names = Names(module)
        self._values = Values(module, self._names, neighbours=Unread(self._path))

    def summary(self) -> ModuleSummary:
        scope = self._module.scope
        roles = ClassRoles(self._module, self._names)
        classes = {}
        for node, role in roles.roles.items():
            if self._module.parents.get(node) is not self._module.source.tree:
                continue
            bases = tuple(
                self._path(self._names.path(base.value if isinstance(base, ast.Subscript) else base, scope)) for base in node.bases
            )
            parameters = parameters_of(node, self._path_of)
            classes[node.name] = ClassSummary(
                node.name,
                bases,
                role.role if role else "",
                role.flavour if role else "",
                makes_table(node),
                self._attributes(node),
                frozenset(statement.name for statement in node.body if isinstance(statement, FunctionNode)),
                promises_of(node.body, self._path_of, parameters),
                parameters,
                arguments_of(node, self._path_of, parameters),
            )
        return ModuleSummary(
            module=self._name,
            names={name: self._exported(name, bindings) for name, bindings in scope.bindings.items()},
            classes=classes,
            star_imports=tuple(found for star in scope.star_imports if (found := absolute(star, self._name, self._is_package))),
            all_names=self._all_names(),
            promises=promises_of(self._module.source.tree.body, self._path_of),
            instances=self._instances(),
        )

    def close(self) -> None:
        """Let go of the tree."""
        close(self._module, self._values.attributes, self._values, self._names, self)

    def _attributes(self, node: ast.ClassDef) -> dict[str, ExportedName]:
        found: dict[str, ExportedName] = {}
        for name in self._values.attributes.set_by(node):
            value = self._values.attributes.of_class(node, name)
            if value is not None:
                told = self._of_value(value, name)
                if told.kind != "other":
                    found[name] = told
        return found

    def _path(self, path: str) -> str:
        """A path as other modules would spell it."""
        if path.startswith(f"{LOCAL}."):
            return f"{self._name}.{path[len(LOCAL) + 1 :]}"
        return absolute(path, self._name, self._is_package)

    def _path_of(self, node: ast.expr) -> str:
        return self._path(self._names.path(node, self._module.scope))

    def _instances(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, bindings in self._module.scope.bindings.items():
            made = bindings[0].node if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT else None
            if isinstance(made, ast.Call):
                path = self._path_of(made.func)
                if looks_like_class(path) and "." in path:
                    found[name] = path
        return found

    def _exported(self, name: str, bindings: list[Binding]) -> ExportedName:
        if len(bindings) == 1:  # what most are
            kind = bindings[0].kind
            if kind is BindingKind.IMPORT_FROM or kind is BindingKind.IMPORT:
                return ExportedName("alias", self._path(bindings[0].module))
            if kind is BindingKind.CLASS:
                return ExportedName("class")
            if kind is BindingKind.FUNCTION:
                return self._function(name)
        node = ast.Name(name, ast.Load())
        path = self._names.path(node, self._module.scope)
        if path == FLASK_SQLALCHEMY_OBJECT or (path and path != f"{LOCAL}.{name}" and not path.startswith(f"{LOCAL}.{name}.")):
            return ExportedName("alias", self._path(path))
        if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and self._makes_base(bindings[0].node):
            return ExportedName("base")
        value = self._values.of(node, self._module.scope)
        if isinstance(value, ManagerValue) and not value.made:
            told = self._of_value(value.inner, name)
            return replace(told, kind="function", returns=told.kind, manner="manager")
        if value is not None:
            return self._of_value(value, name)
        if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT:
            promised = self._values.of_annotation(node, self._module.scope)
            if promised is not None:
                told = self._of_value(promised, name)
                return replace(told, kind="annotation", returns=told.kind)
        return ExportedName("other")

    def _function(self, name: str) -> ExportedName:
        given, manner = self._values.of_function(name, self._module.scope)
        if isinstance(given, ManagerValue):
            given, manner = given.inner, "manager"
        if given is None:
            return ExportedName("function")
        returned = self._of_value(given, name)
        return replace(returned, kind="function", returns=returned.kind, manner=manner)

    def _makes_base(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        return self._names.resolve(node.func, self._module.scope) in orm.BASE_FUNCTIONS or (
            isinstance(node.func, ast.Attribute) and node.func.attr == "generate_base"
        )

    def _of_value(self, value: Value, name: str) -> ExportedName:
        match value:
            case DeferredValue(path=path, steps=steps):
                telling = _TELLING.search(name) or _TELLING.search(path)
                return ExportedName("lead", path, steps=steps) if telling else ExportedName("other")
            case SessionValue(asynchronous=asynchronous, scoped=scoped, autoflush=flushes, expires=expires):
                kind = "scoped session" if scoped else "session"
                return ExportedName(kind, asynchronous=asynchronous, autoflush=flushes, expires=expires)
            case FactoryValue(asynchronous=asynchronous, autoflush=flushes, expires=expires):
                return ExportedName("factory", asynchronous=asynchronous, autoflush=flushes, expires=expires)
            case EngineValue(asynchronous=asynchronous):
                return ExportedName("engine", asynchronous=asynchronous)
            case ConnectionValue(asynchronous=asynchronous):
                return ExportedName("connection", asynchronous=asynchronous)
            case TableValue(call=call):
                try:
                    table = constant(call.args[0], self._module.scope) if call.args else ""
                except NotConstant:
                    table = ""
                return ExportedName("table", table if isinstance(table, str) else "")
            case _:
                return ExportedName("other")

    def _all_names(self) -> tuple[str, ...] | None:
        bindings = self._module.scope.bindings.get("__all__", [])
        if len(bindings) == 1 and isinstance(bindings[0].node, (ast.List, ast.Tuple)):
            elements = bindings[0].node.elts
            if all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in elements):
                return tuple(str(part.value) for part in elements if isinstance(part, ast.Constant))
        return None
