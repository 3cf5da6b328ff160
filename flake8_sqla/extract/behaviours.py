"""Hybrids, validators and custom column types as facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.behaviours import CustomType, HybridAttribute, PythonPart, ValueFunction
from flake8_sqla.syntax.names import LOCAL
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary.behaviours import HYBRIDS, PROCESSORS, TYPE_BASES, VALIDATES

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_IDENTITY = {ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"}


def behaviours(reading: Reading) -> Iterator[HybridAttribute | ValueFunction | CustomType]:
    """What the classes of this file do with values."""
    for node, scope in reading.module.nodes[ast.ClassDef]:
        base = _type_base(node, scope, reading, 8)
        if base:
            says, abstract = _cache_ok(node)
            yield CustomType(reading.source.span(node), node.name, base, says, abstract or _is_base(node, reading))
        for function in node.body:
            if isinstance(function, _Function):
                inner = reading.module.scopes[node]
                names = [reading.names.resolve(_called(decorator), inner) for decorator in function.decorator_list]
                if VALIDATES.intersection(names):
                    yield _value_function(function, "validates", node.name, reading)
                elif base and function.name in PROCESSORS and not _is_abstract(names):
                    yield _value_function(function, function.name, node.name, reading)
                elif HYBRIDS.intersection(names):
                    yield _hybrid(function, node, reading)


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _is_abstract(names: list[str]) -> bool:
    return any(name.startswith("abc.") or name == "typing.overload" for name in names)


# -- types


def _type_base(node: ast.ClassDef, scope: Scope, reading: Reading, depth: int) -> str:
    """The library's class that a class derives from, through classes of this file."""
    for base in node.bases:
        name = reading.names.resolve(base.value if isinstance(base, ast.Subscript) else base, scope)
        if name in TYPE_BASES:
            return name.rpartition(".")[2]
        if name.startswith(f"{LOCAL}.") and depth:
            for binding in scope.lookup(name[len(LOCAL) + 1 :]):
                if isinstance(binding.node, ast.ClassDef) and binding.node is not node:
                    found = _type_base(binding.node, binding.scope, reading, depth - 1)
                    if found:
                        return found
    return ""


def _is_base(node: ast.ClassDef, reading: Reading) -> bool:
    """Whether another class of this file derives from it."""
    used = (reading.module.parents.get(mention) for mention in reading.module.mentions(node.name, reading.source.tree))
    return any(
        isinstance(base, ast.Name) and base.id == node.name
        for other in used
        if isinstance(other, ast.ClassDef) and other is not node
        for base in other.bases
    )


def _cache_ok(node: ast.ClassDef) -> tuple[bool, bool]:
    """Whether the body sets `cache_ok`, and whether the class is abstract."""
    targets: list[ast.expr] = []
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            targets += statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets.append(statement.target)
    says = any(isinstance(target, ast.Name) and target.id == "cache_ok" for target in targets)
    says = says or any(isinstance(statement, ast.FunctionDef) and statement.name == "cache_ok" for statement in node.body)
    abstract = any(isinstance(statement, ast.Assign) and _sets_abstract(statement) for statement in node.body)
    return says, abstract


def _sets_abstract(statement: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "__abstract__" for target in statement.targets)


# -- functions whose value counts


def _value_function(function: _Function, kind: str, owner: str, reading: Reading) -> ValueFunction:
    falls_off = not _is_stub(function) and _falls_through(function.body)
    return ValueFunction(reading.source.span(function), kind, function.name, owner, falls_off)


def _is_stub(function: _Function) -> bool:
    """A body of nothing but a docstring, `...` or a raise promises nothing."""
    return all(
        isinstance(statement, ast.Raise) or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in function.body
    ) or any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in walk(function))


