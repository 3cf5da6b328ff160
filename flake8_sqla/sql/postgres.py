"""PostgreSQL's parser and the classes of its nodes, as postgast has them. Importing this loads the parser: see `reader`.

The file beside this one tells type checkers the little that we rely on: postgast 0.2.0's own description of the nodes is no valid
Python (`None: SummaryResult.Context`), and mypy checks nothing at all once it has met it.
"""

from __future__ import annotations

from postgast import PgQueryError, deparse, parse  # noqa: F401
from postgast.pg_query_pb2 import *  # noqa: F401, F403
