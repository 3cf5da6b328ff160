"""Which classes of the file are mapped, and what part each plays."""

from __future__ import annotations

import ast

from flake8_sqla.extract.neighbours import Neighbours, NoNeighbours
from flake8_sqla.facts.record import record
from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import BindingKind, Module, Scope
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import modules, orm

FLASK_MODEL = f"{modules.FLASK_SQLALCHEMY_OBJECT}.Model"
SQLMODEL = "sqlmodel.SQLModel"
#: What stands for a base that a call made in this file, `Base = declarative_base()`.
MADE_BASE = "sqlalchemy.orm.declarative_base()"
_ATTRIBUTE_CONSTRUCTS = frozenset(orm.COLUMN_CONSTRUCTS) - {"sqlmodel.Field"} | orm.RELATIONSHIP_CONSTRUCTS
_DECLARED = "sqlalchemy.orm.declared_attr"
_PLAIN_DECORATORS = frozenset(
    {"property", "classmethod", "staticmethod", "abstractmethod", "cached_property", "override", "hybrid_property", "validates"}
)
_PLAIN_BASES = frozenset({"builtins.object", orm.DATACLASS_MIXIN, "abc.ABC", "typing.Generic", "typing.Protocol"})
#: Attributes that only a mapped class has; `__tablename__` or `__table__` makes it a model.
_TABLE_ATTRIBUTES = frozenset({"__tablename__", "__table__"})


@record
class ClassRole:
    """A mapped class's part (see `facts.models.MappedClass`), the library behind it, and its bases by name."""

    role: str
    flavour: str
    bases: tuple[str, ...]
    is_dataclass: bool = False
    decorated: bool = False


