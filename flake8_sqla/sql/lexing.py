"""SQL as a row of tokens: where a statement really starts, where it ends, and how deep it is nested.

PostgreSQL's own scanner is not asked: this runs before the parser may be trusted with the text. The parser recurses once for every level
of an expression and does not guard its stack; a chain of some thousands of `||` ends the process, and flake8 hangs with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import record

#: Levels that the parser is trusted with. A stack of half a megabyte holds eight times as many subselects as this. Of its tree, less
#: may be read (`postgres.py`): about fifty subselects inside each other, but any chain of operators that gets as far as the parser.
DEEPEST = 150

_TOKEN = lazy_pattern(
    r"""
      (?P<space> \s+ )
    | (?P<comment> --[^\n]* )
    | (?P<block> /\* )
    | (?P<quoted> [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" )
    | (?P<dollar> \$(?:[^\W\d]\w*)?\$ )
    | (?P<word> \w[\w$]* )
    | (?P<operator> (?:(?!--|/\*)[-+*/<>=~!@\#%^&|`?:])+ )
    | (?P<open> [(\[] )
    | (?P<close> [)\]] )
    | (?P<end> ; )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE = lazy_pattern(r"/\*|\*/")
#: Words that make an expression deeper by one, as an operator does.
_OPERATOR_WORDS = frozenset({"not", "is", "isnull", "notnull", "collate", "at"})
#: Words that put everything before them on the left side of something, whatever commas stood there.
_JOINING_WORDS = frozenset({"join", "union", "intersect", "except"})
#: Words after which an expression starts anew, beside the one before it. Chains of AND and of OR are flat lists.
_SEPARATING_WORDS = frozenset({"and", "or", "when", "then", "else"})
_ENDED_BY_END = frozenset({"case", "atomic"})


@record
class Token:
    """A token: `kind` is a name in the pattern, `text` its own characters, or how it opens where it is a block comment or `$$` string."""

    kind: str
    text: str
    start: int
    end: int


@record
class Piece:
    """One statement's stretch of the text, the semicolon left out. `depth`: about how many levels its parse tree has."""

    start: int
    end: int
    depth: int


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of the text from `start` on, white space and comments included. A string without end goes to the end of the text."""
    position = start
    while match := _TOKEN.match(text, position):
        kind, end = match.lastgroup or "other", match.end()
        if kind == "block":
            end = _end_of_block_comment(text, end)
        elif kind == "dollar":
            closing = text.find(match[0], end)
            end = closing + len(match[0]) if closing >= 0 else len(text)
        yield Token(kind, match[0], position, end)
        position = end


def first_word(text: str, start: int = 0) -> int:
    """The first character from `start` on that is neither white space nor comment nor a stray semicolon; the text's length if none is."""
    for token in tokens(text, start):
        if token.kind not in ("space", "comment", "block", "end"):
            return token.start
    return len(text)


def pieces(text: str) -> list[Piece]:
    """The statements of the text, split at the semicolons that stand outside strings, comments and brackets.

    The text behind the last semicolon is a piece even if it is empty.
    """
    found = []
    nesting = _Nesting()
    start = 0
    for token in tokens(text):
        if token.kind == "end" and not nesting.inside_brackets:
            found.append(Piece(start, token.start, nesting.deepest))
            nesting = _Nesting()
            start = token.end
        else:
            nesting.feed(token)
    found.append(Piece(start, len(text), nesting.deepest))
    return found


class _Nesting:
    """How deep one statement goes: brackets, CASE, and the chains that lean to one side."""

    def __init__(self) -> None:
        self.deepest = 0
        self._operators = 0
        self._joins = 0
        self._around = 0
        self._word = ""
        self._open: list[tuple[str, int, int, int]] = []

    @property
    def inside_brackets(self) -> bool:
        return any(bracket != "case" for bracket, *_ in self._open)

    def feed(self, token: Token) -> None:
        if token.kind in ("space", "comment", "block"):
            return
        before, word = self._word, token.text.lower()
        self._word = word
        # `BEGIN ATOMIC … END` is a function's body in the SQL standard's style: statements inside a statement.
        if token.kind == "open" or word == "case" or (word == "atomic" and before == "begin"):
            self._open.append((word, self._operators, self._joins, self._around))
            self._around += self._operators + self._joins + 1
            self._operators = self._joins = 0
        elif token.kind == "close":
            while self._open and self._close() in _ENDED_BY_END:
                pass
        elif word == "end" and self._open and self._open[-1][0] in _ENDED_BY_END:
            self._close()
        elif token.kind == "end":
            self._operators = self._joins = 0
        elif token.kind == "operator" or word in _OPERATOR_WORDS:
            self._operators += 1
        elif word in _JOINING_WORDS:
            self._joins += 1
        elif word in _SEPARATING_WORDS or word == ",":
            self._operators = 0
        self.deepest = max(self.deepest, self._around + self._operators + self._joins)

    def _close(self) -> str:
        bracket, self._operators, self._joins, self._around = self._open.pop()
        return bracket


def _end_of_block_comment(text: str, start: int) -> int:
    """Block comments nest in PostgreSQL."""
    level = 1
    for edge in _BLOCK_EDGE.finditer(text, start):
        level += 1 if edge[0] == "/*" else -1
        if level == 0:
            return edge.end()
    return len(text)
