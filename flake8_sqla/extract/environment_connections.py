"""The connection an env.py migrates on: what ran on it before, and what commits the migrations."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.environment import CONFIGURE
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.environment import EarlyStatement, UnwrappedRun
from flake8_sqla.syntax.scopes import FunctionNode, Scope
from flake8_sqla.syntax.walk import walk

_RUN = "alembic.context.run_migrations"
_EXECUTING = frozenset({"execute", "scalar", "scalars", "exec_driver_sql"})
_ENDING = frozenset({"commit", "rollback"})
_BEGINNING = frozenset({"begin", "begin_twophase", "begin_nested", "begin_transaction"})
#: `transaction_per_migration` brings each revision its own; with `transactional_ddl` Alembic is told what the database can do.
_OTHER_TRANSACTIONS = frozenset({"transaction_per_migration", "transactional_ddl"})


class _Environment:
    """What the two questions share: functions, and who calls them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.configuring = self._holders(CONFIGURE)
        self.autocommits = any("isolation_level" in line or "AUTOCOMMIT" in line for line in reading.source.lines)

    def _holders(self, name: str) -> list[tuple[ast.Call, ast.AST]]:
        """The calls of a function of Alembic's, and what each stands in: a function or the module."""
        module = self.reading.module
        return [
            (node, module.enclosing_function(node) or self.reading.source.tree)
            for node, scope in module.nodes[ast.Call]
            if self.reading.names.resolve(node.func, scope) == name
        ]

    def runs(self) -> list[tuple[ast.Call, ast.AST]]:
        """The calls of `run_migrations`."""
        return self._holders(_RUN)

    def callers(self, function: ast.AST) -> list[ast.AST]:
        """The functions, or the module, that mention a function of this file, and those that mention them."""
        found: list[ast.AST] = []
        pending = [function]
        while pending:
            current = pending.pop()
            if not isinstance(current, FunctionNode):
                continue
            for holder in self._mentioning(current.name):
                if holder is not function and holder not in found:
                    found.append(holder)
                    pending.append(holder)
        return found

    def _mentioning(self, name: str) -> Iterator[ast.AST]:
        module = self.reading.module
        for node, _ in module.nodes[ast.Call]:
            parts = [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
            if any(isinstance(part, ast.Name) and part.id == name for part in parts):
                yield module.enclosing_function(node) or self.reading.source.tree


def unwrapped_runs(reading: Reading) -> Iterator[UnwrappedRun]:
    """The runs of migrations that nothing in sight commits."""
    environment = _Environment(reading)
    if environment.autocommits or any(_chooses_transactions(call) for call, _ in environment.configuring):
        return
    for run, holder in environment.runs():
        if not any(_has_transaction(place, reading) for place in [holder, *environment.callers(holder)]):
            yield UnwrappedRun(reading.source.callee_span(run))


def _chooses_transactions(call: ast.Call) -> bool:
    return any(keyword.arg is None or keyword.arg in _OTHER_TRANSACTIONS for keyword in call.keywords)


def _has_transaction(place: ast.AST, reading: Reading) -> bool:
    """Whether a function begins or commits anything; of the module, what is in no function."""
    for node, _ in reading.module.nodes[ast.Call]:
        if isinstance(node.func, ast.Attribute) and node.func.attr in _BEGINNING | {"commit", "enter_context", "enter_async_context"}:
            if (reading.module.enclosing_function(node) or reading.source.tree) is place:
                return True
    return False


def early_statements(reading: Reading) -> Iterator[EarlyStatement]:
    """SQL on a connection whose transaction is still open when `context.configure` gets the connection."""
    environment = _Environment(reading)
    if environment.autocommits:
        return
    configuring = {holder.name for _, holder in environment.configuring if isinstance(holder, FunctionNode)}
    for scope in reading.module.scopes.values():
        if isinstance(scope.node, (*FunctionNode, ast.Module)):
            for call, variable in _handed_over(scope, configuring, environment):
                yield from _before(call, variable, scope, environment)


def _handed_over(scope: Scope, configuring: set[str], environment: _Environment) -> Iterator[tuple[ast.Call, str]]:
    """The calls in a function that configure Alembic with a connection, by themselves or by a function of this file."""
    reading = environment.reading
    direct = {call for call, _ in environment.configuring}
    for node, inner in reading.module.nodes[ast.Call]:
        if inner is not scope or not isinstance(node, ast.Call):
            continue
        if node in direct:
            given = next((keyword.value for keyword in node.keywords if keyword.arg == "connection"), node.args[0] if node.args else None)
            if isinstance(given, ast.Name):
                yield node, given.id
        elif isinstance(node.func, ast.Name) and node.func.id in configuring:
            yield from ((node, argument.id) for argument in node.args[:1] if isinstance(argument, ast.Name))
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "run_sync" and isinstance(node.func.value, ast.Name):
            if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in configuring:
                yield node, node.func.value.id


def _before(call: ast.Call, variable: str, scope: Scope, environment: _Environment) -> Iterator[EarlyStatement]:
    reading = environment.reading
    bindings = scope.bindings.get(variable, [])
    if len(bindings) != 1 or _is_begun(bindings[0].node):
        return
    holder = scope.node
    is_parameter = isinstance(bindings[0].node, ast.arg)
    if is_parameter:
        callers = environment.callers(holder)
        if not callers or any(_has_transaction(place, reading) for place in callers):
            return  # what we cannot see may have begun a transaction, and will commit it
    early: list[tuple[ast.Call, str]] = []
    inspectors = _inspectors(variable, scope, reading)
    for node, inner in reading.module.nodes[ast.Call]:
        if inner is not scope or not isinstance(node.func, ast.Attribute):
            continue
        owner, method = node.func.value, node.func.attr
        of_connection = isinstance(owner, ast.Name) and owner.id == variable
        after = (node.lineno, node.col_offset) > (call.lineno, call.col_offset)
        if of_connection and method in _ENDING | _BEGINNING - {"begin_nested"}:
            if after:
                if method == "commit":
                    return  # it is all committed in the end
                continue
            parent = reading.module.parents.get(node)
            if isinstance(parent, ast.withitem) and not _holds(reading.module.parents.get(parent), call, reading):
                early = [found for found in early if not _holds(reading.module.parents.get(parent), found[0], reading)]
                continue
            early = []
            if method not in _ENDING:
                return  # a transaction of its own around the migrations
        elif not after and ((of_connection and method in _EXECUTING) or _is_inspection(owner, variable, inspectors, scope, reading)):
            if not _is_committed_block(node, variable, call, reading):
                early.append((node, f"{variable}.{method}" if of_connection else f"inspect({variable}).{method}"))
    for node, words in early[:1]:
        yield EarlyStatement(reading.source.callee_span(node), variable, words)


def _is_begun(node: ast.AST) -> bool:
    """`with engine.begin() as connection`."""
    return any(isinstance(part, ast.Attribute) and part.attr in _BEGINNING for part in walk(node))


def _inspectors(variable: str, scope: Scope, reading: Reading) -> set[str]:
    return {
        name
        for name, bindings in scope.bindings.items()
        if len(bindings) == 1 and _is_inspect(bindings[0].node, variable, scope, reading)
    }


def _is_inspect(node: ast.AST, variable: str, scope: Scope, reading: Reading) -> bool:
    if not isinstance(node, ast.Call) or reading.names.resolve(node.func, scope) != "sqlalchemy.inspect" or not node.args:
        return False
    return isinstance(node.args[0], ast.Name) and node.args[0].id == variable


def _is_inspection(owner: ast.expr, variable: str, inspectors: set[str], scope: Scope, reading: Reading) -> bool:
    """A method of an inspector: each reads from the database, as `inspect()` by itself does not."""
    return (isinstance(owner, ast.Name) and owner.id in inspectors) or _is_inspect(owner, variable, scope, reading)


def _is_committed_block(node: ast.AST, variable: str, call: ast.Call, reading: Reading) -> bool:
    """Whether a statement stands in a `with connection.begin():` that ends before the migrations."""
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, FunctionNode):
        if isinstance(parent, (ast.With, ast.AsyncWith)) and not _holds(parent, call, reading):
            for item in parent.items:
                if isinstance(item.context_expr, ast.Call) and isinstance(item.context_expr.func, ast.Attribute):
                    function = item.context_expr.func
                    if function.attr == "begin" and isinstance(function.value, ast.Name) and function.value.id == variable:
                        return True
        parent = reading.module.parents.get(parent)
    return False


def _holds(outer: ast.AST | None, inner: ast.AST, reading: Reading) -> bool:
    parent: ast.AST | None = inner
    while parent is not None:
        if parent is outer:
            return True
        parent = reading.module.parents.get(parent)
    return False
