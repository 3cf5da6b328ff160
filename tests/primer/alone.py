"""flake8 with our plugin alone: `python tests/primer/alone.py …` takes flake8's arguments.

The other plugins take three quarters of a run, and flake8 has no switch that turns them off. The patches stand at module level, since
worker processes that are spawned import this file and nothing else of the parent.
"""

from __future__ import annotations

import sys
from typing import Any

from flake8 import checker
from flake8.main.cli import main
from flake8.plugins import finder

_load = finder.load_plugins


def _ours(*arguments: Any) -> finder.Plugins:
    found = _load(*arguments)
    ours = [plugin for plugin in found.checkers.tree if plugin.entry_name.startswith("SQA")]
    return found._replace(checkers=found.checkers._replace(tree=ours, logical_line=[], physical_line=[]))


finder.load_plugins = _ours
checker.FileChecker.process_tokens = lambda self: None  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
