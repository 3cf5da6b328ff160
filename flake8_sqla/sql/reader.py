"""The way in: SQL text to statements."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import UnreadableSql
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.sql.binds import BIND, readable_forms
from flake8_sqla.sql.lexing import first_word
from flake8_sqla.sql.statements import SqlComplaint, SqlStatement

#: Data rather than statements: not worth the seconds.
_LONGEST = 1_000_000


@lru_cache(maxsize=512)
def read_sql(text: str, binds: bool = True) -> tuple[SqlStatement, ...] | SqlComplaint:
    """The statements of constant SQL text, or the complaint of PostgreSQL's grammar. Never raises.

    `binds`: the text goes through SQLAlchemy's `text()`, where `:name` is a parameter and `\\:` a colon.
    Another dialect's SQL, psql's own commands and the placeholders of `%` and `format` end in a complaint: what that means, the caller
    knows. Every operation has the span FILE_START and a bare `Setting(spelling="sql")`, for the caller to replace.
    """
    if len(text) > _LONGEST:
        return _unreadable(0)
    try:
        # Loads the parser and what reads its tree, 16 ms. Without it (no wheel for this platform, another postgast) SQL says nothing.
        from flake8_sqla.sql import grammar
    except Exception:
        return _unreadable(first_word(text))
    if "\0" in text:
        # The parser takes a C string and would quietly stop here.
        return SqlComplaint(text.index("\0"), "PostgreSQL takes no NUL character")
    if not binds:
        return _parsed(grammar.parsed, text)
    complaint: SqlComplaint | None = None
    for form in readable_forms(text):
        found = _parsed(grammar.parsed, form)
        if not isinstance(found, SqlComplaint):
            return found
        complaint = complaint or _about(text, found)
    return complaint or _unreadable(0)


def _parsed(parse: Callable[[str], tuple[SqlStatement, ...] | SqlComplaint], text: str) -> tuple[SqlStatement, ...] | SqlComplaint:
    try:
        return parse(text)
    except Exception:
        return _unreadable(first_word(text))


def _unreadable(offset: int) -> tuple[SqlStatement, ...]:
    return (SqlStatement(offset, (UnreadableSql(span=FILE_START, setting=Setting(spelling="sql")),)),)


def _about(text: str, complaint: SqlComplaint) -> SqlComplaint:
    """The complaint about the text as it was written: with the parameter's name in place of what stood for it."""
    bind = BIND.match(text, complaint.offset)
    if bind is None:
        return complaint
    return SqlComplaint(complaint.offset, complaint.message.replace('"$1"', f'"{bind[0]}"'))
