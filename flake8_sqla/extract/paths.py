"""The path of a migration: its statements in the order in which they run, with what is known at each.

Loops over literal lists are unrolled, functions of the same file are entered with the values they are given, and branches on
the dialect's name are told apart. What may not run is `conditional`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from flake8_sqla.extract.branches import branch_of, is_exit
from flake8_sqla.extract.enum_types import type_command
from flake8_sqla.extract.execution import executed, transaction_control
from flake8_sqla.extract.operations import Batch, operations_of_call
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.circumstances import DialectBranch, Setting
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import (
    CreateTable,
    DropTable,
    Operation,
    OtherCommand,
    RefusedSql,
    RenameTable,
    TableName,
    TransactionControl,
)
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.constants import Literal
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.walk import child_fields, children

_CREATED = lazy_pattern(r"\bCREATE\s+(?:TEMP(?:ORARY)?\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?(\w+)", re.IGNORECASE)
_DEEPEST_CALL = 6
_LONGEST_LOOP = 60
_MOST_OPERATIONS = 200_000
#: How often loop bodies are gone through in one function: nested loops over literals multiply.
_MOST_ROUNDS = 3000


def operations_of(function: ast.FunctionDef | ast.AsyncFunctionDef, direction: str, reading: Reading) -> tuple[Operation, ...]:
    """Every operation that this entry function leads to, in order."""
    path = _Path(reading, Setting(direction=direction))
    path.run(function.body, reading.module.scopes[function])
    return tuple(path.operations)


class _Path:
    """One run through a function, remembering what the operations so far have done."""

    def __init__(self, reading: Reading, setting: Setting) -> None:
        self._reading = reading
        self._setting = setting
        self._made: dict[TableName, bool] = {}  # table → made for certain (not behind a condition)
        self._made_unknown = False
        self._batches: dict[str, Batch] = {}
        self._entered: list[ast.AST] = []
        self._rounds = 0
        self.operations: list[Operation] = []

    # -- statements

    def run(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        before = self._setting
        for statement in statements:
            if len(self.operations) > _MOST_OPERATIONS:
                break
            self._statement(statement, scope)
        # What a `return` under a dialect's name said of the rest ends with the block; a commit does not.
        self._setting = replace(before, autocommit=UNKNOWN) if self._setting.autocommit is UNKNOWN else before

    def _statement(self, statement: ast.stmt, scope: Scope) -> None:
        if statement.__class__ is ast.Expr:  # nearly all are
            self._calls(statement.value, scope)
            return
        match statement:
            case ast.If():
                self._if(statement, scope)
            case ast.With() | ast.AsyncWith():
                self._with(statement, scope)
            case ast.For() | ast.AsyncFor():
                self._for(statement, scope)
            case ast.While(test=test, body=body, orelse=orelse):
                self._calls(test, scope)
                self._repeated(body, scope, UNKNOWN)
                self.run(orelse, scope)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                self.run(body, scope)
                for handler in handlers:
                    self._conditional(handler.body, scope)
                self.run(orelse, scope)
                self.run(finalbody, scope)
            case ast.Match(subject=subject, cases=cases):
                self._calls(subject, scope)
                for case in cases:
                    self._conditional(case.body, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                pass
            case _:
                self._calls(statement, scope)

    def _conditional(self, body: list[ast.stmt], scope: Scope) -> None:
        before = self._setting
        self._setting = replace(before, conditional=True)
        self.run(body, scope)
        self._setting = replace(before, autocommit=self._setting.autocommit)

    def _if(self, statement: ast.If, scope: Scope) -> None:
        """An `if` with all its `elif`: a chain of hundreds must not nest."""
        before, left = self._setting, self._setting.branch
        first = True
        while True:
            self._calls(statement.test, scope)
            decided = self._reading.given.get(statement.test.id) if isinstance(statement.test, ast.Name) else None
            if isinstance(decided, bool):
                self.run(statement.body if decided else statement.orelse, scope)  # a flag that a helper was called with
                break
            taken, otherwise = branch_of(statement.test, scope, self._reading)
            outer = self._setting
            if taken is None or otherwise is None:
                self._conditional(statement.body, scope)
                self._setting = replace(self._setting, conditional=True)
            else:
                self._setting = self._under(outer, taken)
                self.run(statement.body, scope)
                self._setting = replace(self._under(outer, otherwise), autocommit=_worse(outer, self._setting))
                if is_exit(statement.body):
                    left = _both(left, otherwise)
                if first and not _is_chain(statement) and is_exit(statement.orelse):
                    left = _both(left, taken)
            if not _is_chain(statement):
                self.run(statement.orelse, scope)
                break
            statement, first = _next_of(statement), False
        self._setting = replace(before, branch=left, autocommit=_worse(before, self._setting))

    @staticmethod
    def _under(before: Setting, branch: DialectBranch) -> Setting:
        """A side of a condition that says something of the dialect, if only on the other side."""
        return replace(before, branch=_both(before.branch, branch), conditional=before.conditional or branch == DialectBranch())

    def _with(self, statement: ast.With | ast.AsyncWith, scope: Scope) -> None:
        before = self._setting
        for item in statement.items:
            context = item.context_expr
            if isinstance(context, ast.Call) and isinstance(context.func, ast.Attribute) and context.func.attr == "autocommit_block":
                self._setting = replace(self._setting, autocommit=True)
            batch = Batch.of(context, scope, self._reading) if isinstance(context, ast.Call) else None
            if batch is not None and isinstance(item.optional_vars, ast.Name):
                self._batches[item.optional_vars.id] = batch
            elif batch is None:
                self._calls(context, scope)
        self.run(statement.body, scope)
        self._setting = replace(before, autocommit=UNKNOWN) if self._setting.autocommit is UNKNOWN else before

    def _for(self, statement: ast.For | ast.AsyncFor, scope: Scope) -> None:
        rounds = _rounds(statement, scope, self._reading)
        self._rounds += len(rounds or ())
        if rounds is None or self._rounds > _MOST_ROUNDS:
            self._calls(statement.iter, scope)
            self._repeated(statement.body, scope, UNKNOWN)
            return
        given, before = self._reading.given, self._setting
        self._setting = self._in_rounds(len(rounds))
        for values in rounds:
            self._reading.given = {**given, **values}
            try:
                self.run(statement.body, scope)
            finally:
                self._reading.given = given
        self._setting = replace(self._setting, repeated=before.repeated)

    def _in_rounds(self, rounds: int | Unknown) -> Setting:
        outer = self._setting.repeated
        times: int | Unknown = UNKNOWN if rounds is UNKNOWN or outer is UNKNOWN else outer * rounds
        return replace(self._setting, repeated=times)

    def _repeated(self, body: list[ast.stmt], scope: Scope, rounds: int | Unknown) -> None:
        """A loop's body, which may not run at all."""
        before = self._setting
        self._setting = self._in_rounds(rounds)
        self._conditional(body, scope)
        self._setting = replace(self._setting, repeated=before.repeated)

    # -- calls

    def _calls(self, node: ast.AST, scope: Scope) -> None:
        """Every call inside a statement or expression, arguments first, as Python evaluates them. Without recursion: expressions nest."""
        stack: list[ast.AST | None] = [node]
        read: list[ast.Call] = []  # the calls around, whose arguments are being read: None on the stack stands for the last of them
        while stack:
            found = stack.pop()
            if found is None:
                self._enter(read.pop(), scope)
            elif isinstance(found, ast.Call):
                if not self._call(found, scope):
                    read.append(found)
                    stack.append(None)
                    stack += children(found)[::-1]
            elif isinstance(found, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
                self._comprehension(found, scope)
            elif not isinstance(found, (ast.Lambda, *FunctionNode, ast.ClassDef)) and child_fields[found.__class__]:
                stack += children(found)[::-1]

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope) -> None:
        """Its first source is read once, the rest in every round."""
        before = self._setting
        self._calls(node.generators[0].iter, scope)
        literal = node.generators[0].iter
        self._setting = self._in_rounds(len(literal.elts) if isinstance(literal, (ast.List, ast.Tuple)) else UNKNOWN)
        self._setting = replace(self._setting, conditional=True)
        inner = self._reading.module.scopes.get(node, scope)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for part in (*(condition for generator in node.generators for condition in generator.ifs), *parts):
            self._calls(part, inner)
        self._setting = replace(before, autocommit=self._setting.autocommit)

    def _call(self, call: ast.Call, scope: Scope) -> bool:
        """Note the operations of one call; true where it was one of ours, so that nothing inside it is looked at again."""
        control = transaction_control(call, scope, self._reading)
        if control == "isolation":
            self._setting = replace(self._setting, autocommit=UNKNOWN)
            return False
        if control:
            self._note(TransactionControl(span=self._reading.source.callee_span(call), setting=self._setting, command=control))
            return True
        found = operations_of_call(call, scope, self._reading, self._setting, self._batches)
        if found is None:
            found = executed(call, scope, self._reading, self._setting)
        if found is None:
            found = type_command(call, scope, self._reading, self._setting)
        if found is None:
            return False
        for operation in found:
            self._note(operation)
        return True

    def _note(self, operation: Operation) -> None:
        if isinstance(operation, CreateTable):
            self.operations.append(replace(operation, table_exists_before=False))
            self._remember(operation)
            return
        existed = self._existed(operation)
        self.operations.append(operation if operation.table_exists_before is existed else replace(operation, table_exists_before=existed))
        if (
            isinstance(operation, OtherCommand)
            and operation.command == "CREATE MATERIALIZED VIEW"
            and isinstance(operation.table, TableName)
        ):
            self._made[operation.table] = not operation.setting.conditional
        if isinstance(operation, RenameTable) and operation.table in self._made and isinstance(operation.new_name, TableName):
            self._made[operation.new_name] = self._made[operation.table]
        if isinstance(operation, DropTable) and isinstance(operation.table, TableName):
            self._made.pop(operation.table, None)
        # In an autocommit block BEGIN and COMMIT are the migration's own.
        if isinstance(operation, TransactionControl) and operation.setting.autocommit is not True:
            self._setting = replace(self._setting, autocommit=UNKNOWN)
        if isinstance(operation, RefusedSql):
            # Another database's CREATE TABLE makes a table all the same; of which kind is nobody's to say.
            for name in _CREATED.findall(operation.text):
                self._made.setdefault(TableName(name), False)

    def _remember(self, operation: CreateTable) -> None:
        if not isinstance(operation.table, TableName):
            self._made_unknown = True
            return
        certain = not operation.setting.conditional and operation.if_not_exists is False
        self._made[operation.table] = self._made.get(operation.table, False) or certain

    def _existed(self, operation: Operation) -> bool | Unknown:
        table = operation.table
        if not isinstance(table, TableName):
            return UNKNOWN
        made = self._made.get(table)
        if made is None and not table.schema:
            # `schema=` left out on one side is a habit, not another table.
            made = next((certain for name, certain in self._made.items() if name.name == table.name), None)
        if made is None:
            return UNKNOWN if self._made_unknown else True
        return False if made else UNKNOWN

    # -- functions of the same file

    def _enter(self, call: ast.Call, scope: Scope) -> None:
        if not isinstance(call.func, ast.Name) or len(self._entered) >= _DEEPEST_CALL:
            return
        bindings = scope.lookup(call.func.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.FUNCTION:
            return
        function = bindings[0].node
        if not isinstance(function, FunctionNode) or function in self._entered:
            return
        reading, given, batches = self._reading, self._reading.given, dict(self._batches)
        values = _given_to(function, call, scope, reading)
        for parameter, argument in zip(function.args.args, call.args, strict=False):
            if isinstance(argument, ast.Name) and argument.id in batches:
                self._batches[parameter.arg] = batches[argument.id]
        self._entered.append(function)
        reading.given = values
        try:
            self.run(function.body, reading.module.scopes[function])
        finally:
            reading.given = given
            self._batches = batches
            self._entered.pop()


def _is_chain(statement: ast.If) -> bool:
    return len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If)