class ClassRoles:
    """Classifies the classes of one module, base classes first."""

    def __init__(self, module: Module, names: Names, neighbours: Neighbours | None = None) -> None:
        """Find the role of every class; classes that map nothing get none. `neighbours` know bases in other files."""
        self._neighbours = neighbours or NoNeighbours()
        self._names = names
        self._all = module.nodes[ast.ClassDef]
        self._nodes = {place[0].name: place for place in self._all}
        self._set: dict[ast.ClassDef, frozenset[str]] = {}
        self.roles: dict[ast.ClassDef, ClassRole | None] = {}
        self._pending: set[ast.ClassDef] = set()
        self._above_children: set[str] | None = None
        self._module = module
        for node, scope in self._all:
            self._role(node, scope)

    def shares_table(self, node: ast.ClassDef) -> bool:
        """Whether this class, or one of this file that derives from it, is a child in single-table inheritance."""
        if self._above_children is None:
            self._above_children = self._find_above_children()
        return not self._names_table(node) and (self._is_child(node) or node.name in self._above_children)

    def _find_above_children(self) -> set[str]:
        """The classes from which children in single-table inheritance derive, up to one that has a table of its own: gone up once."""
        found = set[str]()
        pending = [node for node, _ in self._nodes.values() if self._is_child(node)]
        while pending:
            for base in pending.pop().bases:
                if isinstance(base, ast.Name) and base.id not in found:
                    found.add(base.id)
                    above = self._nodes.get(base.id)
                    if above is not None and not self._names_table(above[0]):
                        pending.append(above[0])
        return found

    def _names_table(self, node: ast.ClassDef) -> bool:
        return not _TABLE_ATTRIBUTES.isdisjoint(self._names_set(node))

    def _is_child(self, node: ast.ClassDef) -> bool:
        """Whether a class has a polymorphic identity, and no table of its own."""
        return bool(node.bases) and not self._names_table(node) and self._has_identity(node)

    def mapped_names(self) -> frozenset[str]:
        """The names under which this file knows its own mapped classes and mixins."""
        return frozenset(f"{LOCAL}.{node.name}" for node, role in self.roles.items() if role is not None and role.role != "base")

    def plain_classes(self) -> dict[str, tuple[str, ...]]:
        """The classes whose bodies map nothing, with their bases; an empty name among these is one that is not known."""
        return {
            node.name: tuple(self._base_name(base, self._nodes[node.name][1]) for base in node.bases)
            for node, role in self.roles.items()
            if role is None and not any(map(_may_map, node.body))
        }

    def model_names(self) -> frozenset[str]:
        """The names under which this file knows the classes whose objects are rows."""
        rows = (node.name for node, role in self.roles.items() if role is not None and role.role in ("model", "abstract"))
        return frozenset(f"{LOCAL}.{name}" for name in rows)

    def _role(self, node: ast.ClassDef, scope: Scope) -> ClassRole | None:
        if node not in self.roles:
            if node in self._pending:
                return None
            self._pending.add(node)
            self.roles[node] = self._classify(node, scope)
            self._pending.discard(node)
        return self.roles[node]

    def _classify(self, node: ast.ClassDef, scope: Scope) -> ClassRole | None:
        bases = tuple(
            [
                self._base_name(base, scope) or (MADE_BASE if self._is_base_value(base, scope, bare=True) else "")
                for base in node.bases
            ]
        )
        assigned = self._names_set(node)
        inner = self._module.scopes[node]
        local = [role for base in node.bases if (role := self._local_role(base, scope)) is not None]
        is_dataclass = orm.DATACLASS_MIXIN in bases or any(role.is_dataclass for role in local)
        mapping = next(filter(None, map(_mapping_decorator, node.decorator_list)), "") if node.decorator_list else ""
        has_attributes = _has_mapped_attribute(node, inner, self._names)
        if mapping and (_TABLE_ATTRIBUTES & assigned or has_attributes):
            return ClassRole("model", "declarative", bases, is_dataclass or mapping == "mapped_as_dataclass", decorated=True)
        if orm.DECLARATIVE_BASES.intersection(bases):
            return ClassRole("base", "declarative", bases, is_dataclass)
        if FLASK_MODEL in bases or any(base.endswith(".Model") and base.startswith(modules.FLASK_SQLALCHEMY_OBJECT) for base in bases):
            return ClassRole(self._unless_abstract("model", node), "flask_sqlalchemy", bases, is_dataclass)
        others = [base for base in bases if base and not base.startswith((f"{LOCAL}.", "sqlalchemy.", "builtins."))]
        flavours = [*(role.flavour for role in local), *map(self._neighbours.class_flavour, others)]
        if SQLMODEL in bases or "sqlmodel" in flavours:
            return ClassRole("model" if makes_table(node) else "mixin", "sqlmodel", bases, is_dataclass)
        foreign = [self._neighbours.class_role(base) for base in others]
        from_base = any(self._is_base_value(base, scope) for base in node.bases) or any(
            role in ("base", "model", "abstract") for role in (*foreign, *(found.role for found in local))
        )
        maps = bool(_TABLE_ATTRIBUTES & assigned) and not all(self._is_plain(base, scope) for base in node.bases)
        flavour = next(filter(None, flavours), "declarative")
        if from_base:
            return ClassRole(self._unless_abstract("model", node), flavour, bases, is_dataclass)
        if not has_attributes and not (maps and self._uses_sqlalchemy()):
            return None
        if maps:
            return ClassRole(self._unless_abstract("model", node), flavour, bases, is_dataclass)
        plain = all(base in _PLAIN_BASES for base in bases) or (
            local and len(local) == len(node.bases) and all(r.role == "mixin" for r in local)
        )
        return ClassRole(self._unless_abstract("mixin" if plain else "unknown", node), flavour, bases, is_dataclass)

    def _names_set(self, node: ast.ClassDef) -> frozenset[str]:
        """The names that a class body itself assigns or defines as functions."""
        found = self._set.get(node)
        if found is None:
            found = self._set[node] = frozenset({name for statement in node.body for name in _targets(statement)})
        return found

    def _has_identity(self, node: ast.ClassDef) -> bool:
        """Whether a class's mapper arguments give it a polymorphic identity."""
        if "__mapper_args__" not in self._names_set(node):
            return False
        settings = (statement for statement in node.body if "__mapper_args__" in _targets(statement))
        return any(
            isinstance(part, ast.Constant) and part.value == "polymorphic_identity" for statement in settings for part in walk(statement)
        )

    def _unless_abstract(self, role: str, node: ast.ClassDef) -> str:
        if "__abstract__" not in self._names_set(node):
            return role
        for statement in node.body:
            if "__abstract__" in _targets(statement) and isinstance(statement, (ast.Assign, ast.AnnAssign)):
                if isinstance(statement.value, ast.Constant) and statement.value.value is True:
                    return "abstract"
        return role

    def _uses_sqlalchemy(self) -> bool:
        return any(
            binding.module.split(".")[0] in ("sqlalchemy", "sqlmodel", "flask_sqlalchemy")
            for bindings in self._module.scope.bindings.values()
            for binding in bindings
            if binding.kind in (BindingKind.IMPORT, BindingKind.IMPORT_FROM)
        )

    def _base_name(self, base: ast.expr, scope: Scope) -> str:
        return self._names.resolve(base.value if isinstance(base, ast.Subscript) else base, scope)

    def _local_role(self, base: ast.expr, scope: Scope) -> ClassRole | None:
        name = self._base_name(base, scope)
        if name.startswith(f"{LOCAL}."):
            found = self._nodes.get(name[len(LOCAL) + 1 :])
            if found is not None:
                return self._role(*found)
        return None

    def _is_plain(self, base: ast.expr, scope: Scope, beneath: tuple[str, ...] = ()) -> bool:
        """Whether a base is a class of this file that cannot map what derives from it: no ancestor, decorator or metaclass does."""
        if not isinstance(base, ast.Name) or base.id in beneath or self._local_role(base, scope) is not None:
            return False
        beneath += (base.id,)
        nodes = [binding.node for binding in scope.lookup(base.id)]
        return bool(nodes) and all(
            isinstance(node, ast.ClassDef)
            and not (node.decorator_list or node.keywords or self.roles.get(node))
            and all(self._base_name(each, scope) in _PLAIN_BASES or self._is_plain(each, scope, beneath) for each in node.bases)
            for node in nodes
        )

    def _is_base_value(self, base: ast.expr, scope: Scope, bare: bool = False) -> bool:
        """Whether the base was made by `declarative_base()` or is `registry.generate_base()` in this file; `bare`: of no other class."""
        if not isinstance(base, ast.Name):
            return False
        for binding in scope.lookup(base.id):
            if binding.kind is BindingKind.ASSIGNMENT and isinstance(binding.node, ast.Call):
                function = binding.node.func
                if bare and any(keyword.arg in ("cls", None) for keyword in binding.node.keywords):
                    continue
                if self._names.resolve(function, binding.scope) in orm.BASE_FUNCTIONS:
                    return True
                if isinstance(function, ast.Attribute) and function.attr == "generate_base":
                    return True
        return False


