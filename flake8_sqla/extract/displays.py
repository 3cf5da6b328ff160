"""What lists, tuples, dictionaries, comprehensions and subscripts hold, and what the builtins give that go over them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract.joining import joined
from flake8_sqla.extract.kinds import DictValue, ListValue, ResultValue, StatementValue, TupleValue, Value
from flake8_sqla.extract.results import element_of, item_of
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import Scope

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values

#: Functions that give the elements of their first argument, all or some of them, in whatever order.
_PASSING_ON = frozenset(
    [*(f"builtins.{name}" for name in ("list", "sorted", "tuple", "set", "frozenset", "reversed", "iter")), "itertools.islice"]
)
_PICKING = frozenset({"builtins.next", "builtins.min", "builtins.max"})
#: A longer display is a table of constants.
_LONGEST_DISPLAY = 50


def display(node: ast.AST, scope: Scope, values: Values, names: Names) -> Value | None:
    """The value of a display or a comprehension; None where nothing of what it holds is known."""
    match node:
        case ast.List(elts=[]) | ast.Set(elts=[]) | ast.Tuple(elts=[]):
            return ListValue(None, empty=True)
        case ast.List(elts=parts) | ast.Set(elts=parts) if len(parts) <= _LONGEST_DISPLAY:
            element = joined([_element(part, scope, values, names) for part in parts])
            return ListValue(None, element=element) if element is not None else None
        case ast.Tuple(elts=parts) if len(parts) <= _LONGEST_DISPLAY and not any(isinstance(part, ast.Starred) for part in parts):
            items = tuple(values.of(part, scope) for part in parts)
            return TupleValue(items) if any(item is not None for item in items) else None
        case ast.ListComp(elt=made) | ast.SetComp(elt=made) | ast.GeneratorExp(elt=made):
            element = values.of(made, values.scope_of(node, scope))
            return ListValue(None, element=element) if element is not None else None
        case ast.DictComp(key=key, value=value):
            inner = values.scope_of(node, scope)
            return _dictionary(values.of(key, inner), values.of(value, inner))
        case _:
            return None


def _element(part: ast.expr, scope: Scope, values: Values, names: Names) -> Value | None:
    return element_of(values.of(part.value, scope), names) if isinstance(part, ast.Starred) else values.of(part, scope)


def _dictionary(key: Value | None, value: Value | None) -> DictValue | None:
    return DictValue(key, value) if key is not None or value is not None else None


def subscript(node: ast.Subscript, scope: Scope, values: Values, names: Names) -> Value | None:
    """`users[0]`, `users[1:]`, `by_id[key]`."""
    held = values.of(node.value, scope)
    if isinstance(held, DictValue):
        return held.value
    if isinstance(node.slice, ast.Slice):
        return held if isinstance(held, ListValue) or (isinstance(held, StatementValue) and held.root == "query") else None
    if isinstance(node.slice, ast.Constant):
        return item_of(held, node.slice.value, names) if isinstance(node.slice.value, int) and not isinstance(held, ResultValue) else None
    return element_of(held, names) if isinstance(held, ListValue) else None


def over_collection(name: str, call: ast.Call, scope: Scope, values: Values, names: Names) -> Value | None:
    """What a builtin gives that goes over a collection: the same elements, numbered or paired ones, one of them."""
    if not call.args or isinstance(call.args[0], ast.Starred):
        return ListValue(None, empty=True) if name in ("builtins.list", "builtins.set", "builtins.tuple") and not call.args else None
    if name == "builtins.zip":
        items = tuple(element_of(values.of(argument, scope), names) for argument in call.args)
        return ListValue(None, element=TupleValue(items)) if any(item is not None for item in items) else None
    if name == "typing.cast":
        return values.of_annotation(call.args[0], scope) or (values.of(call.args[1], scope) if len(call.args) > 1 else None)
    if name == "itertools.chain":
        chained = joined([element_of(values.of(argument, scope), names) for argument in call.args])
        return ListValue(None, element=chained) if chained is not None else None
    if name == "builtins.filter":
        return _same(values.of(call.args[-1], scope), names) if len(call.args) == 2 else None
    given = values.of(call.args[0], scope)
    if name == "builtins.enumerate":
        element = element_of(given, names)
        return ListValue(None, element=TupleValue((None, element))) if element is not None else None
    if name in _PICKING:
        return element_of(given, names) if isinstance(given, ListValue) or name == "builtins.next" else None
    return _same(given, names) if name in _PASSING_ON or name.endswith(".tqdm") else None


def _same(given: Value | None, names: Names) -> Value | None:
    """A list of what iterating over a value gives."""
    if isinstance(given, ResultValue):
        return ListValue(given)
    if isinstance(given, ListValue):
        return given
    element = element_of(given, names)
    return ListValue(None, element=element) if element is not None else None


def of_dictionary(held: DictValue, method: str) -> Value | None:
    """What a method of a dictionary gives."""
    if method == "values":
        return ListValue(None, element=held.value) if held.value is not None else None
    if method == "keys":
        return ListValue(None, element=held.key) if held.key is not None else None
    if method == "items":
        return ListValue(None, element=TupleValue((held.key, held.value)))
    return held.value if method in ("get", "pop", "setdefault") else None
