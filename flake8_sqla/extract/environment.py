"""Alembic's env.py: what it configures, and where the database's URL comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.engines import TEXT_ALONE, UrlLiteral
from flake8_sqla.facts.environment import ContextConfiguration, EnvironmentFile, UnguardedOptions
from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.place import Span
from flake8_sqla.syntax.names import LOCAL
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.walk import walk

CONFIGURE = "alembic.context.configure"
_POSITIONAL = ("connection", "url", "dialect_name")
_FROM_CONFIG = frozenset({"sqlalchemy.engine_from_config", "sqlalchemy.ext.asyncio.async_engine_from_config"})
#: What tells one database from another without the configuration file.
_ELSEWHERE = frozenset({"environ", "getenv", "get_x_argument", "attributes"})
_SETTERS = frozenset({"set_main_option", "set_section_option"})
_URL = "sqlalchemy.url"
_PATH = "sys.path"
#: Functions that empty nothing.
_BUILTINS = frozenset({"getattr", "hasattr", "isinstance", "len", "print", "str", "repr", "list"})
_CLEARING = frozenset({"clear", "pop", "remove"})


def environment_file(reading: Reading, literals: Iterable[UrlLiteral]) -> tuple[EnvironmentFile, list[ContextConfiguration]]:
    """The whole of an env.py, which has these URLs, and its calls of `context.configure`."""
    calls = [
        _configuration(node, scope, reading)
        for node, scope in reading.module.nodes[ast.Call]
        if reading.names.resolve(node.func, scope) == CONFIGURE
    ]
    elsewhere = _mentions(_ELSEWHERE, reading)
    urls = tuple(
        found.span for found in literals if found.purpose != TEXT_ALONE and found.url.literal and found.url.dialect != "sqlite"
    )
    from_file = not elsewhere and not _mentions(_SETTERS, reading) and not _sets_url(reading) and _reads_section(reading)
    whole = EnvironmentFile(calls[0].span, tuple(calls), from_file, elsewhere, urls, tuple(_imports(reading)), _extends_path(reading))
    return whole, calls


# -- context.configure


def _configuration(node: ast.Call, scope: Scope, reading: Reading) -> ContextConfiguration:
    nodes: dict[str, tuple[ast.expr, Scope, Span]] = {}
    complete = True
    for name, argument in zip(_POSITIONAL, node.args, strict=False):
        nodes[name] = (argument, scope, reading.source.span(argument))
    for keyword in node.keywords:
        if keyword.arg is not None:
            nodes[keyword.arg] = (keyword.value, scope, reading.source.span(keyword))
            continue
        complete = False
        for name, value, place in _entries(keyword.value, scope):
            nodes[name] = (value, place, reading.source.span(value))
    given: dict[str, Expression] = {name: reading.expression(value, place, 4) for name, (value, place, _) in nodes.items()}
    metadata, metadata_span, owner = "absent" if complete else "given", None, ""
    if "target_metadata" in nodes:
        value, place, _ = nodes["target_metadata"]
        metadata, metadata_span, owner = _metadata(value, place, reading)
    return ContextConfiguration(
        reading.source.callee_span(node),
        _mode(nodes, node, reading),
        given,
        {name: span for name, (_, _, span) in nodes.items()},
        complete and not any(isinstance(argument, ast.Starred) for argument in node.args),
        metadata,
        metadata_span,
        owner,
        _directives(nodes.get("process_revision_directives"), complete, reading),
    )


def _entries(node: ast.expr, scope: Scope) -> Iterator[tuple[str, ast.expr, Scope]]:
    """The entries of a dictionary handed over by `**`."""
    if isinstance(node, ast.Name):
        bindings = scope.lookup(node.id)
        if len(bindings) == 1 and isinstance(bindings[0].node, ast.Dict):
            node, scope = bindings[0].node, bindings[0].scope
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value, scope


def _mode(nodes: dict[str, tuple[ast.expr, Scope, Span]], call: ast.Call, reading: Reading) -> str:
    if "connection" in nodes:
        return "online"
    if "url" in nodes or "dialect_name" in nodes:
        return "offline"
    function = reading.module.enclosing_function(call)
    words = function.name if function is not None else ""
    return "offline" if "offline" in words else "online" if "online" in words else ""


def _metadata(node: ast.expr, scope: Scope, reading: Reading) -> tuple[str, Span | None, str]:
    """`none` where a value provably is no metadata, with the place that says so; and whose metadata it is."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        node = node.func.value  # of a dictionary by the database's name, as in the template for several
    if isinstance(node, ast.Name):
        bindings = scope.lookup(node.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not isinstance(bindings[0].node, ast.expr):
            return "given", None, ""
        name = node.id
        node, scope = bindings[0].node, bindings[0].scope
        if _is_filled(name, reading):
            return "given", None, ""
        span = _statement_span(node, reading)
    else:
        span = reading.source.span(node)
    if (isinstance(node, ast.Constant) and node.value is None) or (isinstance(node, ast.Dict) and not node.keys):
        return "none", span, ""
    if isinstance(node, ast.Attribute) and node.attr == "metadata":
        owner = reading.names.resolve(node.value, scope)
        return "given", None, "" if owner.startswith(LOCAL) else owner
    return "given", None, ""


def _is_filled(name: str, reading: Reading) -> bool:
    """Whether a dictionary of this name gets entries later: `metadata["main"] = …`, `metadata.update(…)`."""
    for node, _ in reading.module.nodes[ast.Subscript]:
        if (
            isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
        ):
            return True
    return any(
        isinstance(node.value, ast.Name)
        and node.value.id == name
        and node.attr in ("update", "setdefault")
        for node, _ in reading.module.nodes[ast.Attribute]
    )


def _statement_span(node: ast.expr, reading: Reading) -> Span:
    statement = reading.module.parents.get(node)
    return reading.source.span(statement if isinstance(statement, (ast.Assign, ast.AnnAssign)) else node)


def _directives(given: tuple[ast.expr, Scope, Span] | None, complete: bool, reading: Reading) -> str:
    """What becomes of revisions without operations."""
    if given is None:
        return "absent" if complete else "unknown"
    node, scope, _ = given
    if isinstance(node, ast.Constant) and node.value is None:
        return "absent"
    if not isinstance(node, ast.Name):
        return "unknown"
    bindings = scope.lookup(node.id)
    if len(bindings) != 1 or not isinstance(bindings[0].node, FunctionNode):
        return "unknown"
    asks = clears = hands_on = False
    for part in walk(bindings[0].node):
        if isinstance(part, ast.Attribute):
            asks = asks or part.attr in ("is_empty", "ops")
            clears = clears or part.attr in _CLEARING
        elif isinstance(part, ast.Subscript):
            clears = clears or not isinstance(part.ctx, ast.Load)
        elif isinstance(part, ast.Call) and any(isinstance(argument, ast.Name) for argument in part.args):
            hands_on = hands_on or not (isinstance(part.func, ast.Name) and part.func.id in _BUILTINS)
    if asks and clears:
        return "drops"
    return "unknown" if hands_on else "keeps"


# -- where the URL comes from


def _mentions(names: frozenset[str], reading: Reading) -> bool:
    """Whether one of these is an attribute of something, or imported."""
    if any(node.attr in names for node, _ in reading.module.nodes[ast.Attribute]):
        return True
    return any(name in reading.module.scope.bindings for name in names)


def _sets_url(reading: Reading) -> bool:
    """`section["sqlalchemy.url"] = …`."""
    return any(
        isinstance(node.ctx, ast.Store)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == _URL
        for node, _ in reading.module.nodes[ast.Subscript]
    )


def _reads_section(reading: Reading) -> bool:
    """Whether an engine is made from the configuration file's section, with nothing changed in it."""
    for node, scope in reading.module.nodes[ast.Call]:
        if reading.names.resolve(node.func, scope) not in _FROM_CONFIG or not node.args:
            continue
        section: ast.expr = node.args[0]
        if isinstance(section, ast.Name):
            bindings = scope.lookup(section.id)
            if len(bindings) != 1 or not isinstance(bindings[0].node, ast.expr) or _is_filled(section.id, reading):
                return False
            section = bindings[0].node
        if not isinstance(section, ast.Call) or not isinstance(section.func, ast.Attribute) or section.func.attr != "get_section":
            return False
        if any(keyword.arg in ("url", None) for keyword in node.keywords):
            return False
        return True
    return False


def _extends_path(reading: Reading) -> bool:
    """Whether it touches `sys.path`, or lets a library look for modules."""
    return any(reading.names.resolve(node, scope) == _PATH for node, scope in reading.module.nodes[ast.Attribute]) or any(
        reading.names.resolve(node.func, scope) == "site.addsitedir"
        for node, scope in reading.module.nodes[ast.Call]
    ) or any(binding.module == _PATH for bindings in reading.module.scope.bindings.values() for binding in bindings)


def _imports(reading: Reading) -> Iterator[str]:
    for plain, _ in reading.module.nodes[ast.Import]:
        yield from (alias.name for alias in plain.names)
    for node, _ in reading.module.nodes[ast.ImportFrom]:
        start = "." * node.level + (node.module or "")
        separator = "" if start.endswith(".") else "."
        yield start
        yield from (f"{start}{separator}{alias.name}" for alias in node.names if alias.name != "*")


# -- cmd_opts


def unguarded_options(reading: Reading) -> Iterator[UnguardedOptions]:
    """`config.cmd_opts.autogenerate` where nothing asks first whether there are any."""
    for node, _ in reading.module.nodes[ast.Attribute]:
        if not isinstance(node.value, ast.Attribute) or node.value.attr != "cmd_opts":
            continue
        if not _is_guarded(node, reading):
            yield UnguardedOptions(reading.source.attribute_span(node), node.attr)


def _is_guarded(node: ast.Attribute, reading: Reading) -> bool:
    """Whether the function (or the module) looks at `cmd_opts` itself too, or catches what happens where it is None."""
    holder: ast.AST = node
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(holder, FunctionNode):
        if isinstance(parent, ast.Try):
            return True
        holder, parent = parent, reading.module.parents.get(parent)
    for part in walk(holder):
        if isinstance(part, ast.Attribute) and part.attr == "cmd_opts" and not isinstance(reading.module.parents.get(part), ast.Attribute):
            return True
    return False
