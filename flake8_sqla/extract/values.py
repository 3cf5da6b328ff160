"""What a value is: demand-driven, with a memo. It follows assignments, `with` targets, annotations, and attributes of `self`."""

from __future__ import annotations

import ast

from flake8_sqla.extract import displays, givers, object_givers, results
from flake8_sqla.extract.annotated_kinds import annotated_kind, is_vague
from flake8_sqla.extract.attributes import Attributes
from flake8_sqla.extract.entering import entered, entered_name
from flake8_sqla.extract.evidence import is_model_query, is_query_by_evidence
from flake8_sqla.extract.joining import binds_none, fuller, is_none_literal, joined
from flake8_sqla.extract.kinds import (
    VALUELESS,
    ConnectionValue,
    CoroutineValue,
    DeferredValue,
    DictValue,
    EngineValue,
    EntityValue,
    FactoryValue,
    ListValue,
    ManagerValue,
    Origin,
    ResultValue,
    RowValue,
    SessionValue,
    StatementValue,
    StepNode,
    TableValue,
    TupleValue,
    Value,
)
from flake8_sqla.extract.library_calls import is_known_table, made_by_library
from flake8_sqla.extract.neighbours import Neighbours, NoNeighbours
from flake8_sqla.extract.reaching import reaching
from flake8_sqla.extract.session_evidence import session_by_evidence
from flake8_sqla.facts.known_models import KnownModels, NothingKnown
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Module, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import modules, orm
from flake8_sqla.vocabulary import sessions as vocabulary

#: How many evaluations may wait for one another: a chain longer than this is not known.
_DEPTH = 60
#: A name that is bound more often in one scope is not followed: what all its values have in common is nothing worth knowing.
_MOST_BINDINGS = 200
_SESSION_OBJECT = f"{modules.FLASK_SQLALCHEMY_OBJECT}.session"
_LIBRARIES = ("sqlalchemy.", "alembic.", "sqlmodel.", "builtins.", LOCAL)


