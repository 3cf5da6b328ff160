"""What a value is: demand-driven, with a memo. It follows assignments, `with` targets, annotations, and attributes of `self`."""

from __future__ import annotations

import ast
from dataclasses import replace

from flake8_sqla.extract.evidence import is_model_query, is_query_by_evidence
from flake8_sqla.extract.kinds import ConnectionValue, EngineValue, FactoryValue, SessionValue, StatementValue, StepNode, TableValue, Value
from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Module, Scope
from flake8_sqla.vocabulary import modules, orm

#: How many evaluations may wait for one another: a chain longer than this is not known.
_DEPTH = 60
_SESSION_OBJECT = f"{modules.FLASK_SQLALCHEMY_OBJECT}.session"
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})


class Values:
    """The evaluator of one module."""

    def __init__(self, module: Module, names: Names, session_names: frozenset[str] = frozenset()) -> None:
        """Nothing is evaluated until it is asked for. `session_names` are receivers (`request.db`) that the user says are sessions."""
        self._session_names = session_names
        self._module = module
        self._names = names
        self._memo: dict[ast.AST, Value | None] = {}
        self._pending: set[ast.AST] = set()
        self._attributes: dict[ast.AST, dict[str, list[tuple[ast.expr, Scope, bool]]]] = {}

    def of(self, node: ast.AST, scope: Scope) -> Value | None:
        """The kind of this expression's value, or None."""
        if node in self._memo:
            return self._memo[node]
        if node in self._pending or len(self._pending) > _DEPTH:
            return None
        self._pending.add(node)
        try:
            found = self._evaluate(node, scope)
        finally:
            self._pending.discard(node)
        self._memo[node] = found
        return found

    def _evaluate(self, node: ast.AST, scope: Scope) -> Value | None:
        match node:
            case ast.Call():
                return self._call(node, scope)
            case ast.Name(id=name):
                return self._name(name, scope) or self._named_session(node)
            case ast.Attribute():
                return self._attribute(node, scope) or self._named_session(node)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.of(value, scope)
            case ast.IfExp(body=body, orelse=orelse):
                return _join([self.of(body, scope), self.of(orelse, scope)])
            case ast.BoolOp(values=values):
                return _join([self.of(value, scope) for value in values])
            case _:
                return None

    def _named_session(self, node: ast.Name | ast.Attribute) -> Value | None:
        if self._session_names and ast.unparse(node) in self._session_names:
            return SessionValue(False, scoped=True)
        return None

    # -- calls

    def _call(self, call: ast.Call, scope: Scope) -> Value | None:
        name = self._names.resolve(call.func, scope)
        known = self._library_call(name, call, scope)
        if known is not None:
            return known
        if isinstance(call.func, ast.Attribute):
            receiver = self.of(call.func.value, scope)
            if receiver is not None:
                return self._method(receiver, call, call.func, scope)
            if call.func.attr == "query" and is_query_by_evidence(call, scope, self._module, self._names):
                return StatementValue("query", call, scope)
        callee = self.of(call.func, scope)
        if isinstance(callee, FactoryValue) and not callee.begins:
            return SessionValue(callee.asynchronous)
        if isinstance(callee, SessionValue) and callee.scoped:
            return SessionValue(callee.asynchronous, scoped=True)
        if name.startswith(f"{LOCAL}."):
            return self._local_function(name[len(LOCAL) + 1 :], scope)
        return None

    def _library_call(self, name: str, call: ast.Call, scope: Scope) -> Value | None:
        if not name:
            return None
        if name in orm.STATEMENT_FUNCTIONS:
            return StatementValue(orm.STATEMENT_FUNCTIONS[name], call, scope)
        if name in orm.SESSION_CLASSES:
            return SessionValue(orm.SESSION_CLASSES[name])
        if name in orm.SESSION_FACTORIES:
            return FactoryValue(orm.SESSION_FACTORIES[name] or self._makes_async_sessions(call, scope))
        if name in orm.SCOPED_SESSIONS:
            return SessionValue(orm.SCOPED_SESSIONS[name], scoped=True)
        if name in orm.ENGINE_FUNCTIONS:
            return EngineValue(orm.ENGINE_FUNCTIONS[name])
        if name in ("sqlalchemy.Table", "sqlalchemy.table"):
            return TableValue(call)
        return None

    def _makes_async_sessions(self, call: ast.Call, scope: Scope) -> bool:
        return any(
            keyword.arg == "class_" and orm.SESSION_CLASSES.get(self._names.resolve(keyword.value, scope)) is True for keyword in call.keywords
        )

    def _method(self, receiver: Value, call: ast.Call, method: ast.Attribute, scope: Scope) -> Value | None:
        name = method.attr
        match receiver:
            case StatementValue():
                if name in orm.GENERATIVE_METHODS:
                    return replace(receiver, steps=(*receiver.steps, StepNode(call, method, scope)))
            case SessionValue(asynchronous=asynchronous):
                if name == "query" and not asynchronous:
                    return StatementValue("query", call, scope)
                if name == "connection":
                    return ConnectionValue(asynchronous)
            case FactoryValue(asynchronous=asynchronous):
                if name == "begin":
                    return FactoryValue(asynchronous, begins=True)
            case EngineValue(asynchronous=asynchronous):
                if name in ("connect", "begin"):
                    return ConnectionValue(asynchronous)
                if name in ("execution_options", "options"):
                    return receiver
            case ConnectionValue():
                if name == "execution_options":
                    return receiver
            case TableValue():
                if name in orm.TABLE_STATEMENT_METHODS:
                    return StatementValue(orm.TABLE_STATEMENT_METHODS[name], call, scope)
        return None

    def _local_function(self, name: str, scope: Scope) -> Value | None:
        """What a function of this file gives, by its annotation or, failing that, by its one return."""
        bindings = scope.lookup(name)
        if len(bindings) != 1 or not isinstance(bindings[0].node, FunctionNode):
            return None
        function = bindings[0].node
        if function.decorator_list:
            return None
        if function.returns is not None:
            return self.of_annotation(function.returns, bindings[0].scope)
        inner = self._module.scopes[function]
        returned = [node for node in _own_statements(function) if isinstance(node, ast.Return) and node.value is not None]
        if len(returned) == 1 and returned[0].value is not None:
            return self.of(returned[0].value, inner)
        return None

    # -- names

    def _name(self, name: str, scope: Scope) -> Value | None:
        bindings = scope.lookup(name)
        if len(bindings) == 1:
            return self._binding(bindings[0])
        others = [binding for binding in bindings if not _is_none(binding) and binding.node not in self._pending]
        return _join([self._binding(binding) for binding in others])

    def _binding(self, binding: Binding) -> Value | None:
        node = binding.node
        match binding.kind:
            case BindingKind.ASSIGNMENT:
                found = self.of(node, binding.scope)
                return self._declared(node, binding) if found is None else found
            case BindingKind.ANNOTATION:
                return self.of_annotation(node, binding.scope)
            case BindingKind.PARAMETER:
                if isinstance(node, ast.arg) and node.annotation is not None:
                    return self.of_annotation(node.annotation, binding.scope)
            case BindingKind.WITH:
                return self._entered(self.of(node, binding.scope))
            case _:
                pass
        return None

    def _declared(self, value: ast.AST, binding: Binding) -> Value | None:
        """The kind that `name: Annotation = value` declares."""
        parent = self._module.parents.get(value)
        if isinstance(parent, ast.AnnAssign):
            return self.of_annotation(parent.annotation, binding.scope)
        return None

    @staticmethod
    def _entered(context: Value | None) -> Value | None:
        """What `with context as x` binds to x."""
        if isinstance(context, FactoryValue):
            return SessionValue(context.asynchronous) if context.begins else None
        if isinstance(context, (SessionValue, ConnectionValue)):
            return context
        return None

    # -- attributes

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value | None:
        name = self._names.resolve(node, scope)
        if name == _SESSION_OBJECT:
            return SessionValue(False, scoped=True)
        if node.attr == "query" and is_model_query(node, scope, self._module, self._names):
            return StatementValue("query", None, scope)
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            return self._own_attribute(node)
        return None

    def _own_attribute(self, node: ast.Attribute) -> Value | None:
        parent = self._module.parents.get(node)
        while parent is not None and not isinstance(parent, ast.ClassDef):
            parent = self._module.parents.get(parent)
        if parent is None:
            return None
        attributes = self._attributes.get(parent)
        if attributes is None:
            attributes = self._attributes[parent] = _attributes_set(parent, self._module)
        found = [
            self.of_annotation(value, scope) if annotation else self.of(value, scope)
            for value, scope, annotation in attributes.get(node.attr, [])
            if not (isinstance(value, ast.Constant) and value.value is None)
        ]
        return _join(found)

    # -- annotations

    def of_annotation(self, node: ast.AST, scope: Scope, depth: int = 6) -> Value | None:
        """The kind that an annotation promises."""
        if depth == 0:
            return None
        match node:
            case ast.Constant(value=str() as text):
                try:
                    return self.of_annotation(ast.parse(text, mode="eval").body, scope, depth - 1)
                except (SyntaxError, ValueError):
                    return None
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                found = [self.of_annotation(part, scope, depth - 1) for part in (left, right) if not _is_none_literal(part)]
                return found[0] if len(found) == 1 else None
            case ast.Subscript(value=value, slice=inside):
                name = self._names.resolve(value, scope)
                if name in _ANNOTATED and isinstance(inside, ast.Tuple) and inside.elts:
                    return self.of_annotation(inside.elts[0], scope, depth - 1)
                if name in _OPTIONAL:
                    return self.of_annotation(inside, scope, depth - 1)
                return self._class_value(name)
            case ast.Name() | ast.Attribute():
                found_value = self._class_value(self._names.resolve(node, scope))
                if found_value is None and isinstance(node, ast.Name):
                    bindings = scope.lookup(node.id)
                    if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT:
                        return self.of_annotation(bindings[0].node, bindings[0].scope, depth - 1)
                return found_value
            case _:
                return None

    @staticmethod
    def _class_value(name: str) -> Value | None:
        if name in orm.SESSION_CLASSES:
            return SessionValue(orm.SESSION_CLASSES[name])
        if name in orm.SCOPED_SESSIONS:
            return SessionValue(orm.SCOPED_SESSIONS[name], scoped=True)
        if name in orm.SESSION_FACTORIES:
            return FactoryValue(orm.SESSION_FACTORIES[name])
        if name in orm.ENGINE_CLASSES:
            return EngineValue(orm.ENGINE_CLASSES[name])
        if name in orm.CONNECTION_CLASSES:
            return ConnectionValue(orm.CONNECTION_CLASSES[name])
        if name in orm.STATEMENT_CLASSES:
            return StatementValue(orm.STATEMENT_CLASSES[name], None, None, complete=False)
        return None


