"""PostgreSQL's parser and the classes of its nodes, as postgast has them. Importing this loads the parser: see `reader`.

The file beside this one tells type checkers the little that we rely on: postgast 0.2.0's own description of the nodes is no valid
Python (`None: SummaryResult.Context`), and mypy checks nothing at all once it has met it.

Of postgast's modules only those are loaded that parsing takes: its `__init__` loads a formatter, a second set of nodes and more, which
is a third of 75 ms that somebody waits for whose editor lints a migration. While they load, an empty package stands for `postgast`;
who imports postgast afterwards gets the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import Any

_PACKAGE = "postgast"


@contextmanager
def _without_the_rest() -> Iterator[None]:
    """Within this, submodules of postgast are loaded without it, if that has not been loaded before. Raises ImportError without it."""
    spec = find_spec(_PACKAGE) if _PACKAGE not in sys.modules else None
    if spec is None:
        yield
        return
    empty = sys.modules[_PACKAGE] = module_from_spec(spec)
    try:
        yield
    finally:
        if sys.modules.get(_PACKAGE) is empty:
            del sys.modules[_PACKAGE]


with _without_the_rest():
    from postgast.errors import PgQueryError  # noqa: F401
    from postgast.parse import parse  # noqa: F401
    from postgast.pg_query_pb2 import *  # noqa: F401, F403


def deparse(tree: Any) -> str:
    """A parsed statement as SQL."""
    return _to_sql()(tree)


@cache
def _to_sql() -> Callable[[Any], str]:
    with _without_the_rest():
        from postgast.deparse import deparse as to_sql  # loads the second set of nodes; few statements need it

        return to_sql
