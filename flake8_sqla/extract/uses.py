"""Methods and attributes of values of a known kind: engines, sessions, queries, metadata …"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.receivers import kind_of
from flake8_sqla.extract.wanted import called_by
from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall
from flake8_sqla.facts.expressions import Argument, Constant
from flake8_sqla.facts.words import argument_words, method_words
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import api

_LONGEST_SUBJECT = 40
_MAPPER = "sqlalchemy.orm.Mapper"


def method_call(node: ast.Call, name: str, scope: Scope, reading: Reading) -> MethodCall | None:
    """A call of a method that rules ask about, on a value of a known kind."""
    function = node.func
    if not isinstance(function, ast.Attribute) or name in api.NOTEWORTHY:
        return None
    words = reading.wanted.words_of("facts.calls:MethodCall")
    if words is not None and not may_say(node, function.attr, scope, reading, words):
        return None
    kind = kind_of(function.value, scope, reading)
    if not kind:
        return None
    kinds = argument_kinds(node, scope, reading) if function.attr in api.KIND_AWARE_METHODS else ()
    arguments = reading.arguments(node, scope)
    if words is not None and words.isdisjoint(method_words(kind, function.attr, arguments, kinds)):
        return None
    return MethodCall(reading.source.attribute_span(function), kind, function.attr, subject_of(function.value), arguments, kinds)


def may_say(node: ast.Call, name: str, scope: Scope, reading: Reading, words: frozenset[str]) -> bool:
    """Whether the fact of a call may have one of these words, which is sooner found out than made.

    `name` is the method's, or the last one of the function's.
    """
    if name in called_by(words, with_arguments=bool(node.args or node.keywords)):
        return True
    if any(keyword.arg is not None and f"{keyword.arg}=" in words for keyword in node.keywords):
        return True
    given = (*node.args, *[keyword.value for keyword in node.keywords])
    if any(value.__class__ is not ast.Constant or value.value is Ellipsis for value in given):
        return not words.isdisjoint(argument_words(name, reading.arguments(node, scope), ()))
    return any(value.value.__class__.__name__ in words for value in given if isinstance(value, ast.Constant))


def negative_indexes(reading: Reading) -> Iterator[MethodCall]:
    """`query[-1]`, `query[-3:]`: what is asked of a legacy query, counted from its end. A slice has both its ends as arguments."""
    for node, scope in reading.module.nodes[ast.Subscript]:
        asked = node.slice
        if not isinstance(asked, (ast.UnaryOp, ast.Slice)):
            continue
        ends = (asked.lower, asked.upper) if isinstance(asked, ast.Slice) else (asked,)
        if any(_is_negative(end) for end in ends) and kind_of(node.value, scope, reading) == "query":
            span = reading.source.span(asked)
            given = (Constant(span, None) if end is None else reading.expression(end, scope) for end in ends)
            arguments = tuple(Argument(span, end) for end in given)
            yield MethodCall(span, "query", "__getitem__", subject_of(node.value), arguments)


def _is_negative(node: ast.expr | None) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def attribute_uses(reading: Reading) -> Iterator[AttributeUse]:
    """Attributes that rules ask about, read or assigned, on values of a known kind."""
    if reading.module.attribute_names.isdisjoint(api.ATTRIBUTES):
        return
    for node, scope in reading.module.nodes[ast.Attribute]:
        if node.attr not in api.ATTRIBUTES:
            continue
        parent = reading.module.parents.get(node)
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        kind = kind_of(node.value, scope, reading) or _metadata_by_evidence(node, parent, scope, reading)
        if kind:
            stored = isinstance(node.ctx, ast.Store)
            yield AttributeUse(reading.source.attribute_span(node), kind, node.attr, subject_of(node.value), stored)


def mapper_arguments(reading: Reading) -> Iterator[ApiCall]:
    """`__mapper_args__ = {…}` in a class body: the keywords of the mapper it will have."""
    for node, _ in reading.module.nodes[ast.ClassDef] if "__mapper_args__" in reading.source.text else ():
        for statement in node.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
                if any(isinstance(target, ast.Name) and target.id == "__mapper_args__" for target in statement.targets):
                    scope = reading.module.scopes[node]
                    yield ApiCall(reading.source.span(statement.value), _MAPPER, _MAPPER, tuple(_keywords(statement.value, scope, reading)))


def _keywords(node: ast.Dict, scope: Scope, reading: Reading) -> Iterator[Argument]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield Argument(reading.source.span(key), reading.expression(value, scope), key.value)


def argument_kinds(node: ast.Call, scope: Scope, reading: Reading) -> tuple[str, ...]:
    """The kind of each argument's value, in the order they are written."""
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return tuple("" if isinstance(value, (ast.Starred, ast.Constant)) else kind_of(value, scope, reading) for value in values)


def subject_of(node: ast.expr) -> str:
    """A receiver as a message may quote it: its text, or the last name in it where the text is long."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        text = spelled(node)
        if len(text) <= _LONGEST_SUBJECT:
            return text
    return ""


def _metadata_by_evidence(node: ast.Attribute, parent: ast.AST | None, scope: Scope, reading: Reading) -> str:
    """`<Base>.metadata.bind = engine`: the engine says what it is."""
    owner = node.value
    if node.attr != "bind" or not isinstance(owner, ast.Attribute) or owner.attr != "metadata" or not isinstance(parent, ast.Assign):
        return ""
    return "metadata" if kind_of(parent.value, scope, reading) == "engine" else ""
