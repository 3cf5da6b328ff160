"""One file being read: its scopes, names, values and mapped classes, and expressions turned into facts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from flake8_sqla.extract.evidence import mapped_by_evidence
from flake8_sqla.extract.kinds import TableValue
from flake8_sqla.extract.models_index import Models
from flake8_sqla.extract.neighbours import MAPPED_ROLES, Neighbours, NoNeighbours
from flake8_sqla.extract.values import Values
from flake8_sqla.extract.wanted import EVERYTHING, Wanted
from flake8_sqla.facts import expressions as facts
from flake8_sqla.facts.expressions import Argument, Expression
from flake8_sqla.facts.place import FILE_START, Span
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.closing import close
from flake8_sqla.syntax.constants import Literal, NotConstant, constant
from flake8_sqla.syntax.names import Names, flask_objects_by_evidence
from flake8_sqla.syntax.scopes import BindingKind, Module, Scope
from flake8_sqla.syntax.source import Source
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk

_DEPTH = 24
#: So deep is what a name is bound to looked at.
_MOST_FOLLOWED = 6
_LONGEST_COLLECTION = 2000
_NAMING = (BindingKind.IMPORT_FROM, BindingKind.IMPORT, BindingKind.CLASS, BindingKind.FUNCTION)
#: A name bound once to one of these stands for it.
_FOLLOWED = (ast.Call, ast.List, ast.Tuple, ast.Dict)
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Invert: "~",
    ast.USub: "-",
    ast.UAdd: "+",
}


class Reading:
    """What the extractors share about one file."""

    def __init__(self, source: Source, session_names: frozenset[str] = frozenset(), neighbours: Neighbours | None = None) -> None:
        """Walk the file and find out what its names mean. `given` holds values that a caller knows of names (loops, helpers).

        `session_names` are receivers that the user says are sessions; `neighbours` are the other files of the project.
        """
        self.source = source
        self.module = Module(source)
        self.neighbours = neighbours or NoNeighbours()
        self.names = Names(self.module, flask_objects_by_evidence(self.module), self.neighbours.follow if neighbours else None)
        self.mapped: frozenset[str] = mapped_by_evidence(self.module, self.names, self.neighbours)
        self.values = Values(self.module, self.names, session_names, self.neighbours)
        self.values.mapped = self.mapped
        #: The models of the project; `read_file` sets it before any other fact is read.
        self.models = Models()
        self.given: Mapping[str, Literal] = {}
        #: Which facts are read; `read_file` sets it.
        self.wanted: Wanted = EVERYTHING
        #: Where database URLs stand that are facts already: several calls may be given one.
        self.urls: set[Span] = set()
        #: What `extract.receivers` found out about expressions.
        self.words: dict[ast.AST, str] = {}
        #: Whether what another file defines under a name is a factory of sessions: `extract.sessions` asks at every call.
        self.factories: dict[str, bool] = {}
        #: The arguments of a call, and how deep they are nested: where there is less depth left, some would be Opaque.
        self._arguments: dict[ast.Call, tuple[tuple[Argument, ...], int]] = {}
        #: The lowest depth that was come to since the arguments that are being read were begun.
        self._lowest = _DEPTH
        self._owners: dict[tuple[str, Scope], str] = {}

    def close(self) -> None:
        """Let go of the tree and of what was found out about it. Nothing can be asked of this any more."""
        close(self.module, self.values.attributes, self.values, self.names, self)

    @cached_property
    def imported(self) -> AbstractSet[str]:
        """The names of the file that imports, classes and functions bind, and that nothing else binds anywhere in it."""
        module = self.module.scope
        found = {name for name, bindings in module.bindings.items() if all(each.kind in _NAMING for each in bindings)}
        for scope in self.module.scopes.values():
            if scope is not module:
                found.difference_update(scope.bindings)
        return found

    @cached_property
    def assigned_attributes(self) -> AbstractSet[str]:
        """The attributes that are assigned anywhere in the file."""
        return {node.attr for node, _ in self.module.nodes[ast.Attribute] if node.ctx.__class__ is ast.Store}

    # -- small questions

    def constant(self, node: ast.AST | None, scope: Scope) -> Literal | Unknown:
        """The value of a constant expression, or UNKNOWN."""
        if node is None:
            return UNKNOWN
        try:
            return constant(node, scope, self.given)
        except NotConstant:
            return UNKNOWN

    def text(self, node: ast.AST | None, scope: Scope) -> str | Unknown:
        """The text of a constant expression, or UNKNOWN."""
        found = self.constant(node, scope)
        return found if isinstance(found, str) else UNKNOWN

    def flag(self, node: ast.AST | None, scope: Scope, absent: bool) -> bool | Unknown:
        """A boolean argument: `absent` where it is not given, UNKNOWN where it is not constant."""
        if node is None:
            return absent
        found = self.constant(node, scope)
        return bool(found) if isinstance(found, (bool, int)) or found is None else UNKNOWN

    def is_under_main_guard(self, node: ast.AST) -> bool:
        """Whether the node runs only under `if __name__ == "__main__"`."""
        parent = self.module.parents.get(node)
        while parent is not None:
            if isinstance(parent, ast.If) and any(isinstance(part, ast.Name) and part.id == "__name__" for part in walk(parent.test)):
                return True
            parent = self.module.parents.get(parent)
        return False

    # -- expressions

    def arguments(self, call: ast.Call, scope: Scope, depth: int = _DEPTH) -> tuple[Argument, ...]:
        """The arguments of a call as facts, in the order they are written."""
        known = self._arguments.get(call)
        if known is not None and depth > known[1] and not self.given:
            if depth - known[1] < self._lowest:
                self._lowest = depth - known[1]
            return known[0]
        lowest, self._lowest = self._lowest, depth
        span, expression = self.source.span, self.expression
        given: list[Argument] = []
        for argument in call.args:
            if isinstance(argument, ast.Starred):
                given.append(Argument(span(argument), expression(argument.value, scope, depth), "", True))
            else:
                given.append(Argument(span(argument), expression(argument, scope, depth)))
        for keyword in call.keywords:
            given.append(Argument(span(keyword), expression(keyword.value, scope, depth), keyword.arg or "", keyword.arg is None))
        found = tuple(given)
        if not self.given and (self._lowest > 0 or depth == _DEPTH):
            self._arguments[call] = found, depth - self._lowest - (self._lowest == 0)
        if lowest < self._lowest:
            self._lowest = lowest
        return found

    def expression(self, node: ast.AST, scope: Scope, depth: int = _DEPTH) -> Expression:
        """An expression as a fact; Opaque where it says nothing to us, or is nested beyond measure."""
        converter = _CONVERTERS.get(node.__class__)
        if depth < self._lowest:
            self._lowest = depth
        if converter is None or depth <= 0:
            return facts.Opaque(self.source.span(node) if isinstance(node, ast.expr) else FILE_START)
        return converter(self, node, scope, depth - 1)

    def followed(self, node: ast.expr, scope: Scope, depth: int) -> Expression:
        """The same of what a name is bound to, of which only so much is looked at."""
        most = min(depth, _MOST_FOLLOWED)
        lowest, self._lowest = self._lowest, most
        found = self.expression(node, scope, most)
        self._lowest = min(lowest, depth - most + self._lowest)
        return found

    def column_owner(self, node: ast.AST, scope: Scope) -> str:
        """The mapped class, alias or table whose attribute `node.x` would be, or empty."""
        name = self.names.resolve(node, scope)
        if name and (name in self.mapped or self.neighbours.class_role(name) in MAPPED_ROLES):
            return name
        if isinstance(node, ast.Attribute) and node.attr in ("c", "columns"):
            table = self.names.resolve(node.value, scope)
            if table and not table.startswith(("sqlalchemy.", "builtins.")):
                return table
            if isinstance(self.values.of(node.value, scope), TableValue):
                return spelled(node.value)
        if isinstance(node, ast.Name):
            return self._alias(node.id, scope)
        return ""

    def _alias(self, name: str, scope: Scope) -> str:
        """The class behind `alias = aliased(Class)`."""
        key = (name, scope)
        if key not in self._owners:
            self._owners[key] = ""
            bindings = scope.lookup(name)
            if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(bindings[0].node, ast.Call):
                call = bindings[0].node
                if self.names.resolve(call.func, bindings[0].scope) == "sqlalchemy.orm.aliased" and call.args:
                    self._owners[key] = self.names.resolve(call.args[0], bindings[0].scope) or name
        return self._owners[key]


def _constant(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Constant)
    if node.value is Ellipsis:
        return facts.Opaque(reading.source.span(node))
    return facts.Constant(reading.source.span(node), node.value)


def _folded(reading: Reading, node: ast.expr, scope: Scope) -> facts.Constant | None:
    value = reading.constant(node, scope)
    return None if value is UNKNOWN else facts.Constant(reading.source.span(node), value)


def _name(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Name)
    span = reading.source.span(node)
    name = reading.names.resolve(node, scope)
    if name and not (name.startswith("builtins.") and node.id in reading.given):
        return facts.Reference(span, name)
    folded = _folded(reading, node, scope)
    if folded is not None:
        return folded
    bindings = scope.lookup(node.id)
    if len(bindings) == 1 and bindings[0].node is node and scope.is_class and scope.parent is not None:
        return _name(reading, node, scope.parent, min(depth, 4))  # `metadata = metadata` in a class body
    if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(bindings[0].node, _FOLLOWED):
        return reading.followed(bindings[0].node, bindings[0].scope, depth)
    return facts.Opaque(span)


def _attribute(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Attribute)
    span = reading.source.span(node)
    owner = reading.column_owner(node.value, scope)
    if owner:
        return facts.ColumnReference(span, owner, node.attr)
    name = reading.names.resolve(node, scope)
    return facts.Reference(span, name) if name else facts.Opaque(span)


def _call(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Call)
    function = node.func
    span = reading.source.span(node)
    if isinstance(function, ast.Attribute):
        if function.attr in ("format", "strip", "lower", "upper", "dedent"):
            folded = _folded(reading, node, scope)
            if folded is not None:
                return folded
        receiver: Expression | None = None
        if isinstance(function.value, ast.Attribute) or not reading.names.path(function, scope):
            receiver = reading.expression(function.value, scope, depth)
        if receiver is not None and not isinstance(receiver, facts.Reference):
            return facts.Invocation(span, "", reading.arguments(node, scope, depth), receiver, function.attr)
    return facts.Invocation(span, reading.names.resolve(function, scope), reading.arguments(node, scope, depth))


def _collection(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, (ast.List, ast.Tuple, ast.Set))
    span = reading.source.span(node)
    parts = node.elts[:_LONGEST_COLLECTION]
    complete = len(parts) == len(node.elts) and not any(isinstance(part, ast.Starred) for part in parts)
    items = [reading.expression(part, scope, depth) for part in parts if not isinstance(part, ast.Starred)]
    return facts.Collection(span, type(node).__name__.lower(), tuple(items), complete=complete)


def _dictionary(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Dict)
    span = reading.source.span(node)
    pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None][:_LONGEST_COLLECTION]
    return facts.Collection(
        span,
        "dict",
        tuple(reading.expression(value, scope, depth) for _, value in pairs),
        tuple(reading.expression(key, scope, depth) for key, _ in pairs),
        complete=len(pairs) == len(node.keys),
    )


def _comparison(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Compare)
    return facts.Comparison(
        reading.source.span(node),
        reading.expression(node.left, scope, depth),
        tuple([_OPERATORS[operator.__class__] for operator in node.ops]),
        tuple([reading.expression(right, scope, depth) for right in node.comparators]),
    )


def _boolean(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.BoolOp)
    operator = "and" if isinstance(node.op, ast.And) else "or"
    operands = [reading.expression(value, scope, depth) for value in node.values]
    return facts.BooleanOperation(reading.source.span(node), operator, tuple(operands))


def _unary(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.UnaryOp)
    folded = _folded(reading, node, scope)
    if folded is not None:
        return folded
    span, operand = reading.source.span(node), reading.expression(node.operand, scope, depth)
    if isinstance(node.op, ast.Not):
        return facts.Negation(span, operand)
    return facts.Operation(span, _OPERATORS[type(node.op)], None, operand)


def _binary(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.BinOp)
    folded = _folded(reading, node, scope) if isinstance(node.op, (ast.Add, ast.Mod)) else None
    if folded is not None:
        return folded
    span = reading.source.span(node)
    left, right = reading.expression(node.left, scope, depth), reading.expression(node.right, scope, depth)
    if isinstance(node.op, (ast.Add, ast.Mod)):
        texts = (facts.FormattedText,)
        starts_as_text = isinstance(left, texts) or (isinstance(left, facts.Constant) and isinstance(left.value, str))
        ends_as_text = isinstance(right, texts) or (isinstance(right, facts.Constant) and isinstance(right.value, str))
        if starts_as_text or (isinstance(node.op, ast.Add) and ends_as_text):
            return facts.FormattedText(span, (*_parts(left), *_parts(right)))
    return facts.Operation(span, _OPERATORS[type(node.op)], left, right)


def _parts(expression: Expression) -> tuple[str | Expression, ...]:
    if isinstance(expression, facts.FormattedText):
        return expression.parts
    if isinstance(expression, facts.Constant) and isinstance(expression.value, str):
        return (expression.value,)
    return (expression,)


def _formatted(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.JoinedStr)
    folded = _folded(reading, node, scope)
    if folded is not None:
        return folded
    parts: list[str | Expression] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            parts.extend(_parts(reading.expression(part.value, scope, depth)))
        elif isinstance(part, ast.Constant):
            parts.append(str(part.value))
    return facts.FormattedText(reading.source.span(node), tuple(parts))


def _lambda(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, ast.Lambda)
    inner = reading.module.scopes.get(node, scope)
    return facts.Callback(reading.source.span(node), reading.expression(node.body, inner, depth))


def _inner(reading: Reading, node: ast.AST, scope: Scope, depth: int) -> Expression:
    assert isinstance(node, (ast.NamedExpr, ast.Await))
    return reading.expression(node.value, scope, depth)


_CONVERTERS: dict[type[ast.AST], Callable[[Reading, ast.AST, Scope, int], Expression]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.List: _collection,
    ast.Tuple: _collection,
    ast.Set: _collection,
    ast.Dict: _dictionary,
    ast.Compare: _comparison,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.JoinedStr: _formatted,
    ast.Lambda: _lambda,
    ast.NamedExpr: _inner,
    ast.Await: _inner,
}
