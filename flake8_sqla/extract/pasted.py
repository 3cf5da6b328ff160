"""Whether a URL is pasted together from names and passwords that nothing escapes."""

from __future__ import annotations

import re
from collections.abc import Callable

from flake8_sqla.facts.expressions import Collection, Constant, Expression, FormattedText, Invocation, Opaque, Reference
from flake8_sqla.facts.lazy_patterns import lazy_pattern

#: Calls that give a value as it is: what they give is not escaped.
_PLAIN_CALLS = ("builtins.str", "os.getenv", "os.environ.get")
_PLAIN_METHODS = frozenset({"get_secret_value", "get", "getenv", "strip"})


#: A field of `str.format`.
_FIELD = lazy_pattern(r"\{\w*\}")
#: A name that says its value is escaped: `QUOTED_PASSWORD`, `password_encoded`.
_SAYS_ESCAPED = lazy_pattern(r"quot|escap|encod", re.IGNORECASE)


def is_pasted(expression: FormattedText, text: str, hole: str, written: Callable[[Expression], str]) -> bool:
    """Whether a hole in the user or password part of the URL holds what is surely not escaped.

    `text` has `hole` for each of the holes; `written` is an expression as the source spells it.
    """
    start, end = text.find("://") + 3, text.rfind("@")
    holes = [part for part in expression.parts if not isinstance(part, str)]
    places = [index for index, character in enumerate(text) if character == hole]
    inside = [part for part, place in zip(holes, places, strict=False) if start <= place < end]
    if any(_may_be_escaped(part) or _SAYS_ESCAPED.search(written(part)) for part in inside):
        return False
    return any(map(_is_plain, inside))


def interleaved(expression: Expression) -> FormattedText | None:
    """An f-string as it is, and `"…%s…" % x` and `"…{}…".format(x)` as the f-string they could be; None for anything else."""
    values: tuple[Expression, ...]
    match expression:
        case FormattedText(parts=(str() as pattern, value)) if "%s" in pattern and not isinstance(value, str):
            values = value.items if isinstance(value, Collection) and value.kind == "tuple" else (value,)
            texts = pattern.split("%s")
        case FormattedText():
            return expression
        case Invocation(receiver=Constant(value=str() as pattern), method="format", arguments=arguments):
            values = tuple(argument.value for argument in arguments)
            texts = _FIELD.split(pattern)
        case _:
            return None
    if len(texts) != len(values) + 1:
        return None
    parts: list[str | Expression] = [texts[0]]
    for value, text in zip(values, texts[1:], strict=True):
        parts += [value, text]
    return FormattedText(expression.span, tuple(parts))


def _is_plain(part: Expression) -> bool:
    match part:
        case Opaque() | Reference():
            return True
        case Invocation(function=function, method=method):
            return function in _PLAIN_CALLS or (method or function.rpartition(".")[2]) in _PLAIN_METHODS
        case _:
            return False


def _may_be_escaped(part: Expression) -> bool:
    """A call nobody knows may escape; `quote` and its like do."""
    return not _is_plain(part) and not isinstance(part, Constant)
