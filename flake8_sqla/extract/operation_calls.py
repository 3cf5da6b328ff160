"""A call of an Alembic operation with its arguments bound to the names of its parameters."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TypeVar

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.constants import Literal
from flake8_sqla.syntax.scopes import BindingKind, Scope

D = TypeVar("D", bool, None)


@record
class OperationCall:
    """`starred`: `*args` or `**kwargs` may hold any argument that is not seen. `batch_table` is set inside a batch."""

    node: ast.Call
    scope: Scope
    reading: Reading
    setting: Setting
    arguments: Mapping[str, ast.expr]
    starred: bool
    batch_table: TableName | Unknown | None

    @classmethod
    def bind(
        cls,
        node: ast.Call,
        scope: Scope,
        reading: Reading,
        setting: Setting,
        order: tuple[str, ...],
        batch_table: TableName | Unknown | None,
    ) -> OperationCall:
        """Bind positional arguments by the order of the parameters, the others by name."""
        starred = any(isinstance(argument, ast.Starred) for argument in node.args) or any(keyword.arg is None for keyword in node.keywords)
        arguments: dict[str, ast.expr] = {}
        for name, argument in zip(order, node.args, strict=False):
            if isinstance(argument, ast.Starred):
                break
            arguments[name] = argument
        arguments.update({keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None})
        return cls(node, scope, reading, setting, arguments, starred, batch_table)

    @property
    def span(self) -> Span:
        """The call's own place."""
        return self.reading.source.span(self.node)

    def argument_span(self, name: str) -> Span:
        """The place of one argument."""
        return self.reading.source.span(self.arguments[name])

    def has(self, *names: str) -> bool:
        """Whether any of these arguments is given."""
        return any(name in self.arguments for name in names)

    def constant(self, name: str) -> Literal | Unknown:
        """An argument's constant value; UNKNOWN where it is missing or not constant."""
        return self.reading.constant(self.arguments.get(name), self.scope)

    def text(self, name: str) -> str | Unknown:
        """An argument's text, `op.f("…")` included."""
        return self.reading.text(self.arguments.get(name), self.scope)

    def name(self, name: str) -> str | Unknown | None:
        """The name of an index or constraint: None where it is given as None."""
        value = self.constant(name)
        return value if value is None or isinstance(value, str) else UNKNOWN

    def flag(self, name: str, absent: D) -> bool | Unknown | D:
        """A boolean argument."""
        if name not in self.arguments:
            return UNKNOWN if self.starred else absent
        return self.reading.flag(self.arguments[name], self.scope, False)

    def expression(self, name: str) -> Expression | None:
        """An argument as an expression, None where it is not given."""
        node = self.arguments.get(name)
        return None if node is None else self.reading.expression(node, self.scope)

    def names(self, name: str) -> tuple[str | Unknown, ...] | Unknown:
        """A list of column names: UNKNOWN elements for expressions, UNKNOWN for a list that cannot be read."""
        node = self.arguments.get(name)
        node = self.followed(node) if node is not None else None
        if not isinstance(node, (ast.List, ast.Tuple)) or any(isinstance(part, ast.Starred) for part in node.elts):
            return UNKNOWN
        return tuple(self.reading.text(part, self.scope) for part in node.elts)

    def table(self, parameter: str, schema_parameter: str = "schema") -> TableName | Unknown:
        """The table the operation works on."""
        if self.batch_table is not None:
            return self.batch_table
        name = self.text(parameter)
        schema = self.constant(schema_parameter) if schema_parameter in self.arguments else ""
        if not isinstance(name, str) or schema is UNKNOWN:
            return UNKNOWN
        return TableName(name, str(schema or ""))

    def followed(self, node: ast.expr) -> ast.expr:
        """The expression behind a name that is bound once; the expression itself otherwise."""
        for _ in range(4):
            if not isinstance(node, ast.Name):
                break
            bindings = self.scope.lookup(node.id)
            if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not isinstance(bindings[0].node, ast.expr):
                break
            node = bindings[0].node
        return node
