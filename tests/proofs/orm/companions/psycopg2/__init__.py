"""A stand-in for psycopg2: enough for an engine to be made, and nothing to connect with."""

from __future__ import annotations

__version__ = "2.9.10"
paramstyle = "pyformat"


class Error(Exception):
    """What drivers raise."""
