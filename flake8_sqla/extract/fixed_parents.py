"""Many rows of which all have the same related object, or of which that object is in the session already."""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet

from flake8_sqla.extract.kinds import EntityValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import models_of
from flake8_sqla.facts.schema import Link
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.walk import walk

_CONDITIONS = frozenset({"where", "filter", "filter_by", "having"})


def is_at_hand(entity: EntityValue, link: Link, reading: Reading, for_certain: bool = False) -> bool:
    """Whether a to-one relationship needs no query for each row.

    Its objects were just come from (`for post in user.posts: post.user`), are columns of the same statement, or the statement asks for
    the rows of one object (`where(Post.user_id == user.id)`). `for_certain`: needs none at all, so that a key alone does not count.
    """
    if link.is_collection is not False:
        return False
    if entity.path and link.target.path in entity.owners:
        return True
    statement = entity.statement
    if statement is None or entity.path:
        return False
    selected = [reading.models.table(model) for model in models_of(statement, reading.names) if model]
    if len(selected) > 1 and any(table is not None and table.path == link.target.path for table in selected):
        return True
    return _asks_for_one(statement, link, reading, for_certain)


def _asks_for_one(statement: StatementValue, link: Link, reading: Reading, of_object: bool) -> bool:
    names = _names_of(link)
    for step in statement.steps:
        if step.method.attr == "with_parent":
            return True
        if step.method.attr not in _CONDITIONS:
            continue
        if step.method.attr == "filter_by" and any(
            keyword.arg in names and (not of_object or _is_of_object(keyword.value)) for keyword in step.call.keywords
        ):
            return True
        if any(_fixes(part, names, step.scope, reading, of_object) for argument in step.call.args for part in walk(argument)):
            return True
    return False


def fixed_attributes(statement: StatementValue, reading: Reading) -> tuple[frozenset[str], frozenset[str]]:
    """The attributes that a statement holds against one value for all of its rows, and those among them held against an object's.

    `*` among them: the rows are those of one parent, whichever attribute leads to it.
    """
    found, by_object = set[str](), set[str]()
    for step in statement.steps:
        if step.method.attr == "with_parent":
            found.add("*")
            by_object.add("*")
        elif step.method.attr == "filter_by":
            found.update(keyword.arg or "*" for keyword in step.call.keywords)
            by_object.update(keyword.arg or "*" for keyword in step.call.keywords if _is_of_object(keyword.value))
        elif step.method.attr in _CONDITIONS:
            for part in (part for argument in step.call.args for part in walk(argument)):
                names = {part.left.attr} if isinstance(part, ast.Compare) and isinstance(part.left, ast.Attribute) else {"*"}
                if _fixes(part, names, step.scope, reading, False):
                    found |= names
                    by_object |= names if _fixes(part, names, step.scope, reading, True) else set()
    return frozenset(found), frozenset(by_object)


def is_fixed(link: Link, fixed: AbstractSet[str]) -> bool:
    """Whether the related object is the same for all rows of a statement that fixes these attributes."""
    return link.is_collection is False and ("*" in fixed or not fixed.isdisjoint(_names_of(link)))


def _names_of(link: Link) -> set[str]:
    """The attributes of a to-one relationship's own key, and its own name."""
    keys = {name for key in link.local for name in key.columns if isinstance(name, str)}
    return {column.attribute for column in link.owner.columns if column.name in keys} | {link.relationship.attribute}


def _is_of_object(value: ast.expr) -> bool:
    """`user.id`, or the object itself: whoever has it may have got it from this session."""
    return isinstance(value, ast.Attribute) or (isinstance(value, ast.Name) and not value.id.endswith(("id", "_key", "pk")))


def _fixes(node: ast.AST, names: set[str], scope: Scope, reading: Reading, of_object: bool) -> bool:
    match node:
        case ast.Compare(left=ast.Attribute(attr=attribute), ops=[ast.Eq()], comparators=[right]) if attribute in names:
            if of_object and not _is_of_object(right):
                return False
            return not (isinstance(right, ast.Attribute) and reading.column_owner(right.value, scope))
        case ast.Call(func=ast.Name(id="with_parent") | ast.Attribute(attr="with_parent")):
            return True
        case _:
            return False
