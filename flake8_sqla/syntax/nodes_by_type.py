"""What the walk of a file keeps by the types of nodes, as type checkers are to see it. Nothing loads this at run time."""

from __future__ import annotations

import ast
from typing import Protocol, TypeVar

from flake8_sqla.syntax.scopes import Scope

_Node = TypeVar("_Node", bound=ast.AST)


class NodesByType(Protocol):
    """The nodes of each of the kept types with their scopes, in source order."""

    def __getitem__(self, kind: type[_Node], /) -> list[tuple[_Node, Scope]]:
        """Those of exactly this type."""
