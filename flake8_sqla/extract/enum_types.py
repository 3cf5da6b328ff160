"""Native enum types that a migration makes and drops: by `create()` and `drop()` of an enum, and on the way of `create_table`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Constant, Invocation
from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import Operation, TypeCommand, UnreadableSql
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import Scope

_COMMANDS = {"create": "CREATE TYPE", "drop": "DROP TYPE"}
#: Make and drop whatever the models say.
_OF_METADATA = frozenset({"create_all", "drop_all"})
_GENERIC = ("sqlalchemy.Enum", "sqlalchemy.types.Enum", "sqlalchemy.sql.sqltypes.Enum")


def type_command(call: ast.Call, scope: Scope, reading: Reading, setting: Setting) -> list[Operation] | None:
    """`sa.Enum(…, name="x").create(op.get_bind())`; None where the call is none. `create_all()` may do anything."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return None
    if function.attr in _OF_METADATA:
        return [UnreadableSql(span=reading.source.callee_span(call), setting=setting)]
    if function.attr not in _COMMANDS or not (call.args or call.keywords):
        return None
    enum = reading.expression(function.value, scope)
    if not isinstance(enum, Invocation) or not _is_enum(enum):
        return None
    arguments = reading.arguments(call, scope)
    guard = next((argument.value for argument in arguments if argument.keyword == "checkfirst"), None)
    if guard is None and len(arguments) > 1 and not arguments[1].keyword:
        guard = arguments[1].value
    guarded: bool | Unknown = enum.function not in _GENERIC
    if guard is not None:
        guarded = bool(guard.value) if isinstance(guard, Constant) else UNKNOWN
    return [
        TypeCommand(
            span=reading.source.callee_span(call),
            setting=setting,
            command=_COMMANDS[function.attr],
            object_name=name_of_enum(enum),
            guarded=guarded,
        )
    ]


def types_of_columns(columns: Iterable[ColumnDefinition], setting: Setting) -> Iterator[Operation]:
    """The types that `create_table` makes before the table: those of its native enums. One that only may be such is no operation."""
    for column in columns:
        for argument in column.arguments:
            enum = argument.value
            if (argument.keyword in ("", "type_")) and isinstance(enum, Invocation) and _is_enum(enum) and creates_type(enum):
                name = name_of_enum(enum)
                if isinstance(name, str):
                    setting = replace(setting, spelling="column")
                    yield TypeCommand(span=argument.span, setting=setting, command="CREATE TYPE", object_name=name)


def name_of_enum(enum: Invocation) -> str | Unknown:
    """The name of the type, in small letters; UNKNOWN where it is not said, or there is none."""
    found = sql_type(enum)
    return found.name if isinstance(found, SqlType) and found.kind == "enum" else UNKNOWN


def creates_type(enum: Invocation) -> bool:
    """Whether nothing keeps it from making its type: `create_type=False` does."""
    given = enum.keyword("create_type")
    return given is None or (isinstance(given.value, Constant) and given.value.value is not False)


def _is_enum(enum: Invocation) -> bool:
    module, _, word = enum.function.rpartition(".")
    return word in ("Enum", "ENUM") and module.startswith("sqlalchemy") and not module.startswith("sqlalchemy.dialects.mysql")
