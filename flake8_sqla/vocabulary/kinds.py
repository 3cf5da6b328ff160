"""The kinds of values whose methods and attributes are facts (`facts.calls.MethodCall`, `AttributeUse`), and what gives them."""

from __future__ import annotations

#: Function or class → the kind of value its call gives.
MADE_BY: dict[str, str] = {
    "sqlalchemy.MetaData": "metadata",
    "sqlalchemy.text": "text",
    "sqlalchemy.DDL": "ddl",
    "sqlalchemy.Column": "column",
    "sqlalchemy.column": "column",
    "sqlalchemy.Inspector": "inspector",
    "sqlalchemy.make_url": "url",
    "sqlalchemy.URL.create": "url",
    "sqlalchemy.orm.class_mapper": "mapper",
    "sqlalchemy.orm.object_mapper": "mapper",
    "sqlalchemy.ext.automap.automap_base": "automap",
    "sqlalchemy.orm.Load": "loader",
    "alembic.op.get_bind": "connection",
}
#: Class in an annotation → the kind of value it promises.
ANNOTATED_BY: dict[str, str] = {
    "sqlalchemy.MetaData": "metadata",
    "sqlalchemy.TextClause": "text",
    "sqlalchemy.Inspector": "inspector",
    "sqlalchemy.URL": "url",
    "sqlalchemy.Table": "table",
    "sqlalchemy.orm.Mapper": "mapper",
    "sqlalchemy.Row": "row",
    "sqlalchemy.Result": "result",
    "sqlalchemy.CursorResult": "result",
}
#: Loader options: functions of `sqlalchemy.orm` and methods of `Load` alike.
LOADERS = frozenset(
    "joinedload selectinload subqueryload lazyload raiseload noload immediateload contains_eager defaultload load_only "
    "defer undefer".split()
)
FUNCTION_PREFIX = "sqlalchemy.func."
