"""PostgreSQL's parse tree: nodes, and what can be asked of one.

The names of kinds, of fields and of an enumeration's members are those of PostgreSQL's own source (`parsenodes.h`), and so they are in
the JSON that its parser writes. Where a field may hold nodes of several kinds, a node is wrapped by its kind,
`"def": {"ColumnDef": {"colname": "a", …}}`; where only one kind may stand (`relation`, `typeName`), the fields stand bare. What has the
value that C gives it anyway (NULL, 0, false) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Union

Json = Union[str, int, float, bool, None, "list[Json]", "dict[str, Json]"]


class Node:
    """A node of a parse tree; false where there is none. A field that is not there is empty: `""`, 0, False, a false node, no nodes.

    `kind` is a relation's (`RangeVar`) wherever it stands, and `""` for all other nodes that stand bare: their fields say what they are.
    """

    __slots__ = ("fields", "kind")

    def __init__(self, kind: str, fields: Mapping[str, Json]) -> None:
        """`fields`: the JSON of them, of which nothing is copied."""
        self.kind = kind
        self.fields = fields

    def __bool__(self) -> bool:
        return bool(self.kind or self.fields)

    def text(self, name: str) -> str:
        """A string, a character, or the word for an enumeration's member."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """An integer."""
        value = self.fields.get(name)
        return value if isinstance(value, int) else 0

    def flag(self, name: str) -> bool:
        """A boolean."""
        return self.fields.get(name) is True

    def node(self, name: str) -> Node:
        """The node in a field."""
        value = self.fields.get(name)
        return _node(value) if isinstance(value, dict) else NO_NODE

    def nodes(self, name: str) -> list[Node]:
        """The nodes of a list."""
        value = self.fields.get(name)
        return [_node(part) for part in value if isinstance(part, dict)] if isinstance(value, list) else []

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list of names; `""` for what is no name."""
        return tuple(node.text("sval") for node in self.nodes(name))

    def inside(self) -> Iterator[Node]:
        """This node and all those in it, however deep, in the order in which they are written."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node._parts()))

    def _parts(self) -> list[Node]:
        found: list[Node] = []
        for value in self.fields.values():
            if isinstance(value, dict):
                found.append(_node(value))
            elif isinstance(value, list):
                found.extend(_node(part) for part in value if isinstance(part, dict))
        return found


#: Where there is none.
NO_NODE = Node("", {})


def _node(written: dict[str, Json]) -> Node:
    for kind, fields in written.items():
        # No field's name begins with a capital letter, and every kind's does. Only the first key can be a kind.
        if isinstance(fields, dict) and kind[0].isupper():
            return Node(kind, fields)
        break
    return Node("RangeVar" if "relname" in written else "", written)
