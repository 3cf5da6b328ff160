"""A module's tree without the bodies of methods that tell other files nothing: most of a text, and most of the time to parse it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.syntax.scopes import FunctionNode
from flake8_sqla.syntax.source import parsed_quietly

if TYPE_CHECKING:
    from flake8_sqla.extract.givers import Function

#: The methods that give an object its attributes: their bodies stay.
SETTING_UP = frozenset({"__init__", "setUp", "setup_method", "asyncSetUp", "setup"})
_INDENT = "    "
_DEEPER = "     "
_METHOD = lazy_pattern(r"    (?:async +)?def +(\w+)")
_QUOTES = '"""'
#: What a line at the margin begins with that is no statement of its own.
_INSIDE = ("", " ", "\t", "#", ")", "]", "}")
#: How statements begin of which other statements are parts, functions and classes left out.
_COMPOUND = ("if", "el", "try", "except", "finally", "for", "while", "with", "match", "async for", "async with")
#: Below this there is little to leave out.
_SHORTEST = 400


#: Asked about a function outside of classes: its lines up to the colon, those of its body, how many lines behind its first it ends.
Stays = Callable[[str, str, int], bool]


def parsed(text: str, stays: Stays | None = None) -> ast.Module:
    """The tree of a module, the bodies of many methods empty. Raises SyntaxError or ValueError where the text does not parse.

    What is left stands on its own lines. Bodies stay of methods that set an object up, of what SQLAlchemy calls while it maps a class
    (`__table_args__`, `declared_attr`), and of functions outside of classes where it `stays`.
    """
    shorter = outline(text, stays)
    if shorter is not text:
        try:
            return parsed_quietly(shorter)
        except SyntaxError:
            pass  # what looked like the end of a method was something else
    return parsed_quietly(text)


def drop_bodies(tree: ast.Module, goes: Callable[[Function, bool], bool]) -> list[tuple[Function, list[ast.stmt]]]:
    """Take bodies out of a tree before it is walked: those that one `goes`, asked about each function at the margin and each method.

    The second argument says whether it is a method. Returns what was taken out of where.
    """
    dropped: list[tuple[Function, list[ast.stmt]]] = []
    for statement in tree.body:
        inside = statement.body if isinstance(statement, ast.ClassDef) else None
        for function in [statement] if inside is None else inside:
            if isinstance(function, FunctionNode) and goes(function, inside is not None):
                dropped.append((function, function.body))
                function.body = []
    return dropped


def outline(text: str, stays: Stays | None = None) -> str:
    """The text with those bodies blank, its lines in their places; the same object where nothing was left out.

    Lines are judged by how they are indented. What could deceive that (odd quotes, other indentation) is left as it is.
    """
    if len(text) < _SHORTEST or "'''" in text or text.count(_QUOTES) % 2:
        return text
    if "\nclass " not in text and (stays is None or ("\ndef " not in text and "\nasync def " not in text)):
        return text
    lines = text.split("\n")
    classes, others = _blocks(lines)
    cuts = [cut for start, end in classes if _is_usual(lines, start, end) for cut in _bodies(lines, start, end)]
    if stays is not None:
        for first, behind in others:
            body = _body(lines, first, behind, "", " ")
            if body is None or body[1] == body[0]:
                continue
            start, end = body
            if not stays("\n".join(lines[first:start]), "\n".join(lines[start:end]), end - first - 1):
                cuts.append(body)
    if not cuts:
        return text
    for start, end in cuts:
        lines[start:end] = [""] * (end - start)
        lines[end - 1] = "        ..."  # where the body ended, so that the class ends where it did
    return "\n".join(lines)


def import_text(text: str) -> str:
    """The text with all top-level statements blank that hold no import; the same object where that cannot be told by the text.

    Compound statements at the margin stay as they are: what is left of them has to be a statement.
    """
    if "'''" in text or text.count(_QUOTES) % 2 or "\\\n" in text:
        return text
    lines = text.split("\n")
    start, keeps, quoted = 0, False, False
    for place, line in enumerate(lines):
        if not quoted and line[:1] not in _INSIDE:
            if not keeps:
                lines[start:place] = [""] * (place - start)
            start, keeps = place, line.startswith(_COMPOUND)
        keeps = keeps or "import" in line
        if _QUOTES in line:
            quoted ^= line.count(_QUOTES) % 2 == 1
    if not keeps:
        del lines[start:]
    return "\n".join(lines)


def _blocks(lines: list[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The top-level classes, from the line behind the first to the line behind the last, and the functions, from their first line on."""
    classes: list[tuple[int, int]] = []
    functions: list[tuple[int, int]] = []
    found, start = classes, -1
    for place, line in enumerate(lines):
        if line[:1] not in _INSIDE:
            if start >= 0:
                found.append((start, place))
            start = -1
            if line.startswith("class "):
                found, start = classes, place + 1
            elif line.startswith(("def ", "async def ")):
                found, start = functions, place
    if start >= 0:
        found.append((start, len(lines)))
    return classes, functions


def _is_usual(lines: list[str], start: int, end: int) -> bool:
    first = next((line for line in lines[start:end] if line.strip()), "")
    return first.startswith(_INDENT) and not first.startswith(_DEEPER)


def _bodies(lines: list[str], start: int, end: int) -> list[tuple[int, int]]:
    """Where the bodies of a class's methods stand that may go."""
    found: list[tuple[int, int]] = []
    place, declares, quoted = start, False, False
    while place < end:
        line = lines[place]
        place += 1
        if quoted or _QUOTES in line:
            quoted ^= line.count(_QUOTES) % 2 == 1
            continue
        if line.startswith("    @"):
            declares = declares or "declared" in line
            continue
        method = _METHOD.match(line) if line.startswith(("    def", "    async")) else None
        if method is None:
            continue
        body = _body(lines, place - 1, end, _INDENT, _DEEPER)
        if body is not None:
            place = body[1]
            if not declares and method[1] not in SETTING_UP and not method[1].startswith("__table") and body[1] > body[0]:
                found.append(body)
        declares = False
    return found


def _body(lines: list[str], place: int, end: int, indent: str, deeper: str) -> tuple[int, int] | None:
    """The lines of the body of the function that begins at a line, indented so; None where that cannot be told.

    What is `deeper` stands inside of it.
    """
    if not lines[place].endswith(":"):
        place = next((each for each in range(place + 1, end) if not lines[each].startswith(deeper)), end)
        if place == end or not lines[place].startswith(f"{indent})") or not lines[place].endswith(":"):
            return None
    start = last = place + 1
    quoted = False
    for each in range(start, end):
        line = lines[each]
        if not quoted and line and not line.startswith(deeper) and not line.isspace():
            break
        if _QUOTES in line:
            quoted ^= line.count(_QUOTES) % 2 == 1
        if line and not line.isspace() and (quoted or not line.lstrip().startswith("#")):
            last = each + 1
    return None if quoted else (start, last)