def makes_table(node: ast.ClassDef) -> bool:
    """SQLModel's `class User(SQLModel, table=True)`."""
    return any(
        keyword.arg == "table" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True for keyword in node.keywords
    )


def _mapping_decorator(decorator: ast.expr) -> str:
    """`mapped` or `mapped_as_dataclass` for the decorators of a registry, else empty."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    if name == "mapped" and not isinstance(called, ast.Attribute):
        return ""
    return name if name in ("mapped", "mapped_as_dataclass") else ""


def _targets(statement: ast.stmt) -> list[str]:
    if statement.__class__ is ast.AnnAssign:
        return [statement.target.id] if statement.target.__class__ is ast.Name else []
    if statement.__class__ is ast.Assign:
        return [target.id for target in statement.targets if target.__class__ is ast.Name]
    if statement.__class__ is ast.FunctionDef:
        return [statement.name]
    return []


def _may_map(statement: ast.stmt) -> bool:
    """Whether a class that maps nothing to our knowledge may do so by this: a call's value, or a decorator that we do not know."""
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return isinstance(statement.value, ast.Call)
    if isinstance(statement, ast.FunctionDef):
        return any(not isinstance(decorator, ast.Name) or decorator.id not in _PLAIN_DECORATORS for decorator in statement.decorator_list)
    return False


def _has_mapped_attribute(node: ast.ClassDef, scope: Scope, names: Names) -> bool:
    """Whether a statement of the class body makes an attribute that only mapped classes have."""
    for statement in node.body:
        value: ast.expr | None = None
        if statement.__class__ is ast.AnnAssign:
            value, annotation = statement.value, statement.annotation
            inside = annotation.value if annotation.__class__ is ast.Subscript else annotation
            if names.resolve(inside, scope) in orm.MAPPED_WRAPPERS:
                return True
        elif statement.__class__ is ast.Assign:
            value = statement.value
        elif statement.__class__ is ast.FunctionDef:
            for decorator in statement.decorator_list:
                if names.resolve(decorator, scope).startswith(_DECLARED):
                    return True
        if value.__class__ is ast.Tuple and len(value.elts) == 1:
            value = value.elts[0]
        if value.__class__ is ast.Call and names.resolve(value.func, scope) in _ATTRIBUTE_CONSTRUCTS:
            return True
    return False