def _own_statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.AST]:
    """Every node of a function's body, nested functions and classes left out."""
    found: list[ast.AST] = []
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        found.append(node)
        if not isinstance(node, (*FunctionNode, ast.ClassDef, ast.Lambda)):
            stack.extend(ast.iter_child_nodes(node))
    return found


def _attributes_set(class_node: ast.ClassDef, module: Module) -> dict[str, list[tuple[ast.expr, Scope, bool]]]:
    """What a class's methods assign to `self.x`, and what its body annotates: (expression, scope, is annotation)."""
    found: dict[str, list[tuple[ast.expr, Scope, bool]]] = {}
    for statement in class_node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found.setdefault(statement.target.id, []).append((statement.annotation, module.scopes[class_node], True))
        elif isinstance(statement, FunctionNode):
            scope = module.scopes[statement]
            for node in _own_statements(statement):
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                            found.setdefault(target.attr, []).append((node.value, scope, False))
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
                    found.setdefault(node.target.attr, []).append((node.annotation, scope, True))
    return found


def _is_none_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_none(binding: Binding) -> bool:
    return binding.kind is BindingKind.ASSIGNMENT and _is_none_literal(binding.node)


def _join(found: list[Value | None]) -> Value | None:
    """What a name is that several places give a value: their common kind. Statements keep the steps of every branch."""
    known = [value for value in found if value is not None]
    if not known:
        return None
    first = known[0]
    if isinstance(first, StatementValue):
        statements = [value for value in known if isinstance(value, StatementValue)]
        if len(statements) != len(known) or any(value.root != first.root for value in statements):
            return None
        steps = tuple(dict.fromkeys(step for value in statements for step in value.steps))
        complete = len(known) == len(found) and all(value.complete for value in statements)
        root = next((value for value in statements if value.call is not None), first)
        return replace(root, steps=steps, complete=complete)
    if len(known) == len(found) and all(value == first for value in known):
        return first
    return None


