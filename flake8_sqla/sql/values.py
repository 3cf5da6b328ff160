"""What expressions of SQL give away: the functions they call, the columns they prove to hold no NULL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flake8_sqla.sql import postgres as pg


def functions_of(node: pg.Node) -> tuple[str, ...]:
    """The functions that an expression calls, by their last names in small letters; CURRENT_TIMESTAMP and its kind are none."""
    return tuple(dict.fromkeys(call.funcname[-1].string.sval.lower() for call in _calls(node)))


def _calls(message: Any) -> Iterator[Any]:
    """Every call in a node, however deep."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            if field.message_type.name == "FuncCall":
                yield part
            yield from _calls(part)


def not_null_columns(node: pg.Node) -> tuple[str, ...]:
    """The columns that a condition proves not to be NULL: `a IS NOT NULL`, alone or joined by AND."""
    match node.WhichOneof("node"):
        case "null_test":
            test = node.null_test
            if test.nulltesttype == pg.IS_NOT_NULL and test.arg.WhichOneof("node") == "column_ref":
                return (test.arg.column_ref.fields[-1].string.sval,)
        case "bool_expr" if node.bool_expr.boolop == pg.AND_EXPR:
            return tuple(name for part in node.bool_expr.args for name in not_null_columns(part))
        case _:
            pass
    return ()
