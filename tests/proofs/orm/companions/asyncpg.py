"""A stand-in for asyncpg: enough for an engine to be made, and nothing to connect with."""

from __future__ import annotations


async def connect(*arguments: object, **options: object) -> object:
    """A connection to nowhere."""
    raise ConnectionRefusedError
