"""Functions of the libraries whose calls are facts by themselves (`facts.calls.ApiCall`), and methods and attributes that are."""

from __future__ import annotations

from flake8_sqla.vocabulary import deprecated, removed
from flake8_sqla.vocabulary.kinds import LOADERS
from flake8_sqla.vocabulary.orm import ENGINE_FUNCTIONS, EXECUTING_METHODS, SCOPED_SESSIONS, SESSION_CLASSES, SESSION_FACTORIES

#: Functions that take elements one by one and raise on a list.
TAKE_ELEMENTS = frozenset(
    f"sqlalchemy.{name}" for name in ("select", "case", "and_", "or_", "union", "union_all", "intersect", "except_", "exists")
)
#: Methods that do, by kind of receiver.
METHODS_TAKING_ELEMENTS: dict[str, frozenset[str]] = {
    "select": frozenset("with_only_columns add_columns order_by group_by where filter having options select_from".split()),
    "query": frozenset("with_entities add_columns order_by group_by where filter having".split()),
    "dml": frozenset({"where", "returning"}),
    "session": frozenset({"query"}),
}
#: Functions of which a rule wants to know what kinds of values they are given.
KIND_AWARE = (
    frozenset(
        {
            "sqlalchemy.MetaData",
            "sqlalchemy.inspect",
            "sqlalchemy.event.listen",
            "sqlalchemy.event.listens_for",
            "sqlalchemy.select",
            "sqlalchemy.orm.scoped_session",
        }
    )
    | frozenset(name for name in SESSION_CLASSES if name.startswith("sqlalchemy."))
    | frozenset(SESSION_FACTORIES)
)
NOTEWORTHY = (
    TAKE_ELEMENTS
    | KIND_AWARE
    | frozenset(SCOPED_SESSIONS)
    | frozenset(ENGINE_FUNCTIONS)
    | frozenset(removed.REMOVED_KEYWORDS)
    | frozenset(removed.IGNORED_KEYWORDS)
    | frozenset(removed.POSITIONAL_LIMIT)
    | frozenset(removed.REMOVED_FUNCTIONS)
    | frozenset(deprecated.REMOVED_IN_2_1_FUNCTIONS)
    | frozenset(deprecated.DEPRECATED_FUNCTIONS)
    | frozenset(deprecated.DEPRECATED_KEYWORDS)
    | frozenset(f"sqlalchemy.orm.{name}" for name in LOADERS)
    | frozenset(
        {
            "sqlalchemy.orm.declarative_base",
            "sqlalchemy.orm.as_declarative",
            "sqlalchemy.orm.with_parent",
            "sqlalchemy.orm.join",
            "sqlalchemy.orm.outerjoin",
            "sqlalchemy.orm.dynamic_loader",
            "sqlalchemy.orm.backref",
            "sqlmodel.Relationship",
        }
    )
)
#: Methods of a `registry()` that make a declarative base.
REGISTRY_BASE_METHODS = frozenset({"generate_base", "as_declarative_base"})
REGISTRY = "sqlalchemy.orm.registry"

#: Methods whose calls are facts where the receiver's kind is known.
METHODS = (
    frozenset(
        method
        for table in (
            removed.REMOVED_EXECUTION,
            removed.REMOVED_QUERY_METHODS,
            removed.REMOVED_METHOD_KEYWORDS,
            deprecated.REMOVED_IN_2_1_METHODS,
            deprecated.DEPRECATED_METHODS,
            deprecated.DEPRECATED_WITH_ARGUMENTS,
            deprecated.LEGACY_METHODS,
        )
        for _, method in table
    )
    | frozenset().union(*removed.WANT_BIND.values())
    | frozenset().union(*METHODS_TAKING_ELEMENTS.values())
    | frozenset(removed.TABLE_METHODS_WITHOUT_ARGUMENTS)
    | frozenset(deprecated.LEGACY_BULK_METHODS)
    | EXECUTING_METHODS
    | LOADERS
    | frozenset("get begin configure execution_options from_statement prepare map_imperatively join outerjoin connect".split())
)
#: Of these, the ones of which a rule wants to know what kinds of values they are given.
KIND_AWARE_METHODS = frozenset().union(*removed.WANT_BIND.values()) | {
    *("execute", "scalar", "scalars", "select_from", "join", "outerjoin"),
}
#: Attributes whose uses are facts where the receiver's kind is known.
ATTRIBUTES = frozenset(
    attribute for table in (deprecated.REMOVED_IN_2_1_ATTRIBUTES, deprecated.DEPRECATED_ATTRIBUTES) for _, attribute in table
) | frozenset({"transaction", "autocommit", "bind", "drivername"})
