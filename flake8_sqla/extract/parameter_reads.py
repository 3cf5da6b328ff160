"""What a function reads of the objects that it is given: for callers in other files, whose objects may lack it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from flake8_sqla.extract import givers
from flake8_sqla.extract.async_reads import is_chosen, is_looked_into, is_run_elsewhere, loads
from flake8_sqla.extract.reaching import start
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.settling import is_settled
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.walk import walk

_DEPTH = 4


def parameter_reads(function: givers.Function, reading: Reading, depth: int = _DEPTH) -> Mapping[str, frozenset[str]]:
    """The attributes that are read of each parameter, where nothing in the function may have loaded them, by the parameters in order."""
    scope = reading.module.scopes[function]
    found: dict[str, frozenset[str]] = {}
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        if argument.arg in ("self", "cls"):
            continue
        alone = len(scope.bindings.get(argument.arg, ())) == 1 and depth > 0
        found[argument.arg] = frozenset(_read(argument.arg, function, scope, reading, depth)) if alone else frozenset()
    return found


def _read(name: str, function: givers.Function, scope: Scope, reading: Reading, depth: int) -> set[str]:
    found = set[str]()
    for mention in reading.module.mentions(name, function):
        parent = reading.module.parents.get(mention)
        if reading.module.enclosing_function(mention) is not function or not isinstance(mention, ast.Name):
            continue
        if isinstance(parent, ast.Attribute) and isinstance(parent.ctx, ast.Load):
            called = reading.module.parents.get(parent)
            if not (isinstance(called, ast.Call) and called.func is parent) and _is_certain(parent, parent.attr, name, function, reading):
                found.add(parent.attr)
        elif isinstance(parent, ast.Call) and mention in parent.args:
            inner = givers.function_called(parent, scope, reading.module, reading.names)
            if inner is None or inner is function or reading.module.enclosing_function(inner) is not None:
                continue
            reads = list(parameter_reads(inner, reading, depth - 1).values())
            place = parent.args.index(mention)
            for attribute in reads[place] if place < len(reads) else ():
                if _is_certain(parent, attribute, name, function, reading):
                    found.add(attribute)
    return found


def _is_certain(node: ast.expr, attribute: str, name: str, function: givers.Function, reading: Reading) -> bool:
    """Whether the place is reached whatever else the function is given, and nothing before it may load the attribute."""
    if is_chosen(node, function, name, reading) or is_run_elsewhere(node, reading) or is_looked_into(name, node, function, reading):
        return False
    if isinstance(node, ast.Attribute) and is_settled(node.value, node.attr, node, function, reading):
        return False
    return not loads(attribute, function, reading) and not _is_left_before(node, name, function)


def _is_left_before(node: ast.expr, name: str, function: givers.Function) -> bool:
    """`if not include_jobs: return …` above the place, by another parameter."""
    others = {each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)} - {name}
    for statement in function.body:
        if isinstance(statement, ast.If) and start(statement) < start(node) and isinstance(statement.body[-1], (ast.Return, ast.Raise)):
            if any(isinstance(part, ast.Name) and part.id in others for part in walk(statement.test)):
                return True
    return False
