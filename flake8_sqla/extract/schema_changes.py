"""Upgrades that the program runs by itself, and tables it makes without migrations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_sqla.extract.kinds import ConnectionValue, EngineValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.receivers import kind_of
from flake8_sqla.facts.environment import DirectSchemaChange, OptionValue, UpgradeCall
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary.calls import METADATA_METHODS, OPTION_METHODS, TABLE_METHODS
from flake8_sqla.vocabulary.modules import FLASK_SQLALCHEMY_OBJECT

_UPGRADE = frozenset({"alembic.command.upgrade", "flask_migrate.upgrade"})
_PROCESSES = frozenset(
    {"subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen", "os.system", "os.popen"}
    | {"asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"}
)
#: The last parts of the names above.
_UPGRADING = frozenset(name.rpartition(".")[2] for name in _UPGRADE | _PROCESSES)
_COMMAND = lazy_pattern(r"(^|\s)alembic\b.*\supgrade\b")
_START_UP_KEYWORDS = frozenset({"lifespan", "on_startup"})
_START_UP_DECORATORS = frozenset({"on_event", "on_startup", "before_first_request", "before_serving", "listener"})
_FACTORIES = frozenset({"create_app", "make_app"})
_DDL = lazy_pattern(
    r"\s*((?:CREATE|DROP|ALTER)\s+(?:UNLOGGED\s+)?TABLE)\b"
    r"(?!\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"`]?(?:pg_temp|alembic_version)\b)",
    re.IGNORECASE,
)
_LIMIT = 20
_UNKNOWN_BINDINGS = frozenset({BindingKind.LOOP, BindingKind.PARAMETER, BindingKind.WITH, BindingKind.UNPACKING})
#: The last parts of the names that are called, beside those that speak of an upgrade.
_TELLING = _UPGRADING | METADATA_METHODS | TABLE_METHODS | orm.EXECUTING_METHODS | OPTION_METHODS.keys()


def schema_changes(reading: Reading) -> Iterator[object]:
    """Every fact of this module, for one file."""
    stamps: bool | None = None
    for node, scope in reading.module.nodes[ast.Call]:
        # An alias gives these another name, which is not worth a look at every call of every file.
        last = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if last not in _TELLING and "upgrade" not in last:
            continue
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if method in OPTION_METHODS and len(node.args) == OPTION_METHODS[method]:
                yield _option(node, method, scope, reading)
            found = None
            if method in METADATA_METHODS or method in TABLE_METHODS or method in orm.EXECUTING_METHODS:
                found = _called(node, node.func, scope, reading)
            if found is not None:
                stamps = _stamps(reading) if stamps is None else stamps
                if not stamps:
                    yield found
        upgrade = _upgrade(node, scope, reading) if last in _UPGRADING or "upgrade" in last else ""
        if upgrade:
            yield UpgradeCall(reading.source.callee_span(node), upgrade, _moment(node, reading))
    if reading.module.attribute_names.isdisjoint(METADATA_METHODS):
        return
    for attribute, scope in reading.module.nodes[ast.Attribute]:
        if attribute.attr in METADATA_METHODS and _is_handed_on(attribute, reading):
            if _is_metadata(attribute.value, scope, reading) and not (stamps or _stamps(reading)):
                yield DirectSchemaChange(reading.source.attribute_span(attribute), _words(attribute))


# -- tables without migrations


def _called(node: ast.Call, function: ast.Attribute, scope: Scope, reading: Reading) -> DirectSchemaChange | None:
    words = ""
    if function.attr in METADATA_METHODS:
        if _is_metadata(function.value, scope, reading) or reading.names.resolve(function.value, scope) == FLASK_SQLALCHEMY_OBJECT:
            words = _words(function)
    elif function.attr in TABLE_METHODS:
        if kind_of(function.value, scope, reading) == "table" and not isinstance(function.value, ast.Call):
            words = _words(function)
    elif node.args:
        words = _ddl(node, function, scope, reading)
    if not words:
        return None
    return DirectSchemaChange(reading.source.attribute_span(function), words, _is_in_memory(node, scope, reading))


def _is_metadata(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    if kind_of(node, scope, reading) == "metadata":
        return True
    if isinstance(node, ast.Attribute) and node.attr == "metadata" and isinstance(node.value, (ast.Name, ast.Attribute)):
        return True  # an attribute of that name with a method that nothing else has
    return isinstance(node, ast.Name) and node.id in ("metadata", "metadata_obj") and bool(reading.names.resolve(node, scope))


def _is_handed_on(node: ast.Attribute, reading: Reading) -> bool:
    """`connection.run_sync(Base.metadata.create_all)`."""
    parent = reading.module.parents.get(node)
    return (
        isinstance(parent, ast.Call) and node in parent.args and isinstance(parent.func, ast.Attribute) and parent.func.attr == "run_sync"
    )


def _words(function: ast.Attribute) -> str:
    text = ast.unparse(function)
    return text if len(text) <= 50 else function.attr


def _ddl(node: ast.Call, function: ast.Attribute, scope: Scope, reading: Reading) -> str:
    """`CREATE TABLE` and its like, where a connection or a session executes them."""
    argument = node.args[0]
    if isinstance(argument, ast.Call):
        if not argument.args or reading.names.resolve(argument.func, scope) not in ("sqlalchemy.text", "sqlalchemy.DDL"):
            return ""
        argument = argument.args[0]
    text = reading.text(argument, scope)
    found = _DDL.match(text) if isinstance(text, str) else None
    if found is None or not isinstance(reading.values.of(function.value, scope), (ConnectionValue, SessionValue, EngineValue)):
        return ""
    return " ".join(found[1].upper().split())


def _is_in_memory(node: ast.Call, scope: Scope, reading: Reading) -> bool:
    """Whether the engine that is given is, in this file, one of SQLite in memory."""
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "bind")]
    for argument in given[:1]:
        bindings = scope.lookup(argument.id) if isinstance(argument, ast.Name) else ()
        for binding in bindings:
            for part in walk(binding.node) if binding.kind in (BindingKind.ASSIGNMENT, BindingKind.WITH) else ():
                if isinstance(part, ast.Call) and part.args and reading.names.resolve(part.func, binding.scope) in orm.ENGINE_FUNCTIONS:
                    url = reading.text(part.args[0], binding.scope)
                    return (
                        isinstance(url, str)
                        and url.startswith("sqlite")
                        and (url.endswith("://") or ":memory:" in url or "mode=memory" in url)
                    )
    return False


def _stamps(reading: Reading) -> bool:
    """Whether the file stamps the new database with the head revision, as Alembic's cookbook says."""
    for node, _ in reading.module.nodes[ast.Call]:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if "stamp" in name.lower().split("_"):
            return True
    return False


