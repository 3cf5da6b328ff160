"""Sessions, engines, statements and mapped constructs by their canonical names."""

from __future__ import annotations

#: Functions that begin a statement → what kind of statement.
STATEMENT_FUNCTIONS: dict[str, str] = {
    "sqlalchemy.select": "select",
    "sqlalchemy.insert": "insert",
    "sqlalchemy.update": "update",
    "sqlalchemy.delete": "delete",
    "sqlalchemy.union": "union",
    "sqlalchemy.union_all": "union",
    "sqlalchemy.intersect": "union",
    "sqlalchemy.except_": "union",
    "sqlalchemy.dialects.postgresql.insert": "insert",
    "sqlalchemy.dialects.mysql.insert": "insert",
    "sqlalchemy.dialects.sqlite.insert": "insert",
}
#: Methods of a Table that begin a statement.
TABLE_STATEMENT_METHODS = {"select": "select", "insert": "insert", "update": "update", "delete": "delete"}

#: Methods that return a changed copy of a statement or query: to drop their value is to lose the change.
GENERATIVE_METHODS = frozenset(
    "where filter filter_by having order_by group_by limit offset distinct join outerjoin join_from outerjoin_from select_from "
    "options with_for_update add_columns add_column with_only_columns correlate correlate_except prefix_with suffix_with "
    "with_hint with_statement_hint execution_options union union_all intersect intersect_all except_ except_all values returning "
    "on_conflict_do_nothing on_conflict_do_update on_duplicate_key_update inline from_select add_cte fetch slice "
    "reduce_columns set_label_style params enable_eagerloads enable_assertions autoflush populate_existing yield_per "
    "with_entities from_statement reset_joinpoint with_labels apply_labels only_return_tuples ordered_values with_dialect_options "
    "filter_where return_defaults unique_params using execution_option with_parent tuples".split()
)
#: Of these, the ones that narrow an UPDATE or DELETE to some rows.
NARROWING_METHODS = ("where", "filter", "filter_by", "from_select", "get", "limit", "join", "having", "from_statement", "select_from")

#: Methods of a legacy Query that execute it.
QUERY_ENDINGS = frozenset(
    "all first one one_or_none scalar get count delete update exists subquery cte as_scalar scalar_subquery first_or_404 get_or_404 "
    "one_or_404 paginate".split()
)
#: Of these, the ones that run it.
QUERY_EXECUTIONS = QUERY_ENDINGS - {"exists", "subquery", "cte", "as_scalar", "scalar_subquery"}
#: What only a legacy Query is likely to be asked right after `.query(Model)` or `Model.query`.
QUERY_EVIDENCE = (GENERATIVE_METHODS | QUERY_ENDINGS) - frozenset({"values", "params", "union", "slice"})
#: The same for `Model.query.<method>`, where the receiver says nothing: methods that no other library's `query` has.
MODEL_QUERY_EVIDENCE = frozenset(
    "filter_by filter order_by options outerjoin join with_entities first_or_404 get_or_404 one_or_404 paginate first one one_or_none "
    "group_by distinct get".split()
)
#: Methods of a column. `X.attribute.<method>` among the elements of a clause makes X a mapped class.
COLUMN_METHODS = frozenset(
    "in_ not_in notin_ is_ is_not isnot is_distinct_from like ilike not_like not_ilike between contains startswith endswith asc desc label "
    "any has of_type nulls_first nulls_last op match regexp_match concat cast collate".split()
)
#: Methods whose arguments are SQL expressions.
EXPRESSION_METHODS = frozenset("where filter having order_by group_by join outerjoin join_from select_from".split())

#: Methods of sessions and connections that take a statement and run it.
EXECUTING_METHODS = frozenset("execute scalars scalar stream stream_scalars exec".split())

