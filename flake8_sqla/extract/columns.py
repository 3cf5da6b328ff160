"""Columns as they are written to columns as they are: keywords, `Annotated` pieces, SQLModel's spellings."""

from __future__ import annotations

from collections.abc import Mapping

from flake8_sqla.facts.expressions import Argument, Collection, ColumnReference, Constant, Expression, Invocation, Opaque, Reference
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.schema import Column, ForeignKey
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.vocabulary.schema import NOT_TYPES


def column(definition: ColumnDefinition, own: bool = True, owner: str = "", watched: bool = False) -> Column:
    """What a definition says, everything resolved that can be."""
    arguments, complete = _arguments(definition)
    name: str | Unknown = definition.name or definition.attribute if definition.name is not UNKNOWN else UNKNOWN
    given = {argument.keyword: argument for argument in reversed(arguments)}  # of two the first counts
    primary = _flag(given, "primary_key", complete)
    return Column(
        span=definition.span,
        attribute=definition.attribute,
        name=name,
        construct=definition.construct,
        primary_key=primary,
        nullable=_nullable(definition, given, complete, primary),
        unique=_flag(given, "unique", complete),
        index=_flag(given, "index", complete),
        type=_type(arguments, complete, definition),
        annotation=definition.annotation,
        arguments=arguments,
        complete=complete,
        foreign_keys=tuple(_foreign_keys(definition, arguments, name)),
        own=own,
        owner=owner,
        place=definition.place,
        watched=watched,
        keys_read=complete and not _may_hold_key(arguments),
    )


def _arguments(definition: ColumnDefinition) -> tuple[tuple[Argument, ...], bool]:
    """The arguments that count, the column's own first, and whether there can be no others."""
    arguments = [argument for argument in definition.arguments if not argument.starred]
    complete = len(arguments) == len(definition.arguments)
    for argument in definition.arguments if definition.construct == "Field" else ():
        if argument.keyword == "sa_column":
            made = isinstance(argument.value, Invocation) and argument.value.function.startswith("sqlalchemy.")
            inner = argument.value.arguments if made and isinstance(argument.value, Invocation) else None
            if inner is None or any(part.starred for part in inner):
                complete = False
            arguments += [part for part in inner or () if not part.starred]
        elif argument.keyword == "sa_column_kwargs":
            if isinstance(argument.value, Collection) and argument.value.complete:
                for key, value in zip(argument.value.keys, argument.value.items, strict=False):
                    if isinstance(key, Constant) and isinstance(key.value, str):
                        arguments.append(Argument(value.span, value, key.value))
                    else:
                        complete = False
            else:
                complete = False
        elif argument.keyword == "sa_column_args":
            complete = False
    pieces = definition.annotation.pieces if definition.annotation is not None else ()
    if pieces is UNKNOWN:
        return tuple(arguments), False
    if not pieces:
        return tuple(arguments), complete
    given = {argument.keyword for argument in arguments if argument.keyword}
    arguments += [piece for piece in pieces if not piece.starred and (not piece.keyword or piece.keyword not in given)]
    return tuple(arguments), complete and not any(piece.starred for piece in pieces)


def _flag(given: Mapping[str, Argument], name: str, complete: bool) -> bool | Unknown:
    argument = given.get(name)
    if argument is None:
        return False if complete else UNKNOWN
    value = argument.value
    return bool(value.value) if isinstance(value, Constant) and (value.value is None or isinstance(value.value, (bool, int))) else UNKNOWN


def _nullable(definition: ColumnDefinition, given: Mapping[str, Argument], complete: bool, primary: bool | Unknown) -> bool | Unknown:
    if "nullable" in given:
        return _flag(given, "nullable", complete)
    if primary is UNKNOWN or primary is True:
        return UNKNOWN if primary is UNKNOWN else False
    annotation = definition.annotation
    if annotation is not None and (annotation.wrapper == "Mapped" or definition.construct in ("Field", "") and not annotation.wrapper):
        return annotation.optional if complete or annotation.optional is True else UNKNOWN
    return True if complete else UNKNOWN


def _type(arguments: tuple[Argument, ...], complete: bool, definition: ColumnDefinition) -> Expression | Unknown | None:
    for argument in arguments:
        if argument.keyword in ("type_", "sa_type"):
            return argument.value
    for argument in arguments:
        if argument.keyword:
            continue
        value = argument.value
        if isinstance(value, Constant):
            continue  # the name
        if isinstance(value, Invocation) and value.function in NOT_TYPES:
            continue
        return UNKNOWN if isinstance(value, Opaque) else value
    return None if complete else UNKNOWN


def _may_hold_key(arguments: tuple[Argument, ...]) -> bool:
    """Whether something among the arguments may be a foreign key that cannot be read: what is no name, no type and not the library's."""
    others = [argument.value for argument in arguments if not argument.keyword and not isinstance(argument.value, Constant)]
    for position, value in enumerate(others):
        name = value.function if isinstance(value, Invocation) else value.name if isinstance(value, Reference) else ""
        if name.startswith("sqlalchemy."):
            continue
        if position > 0 or not name.rpartition(".")[2][:1].isupper():
            return True  # a type comes first, and is called like a class
        texts = (part.value.value for part in value.positional if isinstance(part.value, Constant)) if isinstance(value, Invocation) else ()
        if any("." in str(text) for text in texts):
            return True
    return False


def _foreign_keys(definition: ColumnDefinition, arguments: tuple[Argument, ...], name: str | Unknown) -> list[ForeignKey]:
    found = []
    for argument in arguments:
        value = argument.value
        if not argument.keyword and isinstance(value, Invocation) and value.function == "sqlalchemy.ForeignKey":
            given = value.positional[0] if value.positional else value.keyword("column")
            target = given.value if given is not None else None
            table, column_name = pointed_at(target)
            found.append(ForeignKey(value.span, (name,), table, (column_name,), ondelete_of(value)))
        elif definition.construct == "Field" and argument.keyword == "foreign_key":
            if isinstance(value, Constant) and value.value is None:
                continue
            table, column_name = pointed_at(value)
            deletion = next((a.value for a in arguments if a.keyword == "ondelete"), None)
            found.append(ForeignKey(argument.span, (name,), table, (column_name,), _word(deletion)))
    return found


def pointed_at(target: Expression | None) -> tuple[str | Unknown, str | Unknown]:
    """The table and column that a foreign key names: `"users.id"`, or an attribute of a class (which the caller resolves)."""
    if isinstance(target, Constant) and isinstance(target.value, str):
        table, dot, name = target.value.rpartition(".")
        return (table, name) if dot else (target.value, UNKNOWN)
    if isinstance(target, ColumnReference):
        return f"{target.owner}:", target.attribute
    return UNKNOWN, UNKNOWN


def ondelete_of(call: Invocation) -> str | Unknown | None:
    """The `ondelete=` of a foreign key in capitals; None where there is none."""
    argument = call.keyword("ondelete")
    if argument is None:
        return UNKNOWN if call.has_starred else None
    return _word(argument.value)


def _word(value: Expression | None) -> str | Unknown | None:
    if value is None:
        return None
    if isinstance(value, Constant):
        return value.value.upper() if isinstance(value.value, str) else None if value.value is None else UNKNOWN
    return UNKNOWN