def _next_of(statement: ast.If) -> ast.If:
    following = statement.orelse[0]
    assert isinstance(following, ast.If)
    return following


def _worse(before: Setting, after: Setting) -> bool | Unknown:
    """Once a path has played with its transaction, nothing after it is sure of one."""
    return UNKNOWN if after.autocommit is UNKNOWN else before.autocommit


def _both(first: DialectBranch, second: DialectBranch) -> DialectBranch:
    only = second.only if first.only is None else first.only if second.only is None else first.only & second.only
    return DialectBranch(only, first.never | second.never)


def _rounds(statement: ast.For | ast.AsyncFor, scope: Scope, reading: Reading) -> list[Mapping[str, Literal]] | None:
    """The values of the loop's names in each round, where the loop runs over a literal list; else None."""
    values = statement.iter
    for _ in range(3):
        if isinstance(values, ast.Name):
            bindings = scope.lookup(values.id)
            if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
                return None
            values = bindings[0].node  # type: ignore[assignment]
        elif isinstance(values, ast.Call) and isinstance(values.func, ast.Attribute) and values.func.attr == "items" and not values.args:
            values = values.func.value
            if isinstance(values, ast.Name):
                bindings = scope.lookup(values.id)
                values = bindings[0].node if len(bindings) == 1 else values  # type: ignore[assignment]
            if not isinstance(values, ast.Dict) or None in values.keys:
                return None
            values = ast.Tuple(
                [ast.Tuple([key, value], ast.Load()) for key, value in zip(values.keys, values.values, strict=True) if key], ast.Load()
            )
    # Nobody loops over an empty list: it was filled since.
    if not isinstance(values, (ast.List, ast.Tuple, ast.Set)) or not 0 < len(values.elts) <= _LONGEST_LOOP:
        return None
    rounds: list[Mapping[str, Literal]] = []
    for item in values.elts:
        names: dict[str, Literal] = {}
        if isinstance(statement.target, ast.Name):
            _give(names, statement.target.id, item, scope, reading)
        elif isinstance(statement.target, (ast.Tuple, ast.List)) and isinstance(item, (ast.Tuple, ast.List)):
            for target, part in zip(statement.target.elts, item.elts, strict=False):
                if isinstance(target, ast.Name):
                    _give(names, target.id, part, scope, reading)
        rounds.append(names)
    return rounds


def _give(names: dict[str, Literal], name: str, node: ast.AST, scope: Scope, reading: Reading) -> None:
    value = reading.constant(node, scope)
    if value is not UNKNOWN:
        names[name] = value


def _given_to(function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call, scope: Scope, reading: Reading) -> dict[str, Literal]:
    parameters = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    values: dict[str, Literal] = {}
    defaults = function.args.defaults
    for name, default in zip(parameters[len(parameters) - len(defaults) :], defaults, strict=True):
        _give(values, name, default, scope, reading)
    for name, argument in zip(parameters, call.args, strict=False):
        values.pop(name, None)
        _give(values, name, argument, scope, reading)
    for keyword in call.keywords:
        if keyword.arg:
            values.pop(keyword.arg, None)
            _give(values, keyword.arg, keyword.value, scope, reading)
    bound = reading.module.scopes[function].bindings
    return {name: value for name, value in values.items() if len(bound.get(name, ())) == 1}  # a parameter that is bound anew is another
