"""PostgreSQL's parser, and its nodes handed out statement by statement. Importing this loads the parser: see `reader`."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.facts.migrations import Operation, UnreadableSql
from flake8_sqla.sql.commands import operations_of
from flake8_sqla.sql.lexing import DEEPEST, Piece, first_word, pieces
from flake8_sqla.sql.nodes import HERE
from flake8_sqla.sql.postgres import PgQueryError, parse
from flake8_sqla.sql.statements import SqlComplaint, SqlStatement
from flake8_sqla.sql.tree import Node

_UNREADABLE: tuple[Operation, ...] = (UnreadableSql(**HERE),)


def parsed(text: str) -> tuple[SqlStatement, ...] | SqlComplaint:
    """The statements of the text, or the grammar's complaint about it."""
    # Too short a text cannot be too deep.
    parts = pieces(text) if len(text) > DEEPEST else [Piece(0, len(text), 0)]
    if any(part.depth > DEEPEST for part in parts):
        return tuple(_piece_by_piece(text, parts))
    try:
        statements = parse(text)
    except PgQueryError as error:
        # The position counts characters from one, whatever postgast's documentation says; zero where it is not known.
        return SqlComplaint(max(error.cursorpos - 1, 0), error.message)
    except Exception:
        # Some statement is nested too deep, or holds what cannot be encoded: no reason to give up the others.
        return tuple(_piece_by_piece(text, pieces(text)))
    return tuple(_statements(text, statements))


def _statements(text: str, statements: list[Node], shift: int = 0) -> Iterable[SqlStatement]:
    encoded = text.encode()
    reached = characters = 0
    for raw in statements:
        # Locations are bytes. They grow, so each stretch is decoded once.
        location = raw.number("stmt_location")
        characters += len(encoded[reached:location].decode("utf-8", "ignore"))
        reached = location
        yield SqlStatement(shift + first_word(text, characters), _operations(raw.node("stmt")))


def _operations(node: Node) -> tuple[Operation, ...]:
    try:
        return tuple(operations_of(node))
    except Exception:
        # A shape that no handler has met: one statement is lost, not the file.
        return _UNREADABLE


def _piece_by_piece(text: str, parts: Iterable[Piece]) -> Iterable[SqlStatement]:
    """Each statement by itself; what the parser cannot be trusted with, or refuses on its own, stays unread."""
    for part in parts:
        start = first_word(text, part.start)
        if start >= part.end:
            continue
        if part.depth > DEEPEST:
            yield SqlStatement(start, _UNREADABLE)
            continue
        alone = text[start : part.end]
        try:
            yield from _statements(alone, parse(alone), start)
        except Exception:
            yield SqlStatement(start, _UNREADABLE)
