"""Functions of the libraries whose calls are facts by themselves (`facts.calls.ApiCall`)."""

from __future__ import annotations

NOTEWORTHY = frozenset(
    {
        "sqlalchemy.select",
        "sqlalchemy.case",
        "sqlalchemy.and_",
        "sqlalchemy.or_",
        "sqlalchemy.union",
        "sqlalchemy.union_all",
        "sqlalchemy.intersect",
        "sqlalchemy.except_",
        "sqlalchemy.orm.declarative_base",
        "sqlalchemy.orm.as_declarative",
    }
)
#: Methods of a `registry()` that make a declarative base.
REGISTRY_BASE_METHODS = frozenset({"generate_base", "as_declarative_base"})
REGISTRY = "sqlalchemy.orm.registry"