class Values:
    """The evaluator of one module."""

    def __init__(
        self, module: Module, names: Names, session_names: frozenset[str] = frozenset(), neighbours: Neighbours | None = None
    ) -> None:
        """Nothing is evaluated until it is asked for. `session_names` are receivers (`request.db`) that the user says are sessions."""
        self._session_names = session_names
        self._neighbours = neighbours or NoNeighbours()
        self._module = module
        self._names = names
        self._memo: dict[ast.AST, Value | None] = {}
        self._pending: set[ast.AST] = set()
        self.attributes = Attributes(module, names, self._neighbours, self)
        self._calls = givers.Calls(module)
        self._receivers = object_givers.Receivers(module, names, self._neighbours)
        self._given: dict[ast.AST, Value | None] = {}  # by functions, and promised by annotations
        #: The mapped classes of this file, by the names that `names` gives them; whoever finds them out sets it.
        self.mapped: frozenset[str] = frozenset()
        self.models: KnownModels = NothingKnown()

    def of(self, node: ast.AST, scope: Scope) -> Value | None:
        """The kind of this expression's value, or None."""
        if node.__class__ in VALUELESS:
            return None
        found = self._memo.get(node)
        if found is not None or node in self._memo:
            return found
        if node in self._pending or len(self._pending) > _DEPTH:
            return None
        self._pending.add(node)
        try:
            found = self._evaluate(node, scope)
        finally:
            self._pending.discard(node)
        self._memo[node] = found
        return found

    def is_entity(self, model: str) -> bool:
        """Whether a class that a statement selects is no other thing than a mapped class, as far as the project can be read."""
        return not model.endswith(("Table", "View", "Enum"))

    def is_model(self, name: str) -> bool:
        """Whether a qualified name certainly is a mapped class."""
        return name in self.mapped or self._neighbours.class_role(name) in ("model", "abstract")

    def _evaluate(self, node: ast.AST, scope: Scope) -> Value | None:
        match node:
            case ast.Name():
                return self._name(node, scope) or (self._named_session(node) if self._session_names else None)
            case ast.Attribute():
                return self._attribute(node, scope) or (self._named_session(node) if self._session_names else None)
            case ast.Call():
                return self._call(node, scope)
            case ast.NamedExpr(value=value):
                return self.of(value, scope)
            case ast.Await(value=value):
                awaited = self.of(value, scope)
                return awaited.inner if isinstance(awaited, CoroutineValue) else awaited
            case ast.IfExp(body=body, orelse=orelse):
                return joined([self.of(body, scope), self.of(orelse, scope)])
            case ast.BoolOp(values=values):
                return joined([self.of(value, scope) for value in values])
            case ast.Subscript():
                return displays.subscript(node, scope, self, self._names)
            case _:
                return displays.display(node, scope, self, self._names)

    def scope_of(self, node: ast.AST, around: Scope) -> Scope:
        """The scope that a comprehension or lambda opens, or the one around it."""
        return self._module.scopes.get(node, around)

    def _named_session(self, node: ast.Name | ast.Attribute) -> Value | None:
        return SessionValue(False, scoped=True) if spelled(node) in self._session_names else None

    # -- calls

    def _call(self, call: ast.Call, scope: Scope) -> Value | None:
        name = self._names.resolve(call.func, scope)
        if name and (known := made_by_library(name, call, scope, self._names)) is not None:
            return known
        if isinstance(call.func, ast.Attribute):
            if (receiver := self.of(call.func.value, scope)) is not None:
                return self._method(receiver, call, call.func, scope)
            if call.func.attr == "query" and is_query_by_evidence(call, scope, self._module, self._names, self._neighbours):
                return StatementValue("query", call, scope)
            if call.func.attr in orm.TABLE_STATEMENT_METHODS and is_known_table(call.func.value, scope, self._names, self.models):
                return StatementValue(orm.TABLE_STATEMENT_METHODS[call.func.attr], call, scope)
        if name in vocabulary.DEPENDENCY_FUNCTIONS:
            return self._dependency(call, scope)
        if name in vocabulary.CONTEXT_MANAGER_DECORATORS:
            return self._manager_maker(call, scope)
        callee = self.of(call.func, scope)
        if isinstance(callee, ManagerValue) and not callee.made:
            return ManagerValue(callee.inner)
        if isinstance(callee, DeferredValue):
            return callee.then("call")
        if isinstance(callee, FactoryValue) and not callee.begins:
            return callee.made()
        if isinstance(callee, SessionValue) and callee.scoped:
            return callee
        if name.startswith(f"{LOCAL}."):
            given = self._local_function(name[len(LOCAL) + 1 :], scope)
            return EntityValue(name, None, Origin.MADE) if given is None and self.is_model(name) else given
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in ("self", "cls"):
            if (method := givers.method_named(call, call.func.attr, self._module)) is not None:
                return self.given_by(method)
        over = displays.over_collection(name, call, scope, self, self._names) if name else None
        if over is not None:
            return over
        if not name:
            return self._receivers.by_method(call, call.func, scope, self) if isinstance(call.func, ast.Attribute) else None
        given = self._neighbours.returned_by(name)
        if given is None and self.is_model(name):
            return EntityValue(name, None, Origin.MADE)
        return object_givers.by_function(name, call, scope, self._neighbours) if given is None else given

    def _method(self, receiver: Value, call: ast.Call, method: ast.Attribute, scope: Scope) -> Value | None:
        name = method.attr
        match receiver:
            case StatementValue():
                if name in orm.GENERATIVE_METHODS:
                    return receiver.then(StepNode(call, method, scope))
                if receiver.root == "query":
                    return results.query_method(receiver, name, self._names)
            case SessionValue(asynchronous=asynchronous):
                if name == "query" and not asynchronous:
                    return StatementValue("query", call, scope)
                return results.executing_method(receiver, name, call, scope, self, self._names)
            case ResultValue():
                return results.result_method(receiver, name, call, self._names)
            case FactoryValue():
                return replace(receiver, begins=True) if name == "begin" else None
            case DeferredValue():
                return receiver.then("begin") if name == "begin" else None
            case EngineValue(asynchronous=asynchronous):
                if name in ("connect", "begin"):
                    return ConnectionValue(asynchronous)
                if name in ("execution_options", "options"):
                    return receiver
            case ConnectionValue():
                if name == "execution_options":
                    return CoroutineValue(receiver, call) if receiver.asynchronous else receiver
                return results.executing_method(receiver, name, call, scope, self, self._names)
            case RowValue() | ListValue() | TupleValue():
                return receiver if name in ("tuple", "_tuple", "copy") else None
            case DictValue():
                return displays.of_dictionary(receiver, name)
            case TableValue():
                return StatementValue(orm.TABLE_STATEMENT_METHODS[name], call, scope) if name in orm.TABLE_STATEMENT_METHODS else None
        return None

    def _local_function(self, name: str, scope: Scope) -> Value | None:
        """What calling a function or class of this file gives."""
        found = givers.function_named(name, scope)
        if found is not None:
            return self.given_by(found[0])
        if "." in name:
            owner, _, method = name.partition(".")
            return self._receivers.by_class(owner, method, self)
        bindings = scope.lookup(name)
        if len(bindings) == 1 and isinstance(bindings[0].node, ast.ClassDef):
            return self.derived_session(bindings[0].node, bindings[0].scope)
        return None

    def derived_session(self, class_node: ast.ClassDef, scope: Scope) -> SessionValue | None:
        """An instance of a class of this file that derives from a session."""
        for base in class_node.bases:
            found = self.of_annotation(base.value if isinstance(base, ast.Subscript) else base, scope)
            if isinstance(found, SessionValue):
                return found
        return None

    def promised(self, path: str) -> Value | None:
        """The kind of value that a type of another file stands for."""
        return self._neighbours.promised_by(path) if path and not path.startswith(_LIBRARIES) else None

    def of_function(self, name: str, scope: Scope) -> tuple[Value | None, str]:
        """What a function of this file gives, and in what manner: `generator` where it yields it, else empty."""
        found = givers.function_named(name, scope)
        if found is None:
            return None, ""
        if found[0].decorator_list or not givers.is_generator(found[0], self._module):
            return self.given_by(found[0]), ""
        return self._yielded_by(found[0]), "generator"

    def given_by(self, function: givers.Function) -> Value | None:
        """What a call of a function gives: by its annotation or, failing that, by its returns; a manager where it is marked as one."""
        scope = self._module.scopes[function].parent or self._module.scope
        decorators = [self._names.resolve(each, scope) for each in givers.decorators(function)]
        if vocabulary.CONTEXT_MANAGER_DECORATORS.intersection(decorators):
            return ManagerValue(inner) if (inner := self._yielded_by(function)) is not None else None
        if not vocabulary.KEEPING_DECORATORS.issuperset(decorators):
            return None
        promised = self.of_annotation(function.returns, scope) if function.returns is not None else None
        if function.returns is not None and not is_vague(promised):
            return fuller(promised, lambda: self._returned_by(function))  # a generator's annotation is no session
        returned = self._returned_by(function)
        return returned if returned is not None and (promised is None or type(returned) is type(promised)) else promised

    def _returned_by(self, function: givers.Function) -> Value | None:
        if function not in self._given:
            self._given[function] = None
            if not givers.is_generator(function, self._module):
                inside = self._module.scopes[function]
                returned = [value for value in givers.returned(function, self._module) if not is_none_literal(value)]
                self._given[function] = joined([self.of(value, inside) for value in returned])
        return self._given[function]

    def _yielded_by(self, function: givers.Function) -> Value | None:
        """What a generator yields, by its annotation or by its yields."""
        scope = self._module.scopes[function].parent or self._module.scope
        if isinstance(function.returns, ast.Subscript) and self._names.resolve(function.returns.value, scope) in vocabulary.GENERATOR_TYPES:
            inside = function.returns.slice
            found = self.of_annotation(inside.elts[0] if isinstance(inside, ast.Tuple) and inside.elts else inside, scope)
            if found is not None:
                return fuller(found, lambda: self._yields(function))
        return self._yields(function)

    def _yields(self, function: givers.Function) -> Value | None:
        inner = self._module.scopes[function]
        return joined([self.of(value, inner) for value in givers.yielded(function, self._module) if not is_none_literal(value)])

    def _manager_maker(self, call: ast.Call, scope: Scope) -> ManagerValue | None:
        """`asynccontextmanager(function)`, by itself and not as a decorator."""
        found = givers.function_named(call.args[0].id, scope) if call.args and isinstance(call.args[0], ast.Name) else None
        return ManagerValue(inner, made=False) if found is not None and (inner := self._yielded_by(found[0])) is not None else None

    def _dependency(self, call: ast.Call, scope: Scope) -> Value | None:
        """What `Depends(function)` gives a parameter."""
        if not call.args or not isinstance(call.args[0], (ast.Name, ast.Attribute)):
            return None
        found = givers.function_named(call.args[0].id, scope) if isinstance(call.args[0], ast.Name) else None
        if found is None:
            name = self._names.resolve(call.args[0], scope)
            return self._neighbours.provided_by(name) if name else None
        return self._yielded_by(found[0]) if givers.is_generator(found[0], self._module) else self.given_by(found[0])

    # -- names

    def _name(self, node: ast.Name, scope: Scope) -> Value | None:
        bindings = scope.lookup(node.id)
        if len(bindings) == 1:
            return self.of_binding(bindings[0])
        if len(bindings) > _MOST_BINDINGS:
            return None
        reached = reaching(node, bindings, self._module)
        return joined([self.of_binding(each) for each in reached if not binds_none(each) and each.node not in self._pending])

    def of_binding(self, binding: Binding) -> Value | None:
        """What one binding of a name gives it."""
        node = binding.node
        match binding.kind:
            case BindingKind.ASSIGNMENT:
                found = self.of(node, binding.scope)
                return self._declared(node, binding) if found is None else found
            case BindingKind.ANNOTATION:
                return self.of_annotation(node, binding.scope)
            case BindingKind.IMPORT_FROM:
                return self._neighbours.value_of(binding.module)
            case BindingKind.PARAMETER:
                return self._parameter(node, binding.scope) if isinstance(node, ast.arg) else None
            case BindingKind.WITH:
                context = self.of(node, binding.scope)
                return entered(context) if context is not None else self._entered_unknown(node)
            case BindingKind.LOOP:
                return results.element_of(self.of(node, binding.scope), self._names)
            case BindingKind.UNPACKING if binding.unpacked is not BindingKind.WITH:
                return results.unpacked(self.of(node, binding.scope), binding, self._names)
            case _:
                return None

    def _parameter(self, argument: ast.arg, scope: Scope) -> Value | None:
        """A parameter: by its annotation, by the dependency that is its default, by the fixture of its name, by what is called on it."""
        function = self._module.parents.get(argument)
        if argument.annotation is not None:
            return self.of_annotation(argument.annotation, scope)
        default = givers.default_of(argument, function) if function is not None else None
        if isinstance(default, ast.Call):
            return self.of(default, scope)
        if not isinstance(function, FunctionNode) or argument.arg in ("self", "cls") or argument in self._pending:
            return None
        self._pending.add(argument)
        try:
            fixture = self._fixture(argument.arg, function, scope)
            return fixture or session_by_evidence(argument, argument.arg, self._calls, self, self._module, self._names, self._neighbours)
        finally:
            self._pending.discard(argument)

    def _entered_unknown(self, context: ast.AST) -> Value | None:
        name = entered_name(context, self._module)
        if not name or context in self._pending:
            return None
        self._pending.add(context)
        try:
            return session_by_evidence(context, name, self._calls, self, self._module, self._names, self._neighbours)
        finally:
            self._pending.discard(context)

    def _fixture(self, name: str, function: givers.Function, scope: Scope) -> Value | None:
        """What a pytest fixture of this file gives a test or another fixture."""
        found = givers.function_named(name, scope.module)
        if found is None or found[0] is function:
            return None
        for decorator in givers.decorators(found[0]):
            if self._names.resolve(decorator, found[1].scope) in vocabulary.FIXTURE_DECORATORS:
                value = self._yielded_by(found[0])
                return value or joined([self.of(each, self._module.scopes[found[0]]) for each in givers.returned(found[0], self._module)])
        return None

    def _declared(self, value: ast.AST, binding: Binding) -> Value | None:
        """The kind that `name: Annotation = value` declares."""
        parent = self._module.parents.get(value)
        return self.of_annotation(parent.annotation, binding.scope) if isinstance(parent, ast.AnnAssign) else None

    # -- attributes and annotations

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value | None:
        name = self._names.resolve(node, scope)
        if name == _SESSION_OBJECT:
            return SessionValue(False, scoped=True)
        if name and not name.startswith(_LIBRARIES):
            known = self._neighbours.value_of(name)
            if known is not None:
                return known
        if node.attr == "query" and is_model_query(node, scope, self._module, self._names, self._neighbours):
            return StatementValue("query", None, scope, promised=(self._names.resolve(node.value, scope),))
        if isinstance(node.value, (ast.Name, ast.Attribute, ast.Call, ast.Subscript)):
            owner = self.of(node.value, scope)
            if isinstance(owner, RowValue):
                return owner if node.attr in ("t", "_t") else results.attribute_of_row(owner, node.attr, self._names)
            if isinstance(owner, EntityValue):
                return results.related(owner, node.attr, self.models)
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            own = self.attributes.of_self(node)
            if own is not None:
                return own
            function = givers.method_named(node, node.attr, self._module)
            if function is not None and givers.is_property(function):
                return self.given_by(function)
        return None

    def of_annotation(self, node: ast.AST, scope: Scope) -> Value | None:
        """The kind that an annotation promises: a parameter's is asked for wherever the parameter stands."""
        if node not in self._given:
            self._given[node] = annotated_kind(node, scope, self, self._names)
        return self._given[node]
