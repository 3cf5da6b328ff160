"""The server default of a `Column(…)` that a migration adds."""

from __future__ import annotations


from flake8_sqla.facts.defaults import NO_DEFAULT, ServerDefault
from flake8_sqla.facts.expressions import Constant, Expression, Invocation, Opaque, Reference, walk
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

_FUNC = "sqlalchemy.func."
_WRITTEN = frozenset({"sqlalchemy.text", "sqlalchemy.literal_column", "sqlalchemy.DDL"})
_INTEGERS = frozenset({"Integer", "INTEGER", "INT", "BigInteger", "BIGINT", "SmallInteger", "SMALLINT"})
_SERIAL_TYPES = frozenset({"SERIAL", "BIGSERIAL", "SMALLSERIAL"})
_STRING = lazy_pattern(r"'(?:[^']|'')*'")
_CALL = lazy_pattern(r'([a-z_]\w*)"?\s*\(')
#: Words of SQL before a bracket that call nothing.
_NO_FUNCTIONS = frozenset(
    "and any array as bit cast char character coalesce decimal extract float from greatest in interval least not nullif numeric "
    "or over row select then time timestamp values varchar varying when with zone current_timestamp localtimestamp current_time".split()
)


def server_default(definition: ColumnDefinition) -> ServerDefault | Unknown:
    """What the server fills the column with; UNKNOWN where that cannot be read."""
    given = definition.keyword("server_default")
    if given is not None:
        return _default_of(given.value)
    for argument in definition.positional:
        found = _item(argument.value)
        if found is not None:
            return found
    if definition.has_starred:
        return UNKNOWN
    return ServerDefault("serial") if _counts_by_itself(definition) else NO_DEFAULT


def _item(value: Expression) -> ServerDefault | None:
    name = value.function if isinstance(value, Invocation) else value.name if isinstance(value, Reference) else ""
    word = name.rpartition(".")[2]
    if not name.startswith("sqlalchemy."):
        return None
    if word == "Identity":
        return ServerDefault("identity")
    if word in _SERIAL_TYPES:
        return ServerDefault("serial")
    if word == "Computed" and isinstance(value, Invocation):
        return _computed(value)
    return None


def _computed(value: Invocation) -> ServerDefault:
    persisted = value.keyword("persisted")
    places = value.positional
    written = persisted.value if persisted is not None else places[1].value if len(places) > 1 else None
    stored = written.value if isinstance(written, Constant) and isinstance(written.value, bool) else None
    return ServerDefault("computed", stored=stored)


def _counts_by_itself(definition: ColumnDefinition) -> bool:
    """`Column("id", Integer, primary_key=True)`: SQLAlchemy writes SERIAL."""
    primary, counting = definition.keyword("primary_key"), definition.keyword("autoincrement")
    if primary is None or not (isinstance(primary.value, Constant) and primary.value.value is True):
        return False
    if counting is not None and isinstance(counting.value, Constant) and counting.value.value is False:
        return False
    if any(
        isinstance(argument.value, Invocation) and argument.value.function == "sqlalchemy.ForeignKey" for argument in definition.positional
    ):
        return False
    names = [
        part.name if isinstance(part, Reference) else part.function if isinstance(part, Invocation) else "" for part in _types(definition)
    ]
    return any(name.startswith("sqlalchemy.") and name.rpartition(".")[2] in _INTEGERS for name in names)


def _types(definition: ColumnDefinition) -> list[Expression]:
    named = definition.keyword("type_")
    return [named.value] if named is not None else [argument.value for argument in definition.positional[:2]]


def _default_of(value: Expression) -> ServerDefault | Unknown:
    if isinstance(value, Constant):
        # Alembic quotes it: `server_default="now()"` is a text of five characters.
        return NO_DEFAULT if value.value is None else ServerDefault("value")
    item = _item(value)
    if item is not None:
        return item
    functions: list[str] = []
    for part in walk(value):
        if isinstance(part, Opaque) or (isinstance(part, Reference) and not part.name.startswith("sqlalchemy.")):
            return UNKNOWN
        if isinstance(part, Invocation):
            found = _functions_of(part)
            if found is None:
                return UNKNOWN
            functions.extend(found)
    return ServerDefault("calls" if functions else "value", tuple(dict.fromkeys(functions)))


def _functions_of(part: Invocation) -> tuple[str, ...] | None:
    """The functions of the server that one call stands for; None where that is not known."""
    if part.function.startswith(_FUNC):
        return (part.function.rpartition(".")[2].lower(),)
    if part.function in _WRITTEN:
        text = part.positional[0].value if part.positional else None
        return functions_in(text.value) if isinstance(text, Constant) and isinstance(text.value, str) else None
    if part.method in ("next_value", "nextval") or part.function == "sqlalchemy.Sequence":
        return ("nextval",)
    return () if part.function.startswith("sqlalchemy.") or part.method else None


def functions_in(text: str) -> tuple[str, ...]:
    """The functions that a piece of SQL calls. A whole parser would cost more than the question is worth."""
    found = _CALL.findall(_STRING.sub("''", text.lower()))
    return tuple(name for name in found if name not in _NO_FUNCTIONS)
