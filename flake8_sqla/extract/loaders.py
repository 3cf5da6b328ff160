"""Loader options: which relationships a statement, or `session.get()`, loads along with the entity."""

from __future__ import annotations

import ast

from flake8_sqla.extract import givers
from flake8_sqla.extract.built_lists import held_by_class, parts_of_list
from flake8_sqla.extract.kinds import EntityValue, Origin, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.row_uses import scope_of
from flake8_sqla.facts.loading import LoaderPath, Loading
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import kinds

_DEPTH = 12
_PREFIX = "sqlalchemy.orm."
#: Loader options that name a relationship; the others are about columns, and load nothing else.
_RELATIONSHIP_LOADERS = kinds.LOADERS - {"load_only", "defer", "undefer"}
_COLUMN_LOADERS = frozenset(
    f"{_PREFIX}{name}"
    for name in "load_only defer undefer undefer_group with_loader_criteria with_expression selectin_polymorphic query_expression".split()
)
_COLUMN_METHODS = frozenset("load_only defer undefer undefer_group with_expression selectin_polymorphic set_relationship_strategy".split())
_UNKNOWN = Loading(complete=False)


class Asked:
    """The parameters of a function among whose values there are further options: gathered while options are read."""

    def __init__(self) -> None:
        """None yet."""
        self.options: list[str] = []


def loading_of(entity: EntityValue, reading: Reading) -> Loading:
    """What was loaded along with an entity, from the entity that the statement selects on (see `EntityValue.path`)."""
    if entity.origin is Origin.LOADED and entity.statement is not None:
        return loading_of_statement(entity.statement, reading)
    if entity.origin is Origin.GOT and entity.call is not None:
        return loading_of_call(entity.call, reading)
    return _UNKNOWN


