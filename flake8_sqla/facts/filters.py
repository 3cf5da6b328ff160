"""What a query asks of the rows it wants, as far as an index may answer it: its conditions, and which columns they look a value up in."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import (
    Argument,
    Collection,
    ColumnReference,
    Comparison,
    Constant,
    Expression,
    FormattedText,
    Invocation,
    Opaque,
    Operation,
    Reference,
    walk,
)
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record, replace
from flake8_sqla.facts.statements import Statement, Step

_ROOTS = frozenset({"select", "query", "update", "delete"})
_CONDITIONS = frozenset({"where", "filter"})
_JOINS = frozenset({"join", "outerjoin"})
#: Steps that neither narrow the rows nor bring others in.
_HARMLESS = frozenset(
    "options execution_options order_by limit offset distinct group_by having with_only_columns with_entities values returning select_from "
    "with_for_update add_columns add_column populate_existing yield_per fetch slice enable_eagerloads autoflush".split()
)
_RANGES = frozenset({"<", "<=", ">", ">="})
#: Methods that make a condition of a column which no plain index serves.
_UNSERVED = frozenset(
    "is_ is_not isnot is_distinct_from not_in notin_ ilike not_like notlike endswith iendswith icontains istartswith not_ilike notilike "
    "regexp_match".split()
)
#: Python's `None` and SQLAlchemy's; the constants of truth.
_NULLS = frozenset({"sqlalchemy.null"})
_TRUTHS = frozenset({"sqlalchemy.true", "sqlalchemy.false"})
_WILDCARDS = ("%", "_")


@record
class Condition:
    """One condition on a column.

    `kind` says what an index that begins with the column does for it: `seek`, it finds the few rows of a value that is only known at run
    time, or of a range; `lookup`, it serves, but the value is written out (a flag, a state), or comes out of another query, so that nobody
    can say that it would be worth having; `other`, no plain index serves. `optional`: it stands in a branch, or in a join's ON.
    `owner` is empty where it speaks of no column.
    """

    span: Span
    owner: str
    attribute: str
    kind: str
    optional: bool = False


@record
class Either:
    """Conditions joined by OR: each arm is a tuple of terms that hold at once."""

    arms: tuple[tuple[Term, ...], ...]
    optional: bool = False


Term = Condition | Either


@record
class Filter:
    """An executed query with conditions that are all understood. `terms` hold at once.

    `joined` are the classes it joins, `ordered` the columns that a limited one is sorted by first.
    """

    span: Span
    terms: tuple[Term, ...]
    joined: tuple[str, ...] = ()
    ordered: tuple[ColumnReference, ...] = ()


def filter_of(statement: Statement) -> Filter | None:
    """The conditions of a statement; None where one of them, or what it joins, cannot be told."""
    if statement.root not in _ROOTS or not statement.complete or statement.mixed:
        return None
    terms: list[Term] = []
    joined: list[str] = []
    for step in statement.steps:
        found = _terms_of_step(step, statement, joined)
        if found is None:
            return None
        terms.extend(_made_optional(term) for term in found) if step.conditional or step.method in _JOINS else terms.extend(found)
    return Filter(statement.span, tuple(terms), tuple(joined), _ordered(statement)) if terms else None


def _made_optional(term: Term) -> Term:
    return replace(term, optional=True)


def _ordered(statement: Statement) -> tuple[ColumnReference, ...]:
    """The column that a query with a limit is sorted by first: an index on it may be walked until enough rows are found."""
    if not statement.has_step("limit", "fetch", "slice") and statement.ending not in ("first", "first_or_404", "paginate"):
        return ()
    first = (step.arguments[0].value for step in statement.steps if step.method == "order_by" and step.arguments)
    return tuple(part for value in first for part in walk(value) if isinstance(part, ColumnReference))


def _terms_of_step(step: Step, statement: Statement, joined: list[str]) -> list[Term] | None:
    if step.method in _HARMLESS:
        return []
    if step.method in _CONDITIONS:
        return _all(step.arguments)
    if step.method in _JOINS:
        return _of_join(step, joined)
    if step.method == "filter_by":
        return _of_keywords(step, statement, joined)
    return None


def _all(arguments: tuple[Argument, ...]) -> list[Term] | None:
    """The terms of arguments that hold at once."""
    found: list[Term] = []
    for argument in arguments:
        terms = None if argument.starred or argument.keyword else terms_of(argument.value)
        if terms is None:
            return None
        found.extend(terms)
    return found


def _of_join(step: Step, joined: list[str]) -> list[Term] | None:
    target = step.arguments[0].value if step.arguments else None
    match target:
        case Reference(name=name):
            joined.append(name)
        case ColumnReference():
            pass  # along a relationship
        case Invocation(receiver=ColumnReference(), method="of_type"):
            pass
        case _:
            return None
    on = tuple(replace(each, keyword="") for each in step.arguments[1:] if each.keyword in ("", "onclause"))
    return _all(tuple(each for each in on if not isinstance(each.value, ColumnReference)))


def _of_keywords(step: Step, statement: Statement, joined: list[str]) -> list[Term] | None:
    """`filter_by` speaks of what was joined last, else of what is selected from."""
    before = statement.steps[: next(place for place, each in enumerate(statement.steps) if each is step)]
    owner = ""
    if any(each.method in _JOINS for each in before):
        owner = joined[-1] if joined and [each.method in _JOINS for each in before].count(True) == len(joined) else ""
    else:
        origin = next((each.arguments[0].value for each in before if each.method == "select_from" and each.arguments), None)
        owner = origin.name if isinstance(origin, Reference) else statement.models[0] if statement.models else ""
    found: list[Term] = []
    for argument in step.arguments:
        if not argument.keyword or not owner:
            return None
        column = ColumnReference(argument.span, owner, argument.keyword)
        made = _compared(column, "==", argument.value)
        if made is None:
            return None
        found.append(made)
    return found


def terms_of(expression: Expression) -> list[Term] | None:
    """The terms that an expression comes to; None where it holds what cannot be read."""
    match expression:
        case Comparison(left=left, operators=(operator,), rights=(right,)):
            made = _compared(left, operator, right)
            if made is None and isinstance(right, ColumnReference):
                made = _compared(right, operator, left)
            return None if made is None else [made]
        case Invocation(function="sqlalchemy.and_", arguments=arguments):
            return _all(arguments)
        case Invocation(function="sqlalchemy.or_", arguments=arguments):
            return _either([None if each.starred else terms_of(each.value) for each in arguments])
        case Operation(operator="&", left=left, right=right) if left is not None:
            both = terms_of(left), terms_of(right)
            return None if both[0] is None or both[1] is None else [*both[0], *both[1]]
        case Operation(operator="|", left=left, right=right) if left is not None:
            return _either([terms_of(left), terms_of(right)])
        case Operation(operator="~", left=None, right=inner) | Invocation(function="sqlalchemy.not_", arguments=(Argument(value=inner),)):
            return [_other(part) for part in _columns(inner)] if terms_of(inner) is not None else None
        case Invocation(receiver=receiver) if receiver is not None:
            return _called(expression, receiver)
        case ColumnReference():
            return [_other(expression)]
        case Invocation(function=function) if function in _TRUTHS:
            return []
        case Constant(value=bool()):
            return []
        case _:
            return None


def _either(arms: list[list[Term] | None]) -> list[Term] | None:
    found = [tuple(arm) for arm in arms if arm is not None]
    if len(found) != len(arms) or not found:
        return None
    return list(found[0]) if len(found) == 1 else [Either(tuple(found))]


def _columns(expression: Expression) -> Iterator[ColumnReference]:
    return (part for part in walk(expression) if isinstance(part, ColumnReference))


def _other(column: ColumnReference) -> Condition:
    return Condition(column.span, column.owner, column.attribute, "other")


def _compared(left: Expression, operator: str, right: Expression) -> Condition | None:
    """A comparison whose left side is a column, or a function of one."""
    if not isinstance(left, ColumnReference):
        columns = [*_columns(left)]
        if not isinstance(left, Invocation) or not left.function.startswith("sqlalchemy.func.") or len(columns) != 1:
            return None
        return _other(columns[0]) if _kind_of(right) else None
    kind = _kind_of(right)
    if kind == "null" or operator == "!=" or any(each.owner == left.owner for each in _columns(right)):
        return _other(left)
    if not kind or (operator != "==" and operator not in _RANGES):
        return None
    if kind == "joined":
        return _other(left)
    return Condition(left.span, left.owner, left.attribute, kind)


def _kind_of(value: Expression) -> str:
    """What a column is compared with: `null`, `lookup`, `joined` (another column), or `seek` for what is known at run time."""
    match value:
        case Constant(value=None):
            return "null"
        case Constant():
            return "lookup"
        case Reference(name=name):
            return "lookup" if not name.startswith("builtins.") else ""
        case Invocation(function=function) if function in _NULLS:
            return "null"
        case Invocation(function=function) if function in _TRUTHS:
            return "lookup"
        case _:
            pass
    if any(isinstance(part, ColumnReference) for part in walk(value)):
        return "lookup" if _is_query(value) else "joined"
    return "lookup" if _is_query(value) else "seek"


def _is_query(value: Expression) -> bool:
    calls = (part for part in walk(value) if isinstance(part, Invocation))
    return any(call.function == "sqlalchemy.select" or call.method in ("select", "query") for call in calls)


def _called(call: Invocation, receiver: Expression) -> list[Term] | None:
    """A method of a column that makes a condition of it."""
    if not isinstance(receiver, ColumnReference) or call.has_starred:
        return None
    given = call.positional[0].value if call.positional else None
    match call.method:
        case "in_":
            return _member(receiver, given)
        case method if method in _UNSERVED:
            return [_other(receiver)]
        case "between":
            kinds = {_kind_of(argument.value) for argument in call.positional}
            return [Condition(receiver.span, receiver.owner, receiver.attribute, "seek")] if kinds <= {"seek", "lookup"} else None
        case "like" | "startswith":
            # A plain index serves a prefix in some collations only: it may, and need not.
            open_ended = call.method == "like" and isinstance(given, Constant) and str(given.value).startswith(_WILDCARDS)
            open_ended = open_ended or (call.method == "like" and _begins_open(given))
            return [_other(receiver) if open_ended else Condition(receiver.span, receiver.owner, receiver.attribute, "lookup")]
        case _:
            return None


def _begins_open(given: Expression | None) -> bool:
    first = given.parts[0] if isinstance(given, FormattedText) and given.parts else None
    return isinstance(first, str) and first.startswith(_WILDCARDS)


def _member(column: ColumnReference, given: Expression | None) -> list[Term] | None:
    """`in_`: a list made at run time, one that is written out, or a query."""
    if given is None:
        return None
    kind = "seek"
    if isinstance(given, Collection):
        kinds = {_kind_of(item) for item in given.items}
        kind = "seek" if "seek" in kinds else "lookup"
    elif isinstance(given, Reference) or _is_query(given):
        kind = "lookup"
    elif isinstance(given, Opaque | Invocation | Operation):
        kind = "seek"
    return [Condition(column.span, column.owner, column.attribute, kind)]
