"""LIKE over text that somebody typed.

`%` and `_` mean something in a pattern. A search for `100%` finds everything that begins with 100, a search for `_` finds every row, and
nobody is told. `contains()`, `startswith()` and `endswith()` with `autoescape=True` look for the text as it is; a pattern made by hand
needs `escape=` and each of the signs escaped.

```python bad
from sqlalchemy import Select, select

from shop.models import Product


def search(words: str) -> Select[tuple[Product]]:
    return select(Product).where(Product.title.ilike(f"%{words}%"))  # SQA941 "icontains"


def beginning(words: str) -> Select[tuple[Product]]:
    return select(Product).where(Product.title.startswith(words))  # SQA941 "autoescape"
```

```python good
from sqlalchemy import Select, select

from shop.models import Product


def search(words: str) -> Select[tuple[Product]]:
    return select(Product).where(Product.title.icontains(words, autoescape=True))
```

Whose opinion: SQLAlchemy's manual, which has `autoescape` for this. What speaks against it: some searches offer the wildcards on
purpose, and no harm is done but odd results and a slow query. Whether somebody typed a text cannot be seen: every text that is not
constant is taken for it. Silent: `escape=` or `autoescape=` given, text that a function or `replace` escapes, a whole pattern that
comes from elsewhere, `contains` of columns that are not known to hold text.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import ColumnReference, Constant, Expression, FormattedText, Invocation, Opaque, Reference
from flake8_sqla.facts.expressions import is_column_expression, walk
from flake8_sqla.facts.patterns import PatternMatch
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.patterns import PATTERN_METHODS, TEXT_METHODS

_GIVEN = ("escape", "autoescape")


def _is_escaped(expression: Expression) -> bool:
    """Whether something on the way to the text takes the signs out of it."""
    for part in walk(expression):
        if isinstance(part, Invocation):
            name = part.method or part.function.rpartition(".")[2]
            if "escape" in name or name in ("replace", "translate", "sub", "quote"):
                return True
    return False


def _is_typed(method: str, expression: Expression) -> bool:
    """Whether part of the pattern, or the whole text, comes from a variable."""
    if isinstance(expression, FormattedText):
        return any(_is_variable(part) for part in expression.parts if not isinstance(part, str))
    if isinstance(expression, Invocation) and expression.method == "format" and isinstance(expression.receiver, Constant):
        return any(_is_variable(argument.value) for argument in expression.arguments)
    return method in TEXT_METHODS and isinstance(expression, Opaque)


def _is_variable(part: Expression) -> bool:
    """No constant, no name of a module, no text of the program's that is filled in."""
    if isinstance(part, Invocation):
        return part.method != "format"
    return not isinstance(part, (Constant, Reference)) and not is_column_expression(part)


def _holds_text(receiver: Expression | None, context: Context) -> bool:
    """Whether a column is one of text: `contains` of an array, of JSON or of a relationship is no LIKE."""
    if not isinstance(receiver, ColumnReference):
        return False
    table = context.models.table(receiver.owner)
    column = next((each for each in table.columns if each.attribute == receiver.attribute), None) if table is not None else None
    if column is None or column.type is UNKNOWN:
        return False
    found = sql_type(column.type)
    if isinstance(found, SqlType):
        return found.name in ("varchar", "text", "char") and not found.dimensions
    return column.type is None and column.python == "builtins.str"


def check(match: PatternMatch, context: Context) -> Iterator[Finding]:
    """Report a text of which a part is only known at run time, and that nothing escapes."""
    call, method = match.call, match.method
    if call.has_starred or any(call.keyword(name) for name in _GIVEN) or len(call.positional) > 1:
        return
    if not _is_typed(method, match.text) or _is_escaped(match.text):
        return
    if method == "contains" and not _holds_text(call.receiver, context):
        return
    better = "icontains" if "ilike" in method else "contains"
    yield Finding(match.span, {"method": method, "better": better}, "" if method in PATTERN_METHODS else "text")


RULE = Rule(
    code="SQA941",
    name="like-with-user-input",
    impact=Impact.LOW,
    message="% and _ in this text are wildcards to {method}(); write {better}(text, autoescape=True), or escape them and pass escape=",
    doc=__doc__,
    on=PatternMatch,
    check=check,
    variants={"text": "% and _ in this text are wildcards to {method}(); pass autoescape=True"},
    sources=("P119",),
)