def _falls_through(body: list[ast.stmt]) -> bool:
    """Whether control can reach the end of these statements, or a bare `return`, on a path that returned nothing."""
    for statement in body:
        match statement:
            case ast.Return():
                return statement.value is None
            case ast.Raise() | ast.Continue() | ast.Break():
                return False
            case ast.If():
                if _returns_nothing(statement.body) or _returns_nothing(statement.orelse):
                    return True
                if statement.orelse and not _falls_through(statement.body) and not _falls_through(statement.orelse):
                    return False
            case ast.With() | ast.AsyncWith():
                if not _falls_through(statement.body):
                    return False
            case ast.Try():
                parts = [statement.body + statement.orelse, *(handler.body for handler in statement.handlers)]
                if statement.finalbody and not _falls_through(statement.finalbody):
                    return False
                if any(map(_returns_nothing, parts)):
                    return True
                if not any(map(_falls_through, parts)):
                    return False
            case ast.While():
                endless = isinstance(statement.test, ast.Constant) and statement.test.value is True
                if endless and not any(isinstance(part, ast.Break) for part in walk(statement)):
                    return False
            case ast.Match():
                cases = [case.body for case in statement.cases]
                if any(map(_returns_nothing, cases)):
                    return True
                last = statement.cases[-1]
                is_total = last.guard is None and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
                if is_total and not any(map(_falls_through, cases)):
                    return False
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=("fail" | "exit" | "abort")) | ast.Name(id=("abort" | "exit")))):
                return False
            case _:
                pass
    return True


def _returns_nothing(body: list[ast.stmt]) -> bool:
    """Whether a bare `return` is on some path through these statements."""
    return any(
        isinstance(node, ast.Return) and node.value is None
        for statement in body
        for node in walk(statement)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda))
    )


# -- hybrids


def _hybrid(function: _Function, owner: ast.ClassDef, reading: Reading) -> HybridAttribute:
    has_expression = any(
        isinstance(decorator, (ast.Attribute, ast.Call)) and _gives_expression(_called(decorator), function.name)
        for other in owner.body
        if isinstance(other, _Function)
        for decorator in other.decorator_list
    ) or any(isinstance(decorator, ast.Call) and decorator.args[1:] for decorator in function.decorator_list)
    subject = function.args.args[0].arg if function.args.args else ""
    parts = tuple(_python_parts(function, subject, reading)) if subject else ()
    return HybridAttribute(reading.source.span(function), owner.name, function.name, has_expression, parts)


def _gives_expression(decorator: ast.expr, name: str) -> bool:
    """`@name.expression`, `@name.inplace.expression`, `@name.comparator`."""
    if not isinstance(decorator, ast.Attribute) or decorator.attr not in ("expression", "comparator"):
        return False
    value = decorator.value
    if isinstance(value, ast.Attribute) and value.attr == "inplace":
        value = value.value
    return isinstance(value, ast.Name) and value.id == name


def _python_parts(function: _Function, subject: str, reading: Reading) -> Iterator[PythonPart]:
    """The constructs that ask the row's values for their truth, identity or items."""
    for node in walk(function):
        match node:
            case ast.BoolOp(values=[first, *_]) if (on := _attribute_of(first, subject)):
                yield PythonPart(reading.source.span(node), "and" if isinstance(node.op, ast.And) else "or", on)
            case ast.UnaryOp(op=ast.Not(), operand=operand) if (on := _attribute_of(operand, subject)):
                yield PythonPart(reading.source.span(node), "not", on)
            case ast.Compare(left=left, ops=[operator, *_]) if type(operator) in _IDENTITY and (on := _attribute_of(left, subject)):
                yield PythonPart(reading.source.span(node), _IDENTITY[type(operator)], on)
            case (ast.If(test=test) | ast.IfExp(test=test)) if (on := _attribute_of(test, subject)):
                yield PythonPart(reading.source.span(test), "if", on)
            case (ast.For(iter=iterable) | ast.comprehension(iter=iterable)) if (on := _attribute_of(iterable, subject)):
                yield PythonPart(reading.source.span(iterable), "for", on)
            case _:
                pass


def _attribute_of(node: ast.expr, subject: str) -> str:
    """`x` where the expression is `self.x`, or compares it; empty otherwise."""
    if isinstance(node, ast.Compare):
        return _attribute_of(node.left, subject)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _attribute_of(node.operand, subject)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == subject:
        return node.attr
    return ""
