"""Engines and database URLs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from urllib.parse import unquote

from flake8_sqla.extract.pasted import is_pasted
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.row_uses import scope_of
from flake8_sqla.facts.engines import TEXT_ALONE, DatabaseUrl, EngineCreation, UrlLiteral
from flake8_sqla.facts.expressions import Constant, FormattedText, Invocation
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary.drivers import URL_SCHEMES

#: What stands for a part of an f-string that is not constant.
_HOLE = "\0"
_URL = lazy_pattern(
    r"(?P<dialect>[\w\0]+)(?:\+(?P<driver>[\w\0]+))?://"
    r"(?:(?P<user>[^:/@]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<host>\[[^\]]*\]|[^:/?]*)",
)
_URL_WITH_DRIVER = lazy_pattern(r"\w\+\w+://[^\"']*\{")
#: `sqlite:///file:x?mode=memory`, `sqlite://`, `sqlite:///:memory:`, `sqlite:///file::memory:?cache=shared&uri=true`.
_MEMORY = lazy_pattern(r"(?P<mode>.*[?&]mode=memory(?:&|$))|[^?]*?://(?P<name>/?(?::memory:)?)(?:\?|$)|(?P<uri>.*:memory:)")
#: Settings whose value a library takes for the URL of its engine.
_SETTINGS = frozenset({"SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL"})


def parse_url(text: str, span: Span, literal: bool = True) -> DatabaseUrl | None:
    """A URL taken apart, or None where the text is none of a database SQLAlchemy knows. Holes of f-strings make UNKNOWN parts."""
    found = _URL.match(text.strip())
    if found is None or (_HOLE not in found["dialect"] and found["dialect"].lower() not in URL_SCHEMES):
        return None

    def part(name: str) -> str | Unknown:
        value = found[name] or ""
        return UNKNOWN if _HOLE in value else value

    dialect = part("dialect")
    password: str | Unknown | None = None
    if found["password"] is not None:
        raw = part("password")
        password = unquote(raw) if isinstance(raw, str) else UNKNOWN
    known = URL_SCHEMES.get(dialect.lower(), dialect) if isinstance(dialect, str) else UNKNOWN
    scheme = dialect.lower() if isinstance(dialect, str) else ""
    memory = _MEMORY.match(text.strip()) if scheme == "sqlite" else None
    where = (memory.lastgroup or "") if memory is not None else ""
    return DatabaseUrl(span, known, part("driver"), part("user"), password, part("host"), literal, scheme, memory=where)


def engine_creation(node: ast.Call, name: str, scope: Scope, reading: Reading) -> EngineCreation:
    """A call that makes an engine: of one of `ENGINE_FUNCTIONS`."""
    from flake8_sqla.extract.engine_places import made_per_call

    url: DatabaseUrl | Unknown = UNKNOWN
    argument = node.args[0] if node.args else next((keyword.value for keyword in node.keywords if keyword.arg == "url"), None)
    if argument is not None and not name.endswith("engine_from_config"):
        url = _url_of(argument, scope, reading) or UNKNOWN
    uses = _local_uses(node, reading)
    return EngineCreation(
        reading.source.span(node),
        name.rpartition(".")[2],
        orm.ENGINE_FUNCTIONS[name],
        url,
        reading.arguments(node, scope),
        reading.is_under_main_guard(node),
        _is_disposed(uses, reading),
        _is_wrapped(node, scope, reading),
        made_per_call(node, reading),
        _pool_class(node, scope, reading),
        _stays_inside(node, uses, reading),
    )


def _is_wrapped(node: ast.Call, scope: Scope, reading: Reading) -> bool:
    """Whether the engine is handed straight to `AsyncEngine(…)`."""
    parent = reading.module.parents.get(node)
    return isinstance(parent, ast.Call) and reading.names.resolve(parent.func, scope) == "sqlalchemy.ext.asyncio.AsyncEngine"


def _pool_class(node: ast.Call, scope: Scope, reading: Reading) -> str | Unknown:
    given = next((keyword.value for keyword in node.keywords if keyword.arg in ("poolclass", "pool")), None)
    if given is None:
        return ""
    if isinstance(given, ast.Call):
        given = given.func
    return reading.names.resolve(given, scope) or UNKNOWN


def _local_uses(node: ast.Call, reading: Reading) -> list[ast.AST]:
    """Where the name is used that the function gives to the engine it makes; nothing for an engine that has no such name."""
    parent, function = reading.module.parents.get(node), reading.module.enclosing_function(node)
    if function is None or not isinstance(parent, ast.Assign) or not isinstance(parent.targets[0], ast.Name):
        return []
    own = parent.targets[0]
    return [part for part in reading.module.mentions(own.id, function) if part is not own]


def _is_disposed(uses: list[ast.AST], reading: Reading) -> bool:
    """Whether the function that makes the engine also calls `dispose()` on it."""
    parents = (reading.module.parents.get(part) for part in uses)
    return any(isinstance(parent, ast.Attribute) and parent.attr in ("dispose", "aclose") for parent in parents)


def _stays_inside(node: ast.Call, uses: list[ast.AST], reading: Reading) -> bool:
    """Whether nothing but methods of the engine is used, and that only in the function that makes it: it ends with the function."""
    function = reading.module.enclosing_function(node)
    return bool(uses) and all(
        isinstance(reading.module.parents.get(part), ast.Attribute) and reading.module.enclosing_function(part) is function for part in uses
    )


def url_arguments(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[UrlLiteral]:
    """The database URL that a call is given, written out. One that stands in a name is reported where it stands, once."""
    for argument, purpose in _url_arguments(node, name, scope, reading):
        url = _url_of(argument, scope, reading)
        if url is not None and url.span not in reading.urls:
            reading.urls.add(url.span)
            yield UrlLiteral(url.span, url, purpose)


def url_literals(reading: Reading) -> Iterator[UrlLiteral]:
    """Database URLs written out where a program will use them, beside those that calls are given."""
    seen = reading.urls
    for scope_of_names in reading.module.scopes.values():
        for setting in _SETTINGS & set(scope_of_names.bindings):
            for binding in scope_of_names.bindings[setting]:
                if binding.kind is BindingKind.ASSIGNMENT and isinstance(binding.node, ast.expr):
                    url = _url_of(binding.node, binding.scope, reading)
                    if url is not None and url.span not in seen:
                        seen.add(url.span)
                        yield UrlLiteral(url.span, url, f"the setting {setting}")
    yield from _formatted_urls(reading, seen)


def _formatted_urls(reading: Reading, seen: set[Span]) -> Iterator[UrlLiteral]:
    """F-strings that name one of SQLAlchemy's drivers (`postgresql+asyncpg://…`), wherever they stand: nothing else spells a URL so."""
    if "+" not in reading.source.text or not any(map(_URL_WITH_DRIVER.search, reading.source.lines)):
        return
    for node, _ in reading.module.nodes[ast.JoinedStr]:
        expression = reading.expression(node, scope_of(node, reading))
        url = formatted_url(expression, reading) if isinstance(expression, FormattedText) else None
        if url is not None and url.span not in seen and isinstance(url.driver, str) and url.driver:
            seen.add(url.span)
            yield UrlLiteral(url.span, url, TEXT_ALONE)


