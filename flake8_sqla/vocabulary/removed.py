"""What SQLAlchemy 2 removed, and what to write instead.

Run against 2.1.9; `tests/facts/test_vocabulary_api.py` holds it against the installed one.

A kind is one of `vocabulary.kinds`; a function is known by its canonical name.
"""

from __future__ import annotations

_CONNECT = "`with engine.connect() as connection: connection.execute(…)`"
_EXECUTE = "hand the statement to connection.execute() or session.execute()"
_INSPECT_NAMES = "inspect(engine).get_table_names()"
_INSPECT_TABLE = "inspect(engine).has_table(name)"

#: Execution without a connection: (kind, method) → what to write.
REMOVED_EXECUTION: dict[tuple[str, str], str] = {
    ("engine", "execute"): _CONNECT,
    ("engine", "scalar"): "`with engine.connect() as connection: connection.scalar(…)`",
    ("engine", "scalars"): "`with engine.connect() as connection: connection.scalars(…)`",
    ("engine", "run_callable"): "`with engine.connect() as connection:` and call the function",
    ("engine", "transaction"): "`with engine.begin() as connection:` and call the function",
    ("engine", "contextual_connect"): "engine.connect()",
    ("engine", "table_names"): _INSPECT_NAMES,
    ("engine", "has_table"): _INSPECT_TABLE,
    ("async_engine", "execute"): "`async with engine.connect() as connection: await connection.execute(…)`",
    ("async_engine", "scalar"): "`async with engine.connect() as connection: await connection.scalar(…)`",
    ("connection", "run_callable"): "call the function with the connection",
    ("connection", "transaction"): "`with connection.begin():` and call the function",
    ("connection", "contextual_connect"): "the connection itself",
    ("connection", "connect"): "the connection itself",
    ("inspector", "reflecttable"): "inspector.reflect_table(table, …)",
    ("table", "exists"): _INSPECT_TABLE,
    ("table", "count"): "select(func.count()).select_from(table)",
    ("metadata", "is_bound"): "hand the engine to each call",
    ("ddl", "execute"): "connection.execute(ddl)",
    ("ddl", "execute_at"): "event.listen(table, event, ddl)",
    ("table", "append_ddl_listener"): "event.listen(table, event, function)",
    ("metadata", "append_ddl_listener"): "event.listen(metadata, event, function)",
    **{(kind, method): _EXECUTE for kind in ("select", "dml", "text", "function") for method in ("execute", "scalar")},
}
#: Methods that want an engine or connection since `MetaData` holds none: they raise without any argument.
WANT_BIND: dict[str, frozenset[str]] = {
    "metadata": frozenset({"create_all", "drop_all", "reflect"}),
    "table": frozenset({"create", "drop"}),
}
#: What `execute` and its sisters take beside the statement, by kind of receiver.
EXECUTE_KEYWORDS: dict[str, frozenset[str]] = {
    "connection": frozenset({"statement", "parameters", "execution_options"}),
    "async_connection": frozenset({"statement", "parameters", "execution_options"}),
    "session": frozenset({"statement", "params", "execution_options", "bind_arguments"}),
    "async_session": frozenset({"statement", "params", "execution_options", "bind_arguments"}),
}
#: Keywords of `execute` that once chose the engine.
BIND_KEYWORDS = frozenset({"bind", "mapper"})

#: Methods of queries and statements that are gone: (kind, method) → what to write.
REMOVED_QUERY_METHODS: dict[tuple[str, str], str] = {
    ("query", "from_self"): "select from `query.subquery()`, with aliased() where entities are wanted",
    ("query", "select_entity_from"): "select from aliased(Model, subquery)",
    ("query", "with_polymorphic"): "query orm.with_polymorphic(Model, …)",
    ("query", "with_lockmode"): "with_for_update()",
    ("select", "append_whereclause"): "`statement = statement.where(…)`",
    ("select", "append_column"): "`statement = statement.add_columns(…)`",
    ("select", "append_from"): "`statement = statement.select_from(…)`",
    ("select", "append_order_by"): "`statement = statement.order_by(…)`",
    ("select", "append_group_by"): "`statement = statement.group_by(…)`",
    ("select", "append_having"): "`statement = statement.having(…)`",
    ("select", "append_correlation"): "`statement = statement.correlate(…)`",
    ("select", "append_prefix"): "`statement = statement.prefix_with(…)`",
    ("select", "apply_labels"): "set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)",
    ("select", "locate_all_froms"): "get_final_froms()",
}

