"""Imports that changed places: where a name was imported from, and where it is now.

`tests/facts/test_vocabulary_api.py` imports each new home, and each old one to see that it raises or does not.
"""

from __future__ import annotations

_ORM = "sqlalchemy.orm"

#: Still importable, for old time's sake: module → name → the new home.
MOVED: dict[str, dict[str, str]] = {
    "sqlalchemy.ext.declarative": {
        "declared_attr": f"{_ORM}.declared_attr",
        "has_inherited_table": f"{_ORM}.has_inherited_table",
        "synonym_for": f"{_ORM}.synonym_for",
        "DeclarativeMeta": f"{_ORM}.DeclarativeMeta",
    },
    "sqlalchemy.ext.declarative.api": {
        "declared_attr": f"{_ORM}.declared_attr",
        "DeclarativeMeta": f"{_ORM}.DeclarativeMeta",
    },
    "sqlalchemy.future": {
        "select": "sqlalchemy.select",
        "create_engine": "sqlalchemy.create_engine",
        "Engine": "sqlalchemy.Engine",
        "Connection": "sqlalchemy.Connection",
    },
    "sqlalchemy.future.engine": {
        "create_engine": "sqlalchemy.create_engine",
        "Engine": "sqlalchemy.Engine",
        "Connection": "sqlalchemy.Connection",
    },
    "sqlalchemy.orm.exc": {"NoResultFound": "sqlalchemy.exc.NoResultFound", "MultipleResultsFound": "sqlalchemy.exc.MultipleResultsFound"},
    "sqlalchemy": {"nullsfirst": "sqlalchemy.nulls_first", "nullslast": "sqlalchemy.nulls_last"},
}

_EVENTS = "event.listen()"

#: Gone: importing it raises. module → name → what to use.
GONE: dict[str, dict[str, str]] = {
    "sqlalchemy": {
        "ThreadLocalMetaData": "MetaData, and an engine handed to each call",
        "PassiveDefault": "server_default= or DefaultClause",
        "Binary": "LargeBinary",
    },
    "sqlalchemy.schema": {
        "ThreadLocalMetaData": "MetaData, and an engine handed to each call",
        "PassiveDefault": "server_default= or DefaultClause",
    },
    "sqlalchemy.types": {"MutableType": "sqlalchemy.ext.mutable", "Binary": "LargeBinary"},
    "sqlalchemy.engine": {"RowProxy": "sqlalchemy.Row", "LegacyRow": "sqlalchemy.Row", "LegacyCursorResult": "sqlalchemy.CursorResult"},
    "sqlalchemy.engine.result": {"RowProxy": "sqlalchemy.Row"},
    "sqlalchemy.orm": {
        "MapperExtension": _EVENTS,
        "SessionExtension": _EVENTS,
        "AttributeExtension": _EVENTS,
        "comparable_property": "a hybrid with its own comparator",
    },
    "sqlalchemy.orm.interfaces": {"MapperExtension": _EVENTS, "SessionExtension": _EVENTS, "AttributeExtension": _EVENTS},
    "sqlalchemy.interfaces": {"PoolListener": _EVENTS, "ConnectionProxy": _EVENTS},
    "sqlalchemy.exc": {"RemovedIn20Warning": "MovedIn20Warning or SADeprecationWarning"},
    "sqlalchemy.ext.declarative": {"instrument_declarative": f"{_ORM}.registry.map_declaratively"},
    "sqlalchemy.future.orm": {"Session": f"{_ORM}.Session"},
    "sqlalchemy.pool": {"manage": "create_engine(creator=…)", "FallbackAsyncAdaptedQueuePool": "AsyncAdaptedQueuePool"},
}
#: Modules that are gone altogether → what to use.
GONE_MODULES: dict[str, str] = {
    "sqlalchemy.databases": "sqlalchemy.dialects",
    "sqlalchemy.interfaces": _EVENTS,
    "sqlalchemy.future.orm": _ORM,
    "sqlalchemy.ext.mypy": "Mapped[…] annotations, which type checkers read without a plugin",
    "sqlalchemy.ext.mypy.plugin": "Mapped[…] annotations, which type checkers read without a plugin",
    "sqlalchemy.dialects.firebird": "the distribution sqlalchemy-firebird",
    "sqlalchemy.dialects.sybase": "the distribution sqlalchemy-sybase",
}
