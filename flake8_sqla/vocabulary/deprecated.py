"""What SQLAlchemy 2.1 removes, deprecates, or keeps as legacy, and what to write instead. Run against 2.1.9."""

from __future__ import annotations

from flake8_sqla.vocabulary.orm import ENGINE_FUNCTIONS, EVENT_FUNCTIONS, RELATIONSHIP_CONSTRUCTS

#: Gone with 2.1: (kind, method) → what to write.
REMOVED_IN_2_1_METHODS: dict[tuple[str, str], str] = {
    ("select", "select"): "select(statement.subquery())",
    ("session", "close_all"): "orm.close_all_sessions()",
}
REMOVED_IN_2_1_ATTRIBUTES: dict[tuple[str, str], str] = {
    ("select", "c"): "selected_columns, or subquery().c",
    ("select", "columns"): "selected_columns, or subquery().c",
    ("mapper", "mapped_table"): "local_table, or persist_selectable",
    ("mapper", "non_primary"): "nothing: every mapper is primary",
}
REMOVED_IN_2_1_FUNCTIONS: dict[str, str] = {
    "sqlalchemy.orm.Session.close_all": "orm.close_all_sessions()",
    "sqlalchemy.orm.collection.converter": "a class of your own for the collection",
}
#: Events that nobody fires any more → what to listen to.
REMOVED_IN_2_1_EVENTS: dict[str, str] = {"first_init": 'listen to "init" with once=True'}
#: Loader options that took several attributes.
SINGLE_ATTRIBUTE_LOADERS = frozenset({"sqlalchemy.orm.defer", "sqlalchemy.orm.undefer"})

_ROW = "the row itself, which is a tuple for type checkers too"
_DISTINCT_ON = "`.ext(postgresql.distinct_on(…))`"

#: Deprecated: (kind, method) → what to write.
DEPRECATED_METHODS: dict[tuple[str, str], str] = {
    ("query", "values"): "with_entities()",
    ("query", "value"): "with_entities() and scalar()",
    ("query", "add_column"): "add_columns()",
    ("query", "as_scalar"): "scalar_subquery()",
    ("query", "instances"): "select(…).from_statement(…)",
    ("query", "tuples"): _ROW,
    ("select", "as_scalar"): "scalar_subquery()",
    ("select", "column"): "add_columns()",
    ("result", "tuples"): _ROW,
    ("row", "_tuple"): _ROW,
    ("row", "tuple"): _ROW,
    ("table", "tometadata"): "to_metadata()",
    ("column", "copy"): "a function that makes the column",
    ("async_session", "close_all"): "close_all_sessions()",
    ("array", "any"): "value == any_(column)",
    ("array", "all"): "value == all_(column)",
}
#: Deprecated with arguments only: (kind, method) → what to write.
DEPRECATED_WITH_ARGUMENTS: dict[tuple[str, str], str] = {
    ("query", "distinct"): _DISTINCT_ON,
    ("select", "distinct"): _DISTINCT_ON,
    ("session", "flush"): "flush() of everything",
    ("async_session", "flush"): "flush() of everything",
}
DEPRECATED_ATTRIBUTES: dict[tuple[str, str], str] = {
    ("select", "froms"): "get_final_froms()",
    ("result", "t"): _ROW,
    ("row", "_t"): _ROW,
}
DEPRECATED_FUNCTIONS: dict[str, str] = {
    "sqlalchemy.orm.declarative_mixin": "drop it: it did something for the mypy plugin only",
    "sqlalchemy.orm.noload": "raiseload(), or a relationship with viewonly=True",
    "sqlalchemy.orm.contains_alias": "drop it: entities are matched without it",
    "sqlalchemy.Inspector": "inspect(engine)",
    "sqlalchemy.Inspector.from_engine": "inspect(engine)",
    "sqlalchemy.dialects.postgresql.Any": "sqlalchemy.any_()",
    "sqlalchemy.dialects.postgresql.All": "sqlalchemy.all_()",
    "sqlalchemy.ext.asyncio.AsyncSession.close_all": "close_all_sessions()",
}
_IGNORED = "drop it: it has no effect"
_ENGINE_KEYWORDS = {
    "implicit_returning": _IGNORED,
    "empty_in_strategy": _IGNORED,
    "server_side_cursors": "stream_results in execution_options",
}
DEPRECATED_KEYWORDS: dict[str, dict[str, str]] = {
    "sqlalchemy.create_engine": _ENGINE_KEYWORDS,
    "sqlalchemy.engine_from_config": _ENGINE_KEYWORDS,
    "sqlalchemy.Enum": {"inherit_schema": "drop it: the schema comes from the metadata"},
    "sqlalchemy.Sequence": {"order": "oracle_order="},
    "sqlalchemy.Identity": {"order": "oracle_order=", "on_null": "oracle_on_null="},
    "sqlalchemy.DropConstraint": {"isolate_from_table": "drop it"},
    "sqlalchemy.Table": {"mustexist": "must_exist="},
    "sqlalchemy.orm.column_property": {
        "default": "drop it: the property is read only",
        "init": "drop it: the property is read only",
        "kw_only": "drop it: the property is read only",
    },
}