_DROP = "drop it"
_ENGINE_KEYWORDS = {
    "convert_unicode": _DROP,
    "encoding": _DROP,
    "case_sensitive": _DROP,
    "pool_threadlocal": _DROP,
    "listeners": "event.listen(engine, …)",
    "use_native_unicode": _DROP,
}
_SESSION_KEYWORDS = {
    "weak_identity_map": _DROP,
    "extension": "event.listen(session, …)",
    "_enable_transaction_accounting": _DROP,
}
_TEXT_TYPE = {"convert_unicode": _DROP, "unicode_error": _DROP}
_STATEMENT_BIND = "drop it: the connection that executes it says where"
_RELATIONSHIP = {"extension": "event.listen(Class.attribute, …)"}

#: Function → keyword that raises on 2.x → what to write.
REMOVED_KEYWORDS: dict[str, dict[str, str]] = {
    "sqlalchemy.create_engine": _ENGINE_KEYWORDS,
    "sqlalchemy.engine_from_config": _ENGINE_KEYWORDS,
    "sqlalchemy.ext.asyncio.create_async_engine": _ENGINE_KEYWORDS,
    "sqlalchemy.MetaData": {"bind": "hand the engine to create_all() and its like", "reflect": "metadata.reflect(engine)"},
    "sqlalchemy.Table": {"autoload": "autoload_with=engine alone", "useexisting": "extend_existing=True"},
    "sqlalchemy.orm.Session": _SESSION_KEYWORDS,
    "sqlalchemy.orm.sessionmaker": _SESSION_KEYWORDS,
    "sqlalchemy.orm.declarative_base": {"bind": "hand the engine to create_all() and its like"},
    "sqlalchemy.orm.relationship": _RELATIONSHIP,
    "sqlalchemy.orm.backref": _RELATIONSHIP,
    "sqlalchemy.orm.column_property": {"extension": "event.listen(Class.attribute, …)"},
    "sqlalchemy.orm.deferred": {"extension": "event.listen(Class.attribute, …)"},
    "sqlalchemy.orm.synonym": {"proxy": _DROP},
    "sqlalchemy.orm.aliased": {"use_labels": _DROP},
    "sqlalchemy.orm.Mapper": {"order_by": "order the query", "extension": "event.listen(Class, …)"},
    "sqlalchemy.text": {
        "autocommit": "commit the connection, or use an AUTOCOMMIT isolation level",
        "bind": _STATEMENT_BIND,
        "bindparams": "text(…).bindparams(…)",
        "typemap": "text(…).columns(…)",
    },
    "sqlalchemy.DDL": {"on": "DDL(…).execute_if(dialect=…)", "bind": "connection.execute(ddl)"},
    "sqlalchemy.insert": {
        "values": "insert(table).values(…)",
        "inline": "insert(table).inline()",
        "returning": "insert(table).returning(…)",
        "bind": _STATEMENT_BIND,
    },
    "sqlalchemy.update": {
        "whereclause": "update(table).where(…)",
        "values": "update(table).values(…)",
        "inline": "update(table).inline()",
        "returning": "update(table).returning(…)",
        "bind": _STATEMENT_BIND,
    },
    "sqlalchemy.delete": {"whereclause": "delete(table).where(…)", "returning": "delete(table).returning(…)", "bind": _STATEMENT_BIND},
    **{
        f"sqlalchemy.{name}": {keyword: f"{name}(…).{keyword}(…)" for keyword in ("order_by", "limit", "offset", "group_by")}
        | {"bind": _STATEMENT_BIND}
        for name in ("union", "union_all", "intersect", "except_")
    },
    **{f"sqlalchemy.{name}": _TEXT_TYPE for name in ("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CHAR", "TEXT", "NVARCHAR")},
    "sqlalchemy.LargeBinary": {"convert_unicode": _DROP},
    "sqlalchemy.PickleType": {"mutable": "MutableDict, MutableList or another type of sqlalchemy.ext.mutable"},
    "sqlalchemy.dialects.mysql.ENUM": {"quoting": _DROP},
}
#: The keyword of SQL functions that once named their engine, and what to write.
FUNCTION_BIND = {"bind": _STATEMENT_BIND}
#: The functions of `func` that are classes of their own: they take any keyword and ignore it, where the others raise.
FUNCTIONS_TAKING_KEYWORDS = frozenset(
    "array_agg char_length coalesce concat count cube cume_dist current_date current_time current_timestamp current_user dense_rank "
    "grouping_sets localtime localtimestamp max min mode now percent_rank percentile_cont percentile_disc pow random rank rollup "
    "session_user sum sysdate user".split()
)
#: Keywords that are taken and do nothing.
IGNORED_KEYWORDS: dict[str, dict[str, str]] = {"sqlalchemy.Enum": {"convert_unicode": _DROP}}

