"""Arguments that a session's methods do not take."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class WrongArgument:
    """An argument of `add`, `add_all`, `delete`, `get` …; `wrong` is `collection`, `class`, `single`, `keyword`, `column` or `query`."""

    span: Span
    method: str
    wrong: str
