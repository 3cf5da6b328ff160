"""Asynchronous sessions that several tasks use at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.built_lists import parts_of_list
from flake8_sqla.extract.kinds import SessionValue
from flake8_sqla.extract.reaching import is_inside
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.coroutines import SharedSession
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary.calls import GATHERING, STARTING

_GROUPS = frozenset({"asyncio.TaskGroup", "anyio.create_task_group", "trio.open_nursery"})
_COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.SetComp)


def shared_sessions(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[SharedSession]:
    """A call that starts several tasks on one session."""
    if name in GATHERING:
        yield from _gathered(node, name, scope, reading)
    else:
        yield from _started_in_loop(node, name, scope, reading)


def _gathered(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[SharedSession]:
    """`gather(f(session), g(session))` and `gather(*[f(session, x) for x in xs])`."""
    seen: set[str] = set()
    for argument in node.args:
        inside = argument.value if isinstance(argument, ast.Starred) else argument
        inner_scope = scope
        repeated = False
        if isinstance(inside, ast.Name):
            filled = _filled(inside, node, name, scope, reading) if isinstance(argument, ast.Starred) else None
            if filled is not None:
                yield filled
                continue
            inside, inner_scope = _only_value(inside, scope)
        if isinstance(inside, _COMPREHENSIONS):
            inner_scope = reading.module.scopes.get(inside, scope)
            repeated = True
            comprehension: ast.expr = inside
            inside = inside.elt
        elif isinstance(inside, (ast.List, ast.Tuple)):
            for element in inside.elts:
                yield from _repeats(element, scope, reading, seen, name)
            continue
        if repeated:
            for session in _sessions_in(inside, inner_scope, reading):
                if not _bound_inside(session, comprehension, inner_scope, reading):
                    yield SharedSession(reading.source.span(session), spelled(session), name.rpartition(".")[2], "comprehension")
                    break
        else:
            yield from _repeats(inside, scope, reading, seen, name)


def _filled(tasks: ast.Name, node: ast.Call, name: str, scope: Scope, reading: Reading) -> SharedSession | None:
    """`tasks.append(f(session, x))` in a loop or several times, and then `gather(*tasks)`."""
    parts = parts_of_list(tasks.id, scope.lookup(tasks.id), reading.module)
    seen: set[str] = set()
    for part, inside, many in parts or ():
        session = None if many else next(_sessions_in(part, inside, reading), None)
        if session is None:
            continue
        loop = _loop_around(part, reading)
        repeated = loop is not None and not is_inside(node, loop, reading.module) and not _is_made_in(session, loop, inside, reading)
        if repeated or spelled(session) in seen:
            manner = "tasks" if repeated else "arguments"
            return SharedSession(reading.source.span(session), spelled(session), name.rpartition(".")[2], manner)
        seen.add(spelled(session))
    return None


def _is_made_in(session: ast.expr, loop: ast.AST, scope: Scope, reading: Reading) -> bool:
    """Whether each turn of a loop binds the session's name anew."""
    return isinstance(session, ast.Name) and any(is_inside(each.node, loop, reading.module) for each in scope.lookup(session.id))


def _repeats(argument: ast.expr, scope: Scope, reading: Reading, seen: set[str], name: str) -> Iterator[SharedSession]:
    for session in _sessions_in(argument, scope, reading):
        text = spelled(session)
        if text in seen:
            yield SharedSession(reading.source.span(session), text, name.rpartition(".")[2], "arguments")
        seen.add(text)
        break


def _only_value(node: ast.Name, scope: Scope) -> tuple[ast.expr, Scope]:
    bindings = scope.lookup(node.id)
    if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(bindings[0].node, ast.expr):
        return bindings[0].node, bindings[0].scope
    return node, scope


def _sessions_in(node: ast.expr, scope: Scope, reading: Reading) -> Iterator[ast.expr]:
    """The sessions that a task's coroutine is made with: arguments of its call, or the receiver of its method."""
    if not isinstance(node, ast.Call):
        return
    if reading.names.resolve(node.func, scope) in STARTING and node.args:
        yield from _sessions_in(node.args[0], scope, reading)
        return
    candidates = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node.func, ast.Attribute):
        candidates.append(node.func.value)
        if isinstance(node.func.value, ast.Call):  # `Repository(session).find(…)`
            candidates += node.func.value.args
    for candidate in candidates:
        if isinstance(candidate, (ast.Name, ast.Attribute)):
            value = reading.values.of(candidate, scope)
            if isinstance(value, SessionValue) and value.asynchronous and not value.scoped:
                yield candidate