# -- upgrades


def _upgrade(node: ast.Call, scope: Scope, reading: Reading) -> str:
    """How a call upgrades the database; empty for one that does not."""
    name = reading.names.resolve(node.func, scope)
    if name in _UPGRADE:
        return name.removeprefix("alembic.")
    if name not in _PROCESSES or not node.args:
        return ""
    first = node.args[0]
    parts = first.elts if isinstance(first, (ast.List, ast.Tuple)) else node.args if name == "asyncio.create_subprocess_exec" else [first]
    words = [text for part in parts[:_LIMIT] if isinstance(text := reading.text(part, scope), str)]
    return "alembic upgrade" if _COMMAND.search(" ".join(words)) else ""


def _moment(node: ast.AST, reading: Reading) -> str:
    """`import` or `start-up` where that is when the node runs, by what this file shows."""
    if reading.is_under_main_guard(node):
        return ""
    module = reading.module
    function = module.enclosing_function(node)
    pending, seen = [function], set[ast.AST]()
    while pending and len(seen) < _LIMIT:
        current = pending.pop()
        if current is None:
            return "import"
        if current in seen:
            continue
        seen.add(current)
        if _is_start_up(current, reading):
            return "start-up"
        if isinstance(module.parents.get(current), ast.ClassDef):
            continue  # who calls a method cannot be told by its name
        for call, _ in module.nodes[ast.Call]:
            if current.name in _called_names(call) and not reading.is_under_main_guard(call):
                pending.append(module.enclosing_function(call))
    return ""


def _called_names(call: ast.Call) -> Iterator[str]:
    """The function that is called, or handed to a thread or a loop that calls it."""
    if isinstance(call.func, ast.Name):
        yield call.func.id
    elif isinstance(call.func, ast.Attribute) and call.func.attr in ("to_thread", "run_in_executor", "run_sync", "run_in_threadpool"):
        yield from (argument.id for argument in call.args if isinstance(argument, ast.Name))


def _is_start_up(function: ast.FunctionDef | ast.AsyncFunctionDef, reading: Reading) -> bool:
    if function.name in _FACTORIES:
        return True
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in _START_UP_DECORATORS:
            first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
            return not (isinstance(first, ast.Constant) and "shut" in str(first.value))
    for call, _ in reading.module.nodes[ast.Call]:
        for keyword in call.keywords:
            if keyword.arg in _START_UP_KEYWORDS and any(
                isinstance(part, ast.Name) and part.id == function.name for part in walk(keyword.value)
            ):
                return True
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_event_handler" and len(call.args) == 2:
            first, second = call.args
            if isinstance(first, ast.Constant) and first.value == "startup" and isinstance(second, ast.Name) and second.id == function.name:
                return True
    return False


# -- options of Alembic's configuration


def _option(node: ast.Call, method: str, scope: Scope, reading: Reading) -> OptionValue:
    option, value = reading.text(node.args[-2], scope), node.args[-1]
    literal = reading.text(value, scope)
    return OptionValue(
        reading.source.span(value),
        method,
        option if isinstance(option, str) else "",
        literal if isinstance(literal, str) else None,
        _is_escaped(value, scope, 4),
    )


def _is_escaped(node: ast.AST, scope: Scope, depth: int, seen: set[ast.AST] | None = None) -> bool:
    """Whether percent signs are doubled in an expression, in what its names stand for, or in the functions of this file it calls.

    What a parameter or a loop brings is not known, and passes.
    """
    seen = set() if seen is None else seen
    for part in walk(node):
        if isinstance(part, ast.Attribute) and part.attr in ("replace", "get_main_option", "get_section_option"):
            return True
        if (isinstance(part, ast.Constant) and part.value == "%%") or _begins_with_sqlite(part):
            return True
        if not isinstance(part, ast.Name) or not depth:
            continue
        for binding in scope.lookup(part.id):
            if binding.kind in _UNKNOWN_BINDINGS:
                return True
            if binding.node in seen or binding.kind not in (BindingKind.ASSIGNMENT, BindingKind.FUNCTION):
                continue
            seen.add(binding.node)
            if isinstance(binding.node, FunctionNode):
                if any(isinstance(each, ast.Attribute) and each.attr == "replace" for each in walk(binding.node)):
                    return True
            elif _is_escaped(binding.node, binding.scope, depth - 1, seen):
                return True
    return False


def _begins_with_sqlite(part: ast.AST) -> bool:
    """`f"sqlite:///{path}"`."""
    first = part.values[0] if isinstance(part, ast.JoinedStr) and part.values else None
    return isinstance(first, ast.Constant) and str(first.value).startswith("sqlite")
