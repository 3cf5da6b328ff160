"""The constraints and indexes among the arguments of `create_table`, each as the operation that would add it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.conditions import not_null_columns
from flake8_sqla.extract.operation_calls import OperationCall
from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.expressions import Constant, Invocation
from flake8_sqla.facts.migrations import Operation, TableName
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

TABLE_ITEMS = frozenset(
    {"PrimaryKeyConstraint", "UniqueConstraint", "CheckConstraint", "ForeignKeyConstraint", "Index", "ExcludeConstraint", "Comment"}
)


def constraint_of_table(node: ast.Call, function: str, table: TableName | Unknown, call: OperationCall) -> Iterator[Operation]:
    """The constraint or index that one argument is."""
    item = call.reading.expression(node, call.scope)
    if not isinstance(item, Invocation):
        return
    setting, span = call.setting, item.span
    named = item.keyword("name")
    name = _text(named.value) if named is not None else None
    places = tuple(_text(argument.value) for argument in item.positional)
    columns: tuple[str | Unknown, ...] | Unknown = UNKNOWN if item.has_starred else places
    match function.rpartition(".")[2]:
        case "PrimaryKeyConstraint":
            yield facts.AddPrimaryKey(span=span, setting=setting, table=table, name=name, columns=columns)
        case "UniqueConstraint":
            yield facts.AddUniqueConstraint(span=span, setting=setting, table=table, name=name, columns=columns)
        case "CheckConstraint":
            proven = not_null_columns(item.positional[0].value if item.positional else None)
            yield facts.AddCheckConstraint(span=span, setting=setting, table=table, name=name, not_null=proven)
        case "Index":
            unique = item.keyword("unique")
            flag: bool | Unknown = False
            if unique is not None:
                flag = bool(unique.value.value) if isinstance(unique.value, Constant) else UNKNOWN
            first = places[0] if places else UNKNOWN
            yield facts.CreateIndex(span=span, setting=setting, table=table, name=first, columns=places[1:], unique=flag)
        case _:
            pass


def _text(value: object) -> str | Unknown:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else UNKNOWN
