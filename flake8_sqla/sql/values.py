"""What expressions of SQL give away: the functions they call, the columns they prove to hold no NULL."""

from __future__ import annotations

from flake8_sqla.sql.tree import Node


def functions_of(node: Node) -> tuple[str, ...]:
    """The functions that an expression calls, by their last names in small letters; CURRENT_TIMESTAMP and its kind are none."""
    return tuple(dict.fromkeys(part.texts("funcname")[-1].lower() for part in node.inside() if part.kind == "FuncCall"))


def not_null_columns(node: Node) -> tuple[str, ...]:
    """The columns that a condition proves not to be NULL: `a IS NOT NULL`, alone or joined by AND."""
    match node.kind:
        case "NullTest":
            tested = node.node("arg")
            if node.text("nulltesttype") == "IS_NOT_NULL" and tested.kind == "ColumnRef":
                return tested.texts("fields")[-1:]
        case "BoolExpr" if node.text("boolop") == "AND_EXPR":
            return tuple(name for part in node.nodes("args") for name in not_null_columns(part))
        case _:
            pass
    return ()
