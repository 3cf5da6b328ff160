"""A revision module as a fact: its ids, its message, and what upgrade and downgrade do, in order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from itertools import islice

from flake8_sqla.extract.paths import operations_of
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.scripts import OWN_COMMENT
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import HEADER_NAMES, Entry, Operation, Revision
from flake8_sqla.facts.place import FILE_START, Span
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import FunctionNode
from flake8_sqla.syntax.walk import walk

_Function = ast.FunctionDef | ast.AsyncFunctionDef
#: How people say that there is no way back.
_IRREVERSIBLE = lazy_pattern(
    r"irreversib|not reversib|non-reversib|one[- ]way|no[- ]?(?:op )?downgrade|"
    r"(?:cannot|can't|can not|not possible to|won't|will not|never|do not|don't|not|nothing to|no need to) (?:be )?(?:safely )?"
    r"(?:downgrad|revers|revert|undo|undone|roll|restor)|downgrade (?:is )?not (?:supported|possible|implemented|needed|required)|"
    r"downgrade(?:\(\))? (?:is )?(?:intentionally|deliberately|purposely|on purpose|leaves|keeps|preserves|retains)\b|"
    r"(?:intentionally|deliberately) (?:left )?(?:empty|blank|does nothing|no-op|a no-op)\b",
)
#: One of these is in whatever it finds.
_IRREVERSIBLE_WORDS = ("revers", "downgrad", "way", "revert", "undo", "roll", "restor", "intentionally", "deliberately")


def revision(reading: Reading) -> Revision:
    """The fact of a module that has `revision` and `down_revision`."""
    tree = reading.source.tree
    docstring = ast.get_docstring(tree) or ""
    identifier = _assigned(reading, "revision")
    return Revision(
        span=_place(reading, "revision"),
        revision=identifier if isinstance(identifier, str) else UNKNOWN,
        down_revision=_identifiers(reading, "down_revision"),
        docstring=docstring,
        upgrade=_entry(reading, "upgrade", docstring),
        downgrade=_entry(reading, "downgrade", docstring),
        docstring_span=reading.source.span(tree.body[0]) if docstring else FILE_START,
        depends_on=_identifiers(reading, "depends_on") if "depends_on" in reading.module.scope.bindings else None,
        dependency_span=_place(reading, "depends_on"),
        parents_span=_place(reading, "down_revision"),
        labelled=any(
            name in reading.module.scope.bindings and _assigned(reading, name) is not None for name in ("branch_labels", "depends_on")
        ),
        header=HEADER_NAMES.intersection(reading.module.scope.bindings),
    )


def _place(reading: Reading, name: str) -> Span:
    bindings = reading.module.scope.bindings.get(name, [])
    return reading.source.span(bindings[0].node) if bindings and isinstance(bindings[0].node, ast.expr) else FILE_START


def _assigned(reading: Reading, name: str) -> object:
    node = _value(reading, name)
    return reading.constant(node, reading.module.scope) if node is not None else UNKNOWN


def _value(reading: Reading, name: str) -> ast.AST | None:
    """What a variable of the header is given; None where it is given several different things."""
    nodes = [binding.node for binding in reading.module.scope.bindings.get(name, [])]
    values = [reading.constant(node, reading.module.scope) for node in nodes] if len(nodes) > 1 else []
    if not nodes or any(value is UNKNOWN or value != values[0] for value in values):
        return None
    return nodes[0]


def _identifiers(reading: Reading, variable: str) -> tuple[str, ...] | Unknown | None:
    """The ids that a variable of the header holds: None for None, UNKNOWN where they are not literal."""
    node = _value(reading, variable)
    if node is None:
        return UNKNOWN
    if isinstance(node, (ast.Tuple, ast.List)):
        found = [reading.text(part, reading.module.scope) for part in node.elts]
        return tuple(part for part in found if isinstance(part, str)) if all(isinstance(part, str) for part in found) else UNKNOWN
    value = reading.constant(node, reading.module.scope)
    if value is None:
        return None
    return (value,) if isinstance(value, str) else UNKNOWN


def upgrade_operations(reading: Reading) -> tuple[Operation, ...]:
    """What the upgrade of a revision module does, and nothing else of the revision."""
    main, functions = _functions(reading, "upgrade")
    return _operations((main, *_for_engines(main, functions)), "upgrade", reading) if main is not None else ()


def _functions(reading: Reading, direction: str) -> tuple[_Function | None, list[_Function]]:
    """The function that Alembic calls, and all of its kind."""
    functions = [
        statement
        for statement in reading.source.tree.body
        if isinstance(statement, FunctionNode) and (statement.name == direction or statement.name.startswith(f"{direction}_"))
    ]
    return next((function for function in functions if function.name == direction), None), functions


def _for_engines(main: _Function, functions: list[_Function]) -> list[_Function]:
    return [function for function in functions if function is not main and _dispatches(main)]


def _operations(functions: Iterable[_Function], direction: str, reading: Reading) -> tuple[Operation, ...]:
    found: list[Operation] = []
    for function in functions:
        found += operations_of(function, direction, reading)
    return tuple(found)


def _entry(reading: Reading, direction: str, docstring: str) -> Entry:
    main, functions = _functions(reading, direction)
    if main is None:
        present = (
            "code"
            if any(binding for binding in reading.module.scope.bindings.get(direction, [])) or reading.module.scope.star_imports
            else "missing"
        )
        return Entry(_place(reading, "revision"), present, (), _says_irreversible(docstring))
    for_engines = _for_engines(main, functions)
    operations = _operations((main, *for_engines), direction, reading)
    bodies = {_body(function) for function in (for_engines or [main])}
    body = bodies.pop() if len(bodies) == 1 else "code"
    span = reading.source.span(main)
    header = Span(span.line, span.column, span.line, span.column + len(direction))
    words = docstring + "\n" + "".join(reading.source.lines[span.line - 1 : span.end_line])
    commented = _has_own_comment(reading.source.lines, span.line)
    return Entry(header, body, operations, _says_irreversible(words), main.returns is not None, commented)


def _has_own_comment(lines: Sequence[str], start: int) -> bool:
    """Whether somebody commented on what stands from a line on, up to the first line that begins at the margin.

    Comments behind a function's last statement are the function's.
    """
    for line in islice(lines, start, None):
        if line[:1] not in " \t\n" and line[:1].strip():
            return False
        if "#" in line and OWN_COMMENT.match(line):
            return True
    return False


def _dispatches(function: _Function) -> bool:
    """Whether the function is the one of the multi-database template: `globals()["upgrade_%s" % engine_name]()`."""
    return any(isinstance(node, ast.Name) and node.id == "globals" for node in walk(function))


def _says_irreversible(text: str) -> bool:
    lowered = text.lower()
    # Words are looked for much faster than patterns, and most revisions have none of them.
    return any(word in lowered for word in _IRREVERSIBLE_WORDS) and _IRREVERSIBLE.search(lowered) is not None


def _body(function: _Function) -> str:
    statements = [
        statement
        for statement in function.body
        if not isinstance(statement, ast.Pass)
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        and not (isinstance(statement, ast.Return) and (statement.value is None or isinstance(statement.value, ast.Constant)))
    ]
    if not statements:
        return "empty"
    if all(isinstance(statement, ast.Raise) for statement in statements):
        return "raises"
    return "code"