SESSION_CLASSES: dict[str, bool] = {
    "sqlalchemy.orm.Session": False,
    "sqlalchemy.ext.asyncio.AsyncSession": True,
}
SCOPED_SESSIONS: dict[str, bool] = {
    "sqlalchemy.orm.scoped_session": False,
    "sqlalchemy.ext.asyncio.async_scoped_session": True,
}
SESSION_FACTORIES: dict[str, bool] = {
    "sqlalchemy.orm.sessionmaker": False,
    "sqlalchemy.ext.asyncio.async_sessionmaker": True,
}
ENGINE_FUNCTIONS: dict[str, bool] = {
    "sqlalchemy.create_engine": False,
    "sqlalchemy.engine_from_config": False,
    "sqlalchemy.ext.asyncio.create_async_engine": True,
    "sqlalchemy.ext.asyncio.async_engine_from_config": True,
}
ENGINE_CLASSES: dict[str, bool] = {"sqlalchemy.Engine": False, "sqlalchemy.ext.asyncio.AsyncEngine": True}
CONNECTION_CLASSES: dict[str, bool] = {"sqlalchemy.Connection": False, "sqlalchemy.ext.asyncio.AsyncConnection": True}
STATEMENT_CLASSES: dict[str, str] = {
    "sqlalchemy.Select": "select",
    "sqlalchemy.Insert": "insert",
    "sqlalchemy.Update": "update",
    "sqlalchemy.Delete": "delete",
    "sqlalchemy.orm.Query": "query",
}

EVENT_FUNCTIONS = frozenset({"sqlalchemy.event.listen", "sqlalchemy.event.listens_for"})
#: Calls whose arguments are mapped classes, their columns, or tables.
ENTITY_FUNCTIONS = frozenset(STATEMENT_FUNCTIONS) | {
    "sqlalchemy.orm.aliased",
    "sqlalchemy.orm.with_polymorphic",
    "sqlalchemy.orm.with_loader_criteria",
}

#: Declarative bases to derive from.
DECLARATIVE_BASES = frozenset({"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"})
#: Calls that make a declarative base.
BASE_FUNCTIONS = frozenset({"sqlalchemy.orm.declarative_base", "sqlalchemy.ext.automap.automap_base"})
DATACLASS_MIXIN = "sqlalchemy.orm.MappedAsDataclass"

ARRAY_TYPES = frozenset({"sqlalchemy.ARRAY", "sqlalchemy.dialects.postgresql.ARRAY"})
COLUMN_CONSTRUCTS: dict[str, str] = {
    "sqlalchemy.Column": "Column",
    "sqlalchemy.orm.mapped_column": "mapped_column",
    "sqlmodel.Field": "Field",
}
RELATIONSHIP_CONSTRUCTS = frozenset({"sqlalchemy.orm.relationship", "sqlalchemy.orm.relation", "sqlalchemy.orm.dynamic_loader"})
#: What makes a relationship of an attribute, SQLModel's function included, whose arguments are others.
RELATIONSHIPS = RELATIONSHIP_CONSTRUCTS | {"sqlmodel.Relationship"}
SCHEMA_ITEMS = frozenset(
    f"sqlalchemy.{name}"
    for name in ("Index", "UniqueConstraint", "CheckConstraint", "ForeignKeyConstraint", "PrimaryKeyConstraint", "Constraint")
) | {"sqlalchemy.dialects.postgresql.ExcludeConstraint"}

#: What SQLAlchemy, SQLModel and Flask-SQLAlchemy look for in the body of a mapped class.
CLASS_SETTINGS = frozenset(
    "__tablename__ __table_args__ __mapper_args__ __abstract__ __allow_unmapped__ __mapper_cls__ __init_subclass__ __declare_first__ "
    "__declare_last__ __sa_dataclass_metadata_key__ __table__ __table_cls__ __bind_key__ __concrete__".split()
)

#: Annotations that mark an attribute as mapped.
MAPPED_WRAPPERS: dict[str, str] = {
    f"sqlalchemy.orm.{name}": name for name in ("Mapped", "DynamicMapped", "WriteOnlyMapped")
}

#: Where a positional or starred argument is an element of a clause. Values: the first position that counts.
CLAUSE_METHODS: dict[str, int] = {
    "where": 0,
    "filter": 0,
    "having": 0,
    "any": 0,
    "has": 0,
    "join": 1,
    "outerjoin": 1,
    "and_": 0,
    "or_": 0,
    "join_from": 2,
    "outerjoin_from": 2,
}
CLAUSE_FUNCTIONS: dict[str, int] = {
    "sqlalchemy.and_": 0,
    "sqlalchemy.or_": 0,
    "sqlalchemy.not_": 0,
    "sqlalchemy.case": 0,
    "sqlalchemy.CheckConstraint": 0,
    "sqlalchemy.orm.with_loader_criteria": 1,
}
CLAUSE_KEYWORDS = frozenset({"onclause", "primaryjoin", "secondaryjoin", "whereclause"})