#: Arguments that are deprecated with one value: (keyword or nothing, value or name) → (functions, how a message names it, what to write).
DEPRECATED_VALUES: dict[tuple[str, str], tuple[frozenset[str], str, str]] = {
    ("strategy", "mock"): (frozenset(ENGINE_FUNCTIONS), 'create_engine(strategy="mock")', "create_mock_engine()"),
    ("", "sqlalchemy.orm.mapper"): (EVENT_FUNCTIONS, "the event target orm.mapper", "orm.Mapper"),
    ("lazy", "noload"): (RELATIONSHIP_CONSTRUCTS | {"sqlalchemy.orm.backref"}, 'lazy="noload"', 'lazy="raise", or viewonly=True'),
}

#: (kind, method) → keyword that is deprecated → what to write.
DEPRECATED_METHOD_KEYWORDS: dict[tuple[str, str], dict[str, str]] = {("automap", "prepare"): {"reflect": "autoload_with=engine"}}

#: Legacy: a LegacyAPIWarning, and no promise for long. (kind, method) → what to write.
LEGACY_METHODS: dict[tuple[str, str], str] = {
    ("query", "with_labels"): "set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)",
    ("query", "apply_labels"): "set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)",
    ("query", "merge_result"): "orm.merge_frozen_result()",
    ("query", "with_parent"): "where(orm.with_parent(…))",
}
#: Legacy bulk methods of a session → what to write.
LEGACY_BULK_METHODS: dict[str, str] = {
    "bulk_save_objects": "session.add_all(objects)",
    "bulk_insert_mappings": "session.execute(insert(Model), rows)",
    "bulk_update_mappings": "session.execute(update(Model), rows)",
}

#: The words (`facts/words.py`) of what is deprecated, and of what is gone: rules are asked about what has one of these.
DEPRECATED_WORDS = frozenset(
    {"__mapper_args__", "list", "alias=", "automap.prepare", "strategy=", "lazy=", *EVENT_FUNCTIONS, *DEPRECATED_FUNCTIONS}
    | {f"{kind}.{name}" for table in (DEPRECATED_METHODS, LEGACY_METHODS, DEPRECATED_ATTRIBUTES) for kind, name in table}
    | {f"{kind}.{name}(…)" for kind, name in DEPRECATED_WITH_ARGUMENTS}
    | {f"{keyword}=" for keywords in DEPRECATED_KEYWORDS.values() for keyword in keywords}
)
REMOVED_IN_2_1_WORDS = frozenset(
    {"sqlalchemy.select(select)", "secondary=", "non_primary=", *EVENT_FUNCTIONS, *SINGLE_ATTRIBUTE_LOADERS, *REMOVED_IN_2_1_FUNCTIONS}
    | {f"{kind}.{name}" for kind, name in (*REMOVED_IN_2_1_METHODS, *REMOVED_IN_2_1_ATTRIBUTES)}
)
