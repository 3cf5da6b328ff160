"""Text looked for in columns."""

from __future__ import annotations

from flake8_sqla.facts.expressions import Expression, Invocation
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class PatternMatch:
    """A method of a column that becomes LIKE, or may: `call`, of which `text` is the first argument and `span` its place."""

    span: Span
    method: str
    text: Expression
    call: Invocation
