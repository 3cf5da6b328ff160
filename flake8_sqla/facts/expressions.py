"""Python expressions as facts: names resolved, trees of syntax left behind.

An expression fact says what an argument *is* (a constant, a reference to `sqlalchemy.func`, a comparison of a mapped column).
What the reader could not make sense of is `Opaque`, at which rules fall silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class Constant:
    """A literal, or a name or expression that provably always has this value."""

    span: Span
    value: str | bytes | int | float | complex | bool | None


@record
class Reference:
    """A name, resolved: `sqlalchemy.Integer`, `datetime.datetime.utcnow`, `<local>.User`."""

    span: Span
    name: str


@record
class ColumnReference:
    """A column or other mapped attribute of a mapped class, an alias of one, or a `Table`."""

    span: Span
    owner: str
    attribute: str


@record
class Argument:
    """One argument of a call. `keyword` is empty for positional ones; `starred` marks `*x` and `**x`."""

    span: Span
    value: Expression
    keyword: str = ""
    starred: bool = False


@record
class Invocation:
    """A call.

    `function` is the qualified name of what is called where it is known, else empty.
    `receiver` and `method` are set for a call of an attribute whose receiver is no plain name of a module.
    """

    span: Span
    function: str
    arguments: tuple[Argument, ...]
    receiver: Expression | None = None
    method: str = ""

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The positional arguments up to the first starred one."""
        found = []
        for argument in self.arguments:
            if argument.starred:
                break
            if not argument.keyword:
                found.append(argument)
        return tuple(found)

    @property
    def has_starred(self) -> bool:
        """Whether `*args` or `**kwargs` may hold arguments that cannot be read."""
        return any(argument.starred for argument in self.arguments)


@record
class Collection:
    """A display: `[…]`, `(…)`, `{…}` or `{k: v}`; `kind` is `list`, `tuple`, `set` or `dict`."""

    span: Span
    kind: str
    items: tuple[Expression, ...]
    keys: tuple[Expression, ...] = ()
    complete: bool = True


@record
class Comparison:
    """`left operator right`, the operator spelt as in Python; a chain `a < b < c` has several operators and rights."""

    span: Span
    left: Expression
    operators: tuple[str, ...]
    rights: tuple[Expression, ...]


@record
class BooleanOperation:
    """Python's own `and` or `or`."""

    span: Span
    operator: str
    operands: tuple[Expression, ...]


@record
class Negation:
    """Python's own `not`."""

    span: Span
    operand: Expression


@record
class Operation:
    """A binary or unary operator that objects may overload: `+`, `&`, `|`, `~` … ; a unary one has no left side."""

    span: Span
    operator: str
    left: Expression | None
    right: Expression


@record
class FormattedText:
    """An f-string, or text put together with `+`, `%` or `.format`: its constant parts and what stands between them."""

    span: Span
    parts: tuple[str | Expression, ...]


@record
class Callback:
    """A lambda."""

    span: Span
    body: Expression


@record
class Opaque:
    """An expression that says nothing that can be relied on."""

    span: Span


Expression = (
    Constant
    | Reference
    | ColumnReference
    | Invocation
    | Collection
    | Comparison
    | BooleanOperation
    | Negation
    | Operation
    | FormattedText
    | Callback
    | Opaque
)

IDENTITY_OPERATORS = frozenset({"is", "is not"})
MEMBERSHIP_OPERATORS = frozenset({"in", "not in"})
#: The functions of SQLAlchemy whose value is a column expression.
CLAUSE_FUNCTIONS = frozenset(
    f"sqlalchemy.{name}"
    for name in (
        "and_ or_ not_ any_ all_ between bindparam case cast collate column desc asc distinct exists extract false true func "
        "literal literal_column null nulls_first nulls_last over text try_cast tuple_ type_coerce within_group"
    ).split()
)


def is_column_expression(expression: Expression) -> bool:
    """Whether this is certainly a SQL expression, not a plain Python value."""
    match expression:
        case ColumnReference():
            return True
        case Comparison(left=left, operators=operators, rights=rights):
            if IDENTITY_OPERATORS.union(MEMBERSHIP_OPERATORS).intersection(operators):
                return False
            return is_column_expression(left) or any(map(is_column_expression, rights))
        case Operation(left=left, right=right):
            return is_column_expression(right) or (left is not None and is_column_expression(left))
        case Invocation(function=function, receiver=receiver):
            if function in CLAUSE_FUNCTIONS or function.startswith("sqlalchemy.func."):
                return True
            return receiver is not None and is_column_expression(receiver)
        case _:
            return False


def comparisons(expression: Expression) -> Iterator[Comparison]:
    """The comparisons that Python decides on the way to this expression's truth: itself, or those under `and`, `or` and `not`."""
    match expression:
        case Comparison():
            yield expression
        case BooleanOperation(operands=operands):
            for operand in operands:
                yield from comparisons(operand)
        case Negation(operand=operand):
            yield from comparisons(operand)
        case _:
            pass


#: What nothing is inside of: most of what is walked.
_LEAVES = frozenset({Constant, Reference, ColumnReference, Opaque})


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it, outermost first."""
    stack = [expression]
    while stack:
        found = stack.pop()
        yield found
        if found.__class__ in _LEAVES:
            continue
        match found:
            case Invocation(arguments=arguments, receiver=receiver):
                stack.extend(argument.value for argument in reversed(arguments))
                if receiver is not None:
                    stack.append(receiver)
            case Collection(items=items, keys=keys):
                stack.extend(reversed(items))
                stack.extend(reversed(keys))
            case Comparison(left=left, rights=rights):
                stack.extend(reversed(rights))
                stack.append(left)
            case BooleanOperation(operands=operands):
                stack.extend(reversed(operands))
            case Negation(operand=operand):
                stack.append(operand)
            case Operation(left=left, right=right):
                stack.append(right)
                if left is not None:
                    stack.append(left)
            case FormattedText(parts=parts):
                stack.extend(part for part in reversed(parts) if not isinstance(part, str))
            case Callback(body=body):
                stack.append(body)
            case _:
                pass
