"""What an example's function is called with: made from its annotations, but for what a setup says."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext import asyncio as aio

if typing.TYPE_CHECKING:
    from proofs.orm.world import World


def arguments(function: Callable[..., object], world: World, given: Mapping[str, object]) -> dict[str, object]:
    """The arguments by name. Parameters with a default keep it."""
    made: dict[str, object] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in given:
            made[name] = given[name]
        elif parameter.default is parameter.empty and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            made[name] = argument(parameter.annotation, world)
    return made


def argument(kind: object, world: World) -> object:
    """A value of an annotated type."""
    if isinstance(kind, str):
        kind = world.names.get(kind, kind)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return argument(inner[0], world)
    if origin in (typing.Union, types.UnionType):
        return None
    plain = origin or kind
    if plain in _PLAIN:
        return _PLAIN[plain]
    if plain in (list, tuple) and inner:
        if _is_mapped(inner[0]):
            return list(world.session().scalars(sa.select(inner[0])))
        return [1, 2, 3] if inner[0] is int else ["ann", "ben"]
    if plain is orm.sessionmaker:
        return world.factory
    if plain is aio.async_sessionmaker:
        return world.async_factory
    if plain in (orm.Session, orm.scoped_session):
        return world.session()
    if plain is aio.AsyncSession:
        return world.async_session()
    if plain is sa.Engine:
        return world.engine
    if plain is aio.AsyncEngine:
        return world.async_engine
    if plain is sa.Connection:
        return world.connection()
    if plain is object:
        return world.somebody()
    if _is_mapped(plain):
        return world.session().scalars(sa.select(plain).limit(1)).one()
    return "anything"


_PLAIN: dict[object, object] = {int: 1, str: "ada", bool: True, float: 1.5}


def _is_mapped(kind: object) -> bool:
    return isinstance(kind, type) and sa.inspect(kind, raiseerr=False) is not None