def loading_of_call(call: ast.Call, reading: Reading, asked: Asked | None = None) -> Loading:
    """What `session.get(…)` loads by its `options`."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "options"]
    if any(keyword.arg is None for keyword in call.keywords):
        return _UNKNOWN
    return _gathered([(value, scope_of(value, reading)) for value in given], reading, True, asked)


def loading_of_options(node: ast.expr, scope: Scope, reading: Reading, asked: Asked | None = None) -> Loading:
    """What a list of options loads."""
    return _gathered([(node, scope)], reading, True, asked)


def loading_of_display(display: ast.List | ast.Tuple, scope: Scope, reading: Reading) -> Loading:
    """What the options written in a list load, as far as they are understood."""
    given = [(part, scope) for part in display.elts if not isinstance(part, ast.Starred)]
    return _gathered(given, reading, False, None)


def loading_of_statement(statement: StatementValue, reading: Reading, asked: Asked | None = None) -> Loading:
    """What the `options()` of a statement load. With `asked`, parameters that hold options are gathered; else those are not known."""
    if not statement.complete:
        return _UNKNOWN
    plain: list[tuple[ast.expr, Scope]] = []
    starred: list[tuple[ast.expr, Scope]] = []
    for step in statement.steps:
        if step.method.attr != "options":
            continue
        if step.call.keywords:
            return _UNKNOWN
        for argument in step.call.args:
            if isinstance(argument, ast.Starred):
                starred.append((argument.value, step.scope))
            else:
                plain.append((argument, step.scope))
    one, other = _gathered(plain, reading, False, asked), _gathered(starred, reading, True, asked)
    return Loading(one.paths + other.paths, one.complete and other.complete)


def _gathered(given: list[tuple[ast.expr, Scope]], reading: Reading, starred: bool, asked: Asked | None) -> Loading:
    found: list[LoaderPath] = []
    complete = True
    for node, scope in given:
        options = _Options(reading, asked)
        paths = options.many(node, scope, _DEPTH) if starred else options.one(node, scope, (), _DEPTH)
        complete = complete and paths is not None
        found.extend(paths or ())
    return Loading(tuple(found), complete)


class _Options:
    """Reads option expressions. An answer of None: not understood."""

    def __init__(self, reading: Reading, asked: Asked | None = None) -> None:
        self._reading = reading
        self._asked = asked

    def many(self, node: ast.expr, scope: Scope, depth: int) -> list[LoaderPath] | None:
        """The options in a list, a tuple, a name of one, or what a function of this file returns."""
        if depth == 0:
            return None
        match node:
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                found: list[LoaderPath] = []
                for part in parts:
                    inside = part.value if isinstance(part, ast.Starred) else part
                    paths = self.many(inside, scope, depth - 1) if isinstance(part, ast.Starred) else self.one(inside, scope, (), depth - 1)
                    if paths is None:
                        return None
                    found += paths
                return found
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                one, other = self.many(left, scope, depth - 1), self.many(right, scope, depth - 1)
                return None if one is None or other is None else one + other
            case ast.Name(id=name):
                bindings = scope.lookup(name)
                if self._asked is not None and len(bindings) == 1 and bindings[0].kind is BindingKind.PARAMETER:
                    self._asked.options.append(name)
                    return []
                built = parts_of_list(name, bindings, self._reading.module)
                return self._parts(built, depth) if built is not None else None
            case ast.Attribute(value=ast.Name()):
                held = held_by_class(node, scope, self._reading.module)
                return self.many(*held, depth - 1) if held is not None else None
            case ast.Call():
                returned = self._returned(node, scope)
                return self.many(*returned, depth - 1) if returned is not None else None
            case _:
                return None

    def _parts(self, built: list[tuple[ast.expr, Scope, bool]], depth: int) -> list[LoaderPath] | None:
        found: list[LoaderPath] = []
        for part, inside, many in built:
            paths = self.many(part, inside, depth - 1) if many else self.one(part, inside, (), depth - 1)
            if paths is None:
                return None
            found += paths
        return found

    def one(self, node: ast.expr, scope: Scope, before: tuple[str, ...], depth: int) -> list[LoaderPath] | None:
        """One option; `before` is the path of the option that it is given to by `.options(…)`."""
        found = self._steps(node, scope, before, depth)
        return found[0] if found is not None else None

    def _steps(
        self, node: ast.expr, scope: Scope, before: tuple[str, ...], depth: int
    ) -> tuple[list[LoaderPath], tuple[str, ...]] | None:
        """The paths of an option, and the path at which a further method goes on."""
        if depth == 0:
            return None
        match node:
            case ast.Name(id=name):
                bindings = scope.lookup(name)
                if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(bindings[0].node, ast.expr):
                    return self._steps(bindings[0].node, bindings[0].scope, before, depth - 1)
                return None
            case ast.IfExp(body=body, orelse=orelse):
                one, other = self.one(body, scope, before, depth - 1), self.one(orelse, scope, before, depth - 1)
                return None if one is None or other is None else (one + other, before)
            case ast.Call():
                return self._call(node, scope, before, depth)
            case _:
                return None

    def _call(
        self, node: ast.Call, scope: Scope, before: tuple[str, ...], depth: int
    ) -> tuple[list[LoaderPath], tuple[str, ...]] | None:
        name = self._reading.names.resolve(node.func, scope)
        if name == f"{_PREFIX}Load":
            return [], before
        if name in _COLUMN_LOADERS:
            return [], before
        if name.startswith(_PREFIX) and name[len(_PREFIX) :] in _RELATIONSHIP_LOADERS:
            return self._named(node, name[len(_PREFIX) :], scope, before)
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            known = method in _RELATIONSHIP_LOADERS or method in _COLUMN_METHODS or method == "options"
            started = self._steps(node.func.value, scope, before, depth - 1) if known else None
            if started is not None:
                return self._continued(node, method, scope, started, depth)
        returned = self._returned(node, scope)
        return self._steps(*returned, before, depth - 1) if returned is not None else None

    def _continued(
        self, node: ast.Call, method: str, scope: Scope, started: tuple[list[LoaderPath], tuple[str, ...]], depth: int
    ) -> tuple[list[LoaderPath], tuple[str, ...]] | None:
        paths, last = started
        if method in _COLUMN_METHODS:
            return started
        if method == "options":
            for argument in node.args:
                inside = None if isinstance(argument, ast.Starred) else self.one(argument, scope, last, depth - 1)
                if inside is None:
                    return None
                paths = paths + inside
            return paths, last
        further = self._named(node, method, scope, last)
        return (paths + further[0], further[1]) if further is not None else None

    def _named(
        self, node: ast.Call, strategy: str, scope: Scope, before: tuple[str, ...]
    ) -> tuple[list[LoaderPath], tuple[str, ...]] | None:
        """The paths that the arguments of one loader name: `selectinload(A.b)`, `selectinload(A.b, B.c)`, `joinedload("*")`."""
        found: list[LoaderPath] = []
        last = before
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                for part in argument.value.split("."):
                    last = (*last, part)
                    found.append(LoaderPath(self._reading.source.span(argument), last, strategy))
                continue
            attribute = _attribute(argument)
            if attribute is None:
                return None
            last = (*last, attribute.attr)
            owner = self._reading.names.resolve(attribute.value, scope)
            found.append(LoaderPath(self._reading.source.span(argument), last, strategy, owner))
        return (found, last) if found else None

    def _returned(self, call: ast.Call, scope: Scope) -> tuple[ast.expr, Scope] | None:
        """What a function of this file returns, where it returns at one place."""
        found = givers.function_named(call.func.id, scope) if isinstance(call.func, ast.Name) else None
        function = found[0] if found is not None else None
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in ("self", "cls"):
            function = givers.method_named(call, call.func.attr, self._reading.module)
        if function is None:
            return None
        returned = givers.returned(function, self._reading.module)
        return (returned[0], self._reading.module.scopes[function]) if len(returned) == 1 else None


def _attribute(node: ast.expr) -> ast.Attribute | None:
    """`A.b`, also as `A.b.of_type(C)` and `A.b.and_(…)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("of_type", "and_"):
        node = node.func.value
    return node if isinstance(node, ast.Attribute) else None