def _url_arguments(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[tuple[ast.expr, str]]:
    if name in orm.ENGINE_FUNCTIONS or name == "sqlalchemy.make_url":
        yield from ((argument, name.rpartition(".")[2]) for argument in node.args[:1])
        yield from ((keyword.value, name.rpartition(".")[2]) for keyword in node.keywords if keyword.arg == "url")
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "set_main_option" and len(node.args) == 2:
        if reading.constant(node.args[0], scope) == "sqlalchemy.url":
            yield node.args[1], "set_main_option"


def _url_of(node: ast.expr, scope: Scope, reading: Reading) -> DatabaseUrl | None:
    """The URL that an expression is, placed where its literal stands."""
    from flake8_sqla.extract.pasted import interleaved

    literal, literal_scope = _literal(node, scope)
    if isinstance(literal, ast.Call) and _is_url_create(literal, literal_scope, reading):
        return _created(literal, literal_scope, reading)
    expression = reading.expression(literal, literal_scope)
    if isinstance(expression, Invocation) and expression.function == "sqlalchemy.make_url" and expression.positional:
        expression = expression.positional[0].value
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        return parse_url(expression.value, expression.span)
    formatted = interleaved(expression)
    return formatted_url(formatted, reading) if formatted is not None else None


def formatted_url(expression: FormattedText, reading: Reading) -> DatabaseUrl | None:
    """The URL that an f-string and its like make."""
    text = "".join(part if isinstance(part, str) else _HOLE for part in expression.parts)
    url = parse_url(text, expression.span, literal=False)
    if url is None or (url.user is not UNKNOWN and url.password is not UNKNOWN):
        return url
    return replace(url, pasted=is_pasted(expression, text, _HOLE, lambda part: _written(part.span, reading)))


def _written(span: Span, reading: Reading) -> str:
    """The source text of a place, its first line."""
    line = reading.source.lines[span.line - 1]
    return line[span.column : span.end_column] if span.end_line == span.line else line[span.column :]


def _literal(node: ast.expr, scope: Scope) -> tuple[ast.expr, Scope]:
    """Follow a name to the one place that gives it a value."""
    for _ in range(5):
        if not isinstance(node, ast.Name):
            break
        bindings = scope.lookup(node.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not isinstance(bindings[0].node, ast.expr):
            break
        node, scope = bindings[0].node, bindings[0].scope
    return node, scope


def _is_url_create(node: ast.Call, scope: Scope, reading: Reading) -> bool:
    return reading.names.resolve(node.func, scope) == "sqlalchemy.URL.create"


def _created(node: ast.Call, scope: Scope, reading: Reading) -> DatabaseUrl:
    """`URL.create(drivername, username, password, host, …)`."""
    order = ("drivername", "username", "password", "host")
    given: dict[str, ast.expr] = dict(zip(order, node.args, strict=False))
    given.update({str(keyword.arg): keyword.value for keyword in node.keywords})
    drivername = reading.text(given.get("drivername"), scope)
    dialect, _, driver = drivername.partition("+") if isinstance(drivername, str) else (UNKNOWN, "", UNKNOWN)
    password = reading.text(given["password"], scope) if "password" in given else None
    host = reading.text(given["host"], scope) if "host" in given else ""
    user = reading.text(given["username"], scope) if "username" in given else ""
    place = reading.source.span(given["password"]) if isinstance(password, str) else reading.source.span(node)
    known = URL_SCHEMES.get(dialect, dialect) if isinstance(dialect, str) else UNKNOWN
    return DatabaseUrl(place, known, driver, user, password, host, scheme=dialect if isinstance(dialect, str) else "")