#: Function → how many positional arguments are left, and where the others have gone.
POSITIONAL_LIMIT: dict[str, tuple[int, str]] = {
    "sqlalchemy.insert": (1, "insert(table).values(…)"),
    "sqlalchemy.update": (1, "update(table).where(…)"),
    "sqlalchemy.delete": (1, "delete(table).where(…)"),
}
#: The same for the methods of a table.
TABLE_METHODS_WITHOUT_ARGUMENTS: dict[str, str] = {
    "insert": "table.insert().values(…)",
    "update": "table.update().where(…).values(…)",
    "delete": "table.delete().where(…)",
    "select": "table.select().where(…)",
}
#: (kind, method) → keyword that raises → what to write.
REMOVED_METHOD_KEYWORDS: dict[tuple[str, str], dict[str, str]] = {
    ("engine", "connect"): {"close_with_result": _DROP},
    ("engine", "begin"): {"close_with_result": _DROP},
    ("session", "connection"): {
        "close_with_result": _DROP,
        "mapper": 'bind_arguments={"mapper": …}',
        "clause": 'bind_arguments={"clause": …}',
        "bind": 'bind_arguments={"bind": …}',
    },
    ("session", "is_modified"): {"passive": _DROP},
    ("session", "refresh"): {"lockmode": "with_for_update=True"},
    ("query", "join"): {"aliased": "aliased() and a join to it", "from_joinpoint": "name the left side: join(Left.attribute)"},
    ("query", "outerjoin"): {"aliased": "aliased() and a join to it", "from_joinpoint": "name the left side: join(Left.attribute)"},
}
#: Functions that are gone, or are there and only raise → what to write.
REMOVED_FUNCTIONS: dict[str, str] = {
    "sqlalchemy.orm.relation": "relationship()",
    "sqlalchemy.orm.mapper": "registry.map_imperatively()",
    "sqlalchemy.orm.eagerload": "joinedload()",
    "sqlalchemy.orm.eagerload_all": "joinedload(A.b).joinedload(B.c)",
    "sqlalchemy.orm.joinedload_all": "joinedload(A.b).joinedload(B.c)",
    "sqlalchemy.orm.subqueryload_all": "subqueryload(A.b).subqueryload(B.c)",
    "sqlalchemy.orm.lazyload_all": "lazyload(A.b).lazyload(B.c)",
    "sqlalchemy.orm.contains_eager_all": "contains_eager(A.b).contains_eager(B.c)",
    "sqlalchemy.orm.comparable_property": "a hybrid with its own comparator",
    "sqlalchemy.orm.compile_mappers": "configure_mappers()",
    "sqlalchemy.subquery": "select(…).subquery()",
    "sqlalchemy.URL": "URL.create()",
}