def _bound_inside(session: ast.expr, comprehension: ast.AST, scope: Scope, reading: Reading) -> bool:
    """Whether the comprehension itself goes through sessions, one for each task."""
    if not isinstance(session, ast.Name):
        return False
    return any(
        any(part is comprehension for part in _around(binding.node, reading)) or binding.kind is BindingKind.LOOP
        for binding in scope.lookup(session.id)
    )


def _around(node: ast.AST, reading: Reading) -> Iterator[ast.AST]:
    parent: ast.AST | None = node
    while parent is not None:
        yield parent
        parent = reading.module.parents.get(parent)


def _started_in_loop(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[SharedSession]:
    """`tasks.append(create_task(f(session, x)))` for each x, with a session made outside the loop."""
    if not name and not _is_group(node, scope, reading):
        return
    starter = node.func.attr if isinstance(node.func, ast.Attribute) else name.rpartition(".")[2]
    coroutine: ast.expr | None = node.args[0] if node.args else None
    if starter == "start_soon":
        coroutine = ast.Call(func=node.args[0], args=node.args[1:], keywords=[]) if node.args else None
    if coroutine is None:
        return
    loop = _loop_around(node, reading)
    if isinstance(reading.module.parents.get(node), ast.Await):
        return
    if loop is None:
        yield from _started_again(node, starter, coroutine, scope, reading)
        return
    for session in _sessions_in(coroutine, scope, reading):
        if isinstance(session, ast.Name) and any(
            any(part is loop for part in _around(binding.node, reading)) for binding in scope.lookup(session.id)
        ):
            continue
        if not _awaited_in(loop, node, reading):
            yield SharedSession(reading.source.span(session), spelled(session), starter, "tasks")
        break


def _started_again(node: ast.Call, starter: str, coroutine: ast.expr, scope: Scope, reading: Reading) -> Iterator[SharedSession]:
    """A second task on a session, started in the same block before anything waits for the first."""
    session = next(_sessions_in(coroutine, scope, reading), None)
    statement = _statement_of(node, reading)
    block = _block_of(statement, reading)
    if session is None or statement not in block:
        return
    for before in reversed(block[: block.index(statement)]):
        if any(isinstance(part, (ast.Await, ast.AsyncWith, ast.AsyncFor, ast.Return)) for part in walk(before)):
            return
        call = before.value if isinstance(before, (ast.Expr, ast.Assign)) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Name, ast.Attribute)):
            continue
        if spelled(call.func) == spelled(node.func) and call.args:
            first = call.args[0]
            if starter == "start_soon":
                first = ast.Call(func=call.args[0], args=call.args[1:], keywords=[])
            if any(spelled(each) == spelled(session) for each in _sessions_in(first, scope, reading)):
                yield SharedSession(reading.source.span(session), spelled(session), starter, "arguments")
                return


def _statement_of(node: ast.AST, reading: Reading) -> ast.AST:
    while not isinstance(node, ast.stmt) and node in reading.module.parents:
        node = reading.module.parents[node]
    return node


def _block_of(statement: ast.AST, reading: Reading) -> list[ast.stmt]:
    parent = reading.module.parents.get(statement)
    blocks = (getattr(parent, name, None) for name in ("body", "orelse", "finalbody"))
    return next((block for block in blocks if isinstance(block, list) and any(part is statement for part in block)), [])


def _is_group(node: ast.Call, scope: Scope, reading: Reading) -> bool:
    if not isinstance(node.func, ast.Attribute) or not isinstance(node.func.value, ast.Name):
        return False
    return any(
        binding.kind is BindingKind.WITH
        and isinstance(binding.node, ast.Call)
        and reading.names.resolve(binding.node.func, binding.scope) in _GROUPS
        for binding in scope.lookup(node.func.value.id)
    )


def _loop_around(node: ast.AST, reading: Reading) -> ast.AST | None:
    for part in _around(node, reading):
        if isinstance(part, (ast.For, ast.AsyncFor, ast.While, *_COMPREHENSIONS)):
            return part
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return None
    return None


def _awaited_in(loop: ast.AST, node: ast.Call, reading: Reading) -> bool:
    """Whether the loop waits for its task before it starts the next."""
    parent = reading.module.parents.get(node)
    name = parent.targets[0].id if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name) else ""
    return any(
        isinstance(part, ast.Await)
        and (not name or any(isinstance(each, ast.Name) and each.id == name for each in walk(part)))
        and name != ""
        for part in walk(loop)
    )
