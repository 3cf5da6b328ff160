"""Where SQLAlchemy, SQLModel and Flask-SQLAlchemy keep their public names, and under which one name we know each.

SQLAlchemy lets the same object be imported from many modules (`sqlalchemy.select`, `sqlalchemy.sql.select`,
`sqlalchemy.sql.expression.select`, `sqlalchemy.future.select`). Read off SQLAlchemy 2.0 and 2.1; `tests/facts/test_vocabulary.py`
holds these sets against the installed library.
"""

from __future__ import annotations

from collections.abc import Iterable

#: A file that contains none of these words says nothing about a database: it is not read at all.
_WORDS = ("sqlalchemy", "alembic", "sqlmodel", ".query", "SQLAlchemy", "down_revision")
#: Words of files that get their session from another module of the project and import nothing of SQLAlchemy, by a part that they share:
#: a text without the part, as most texts are, is not searched for the words.
_WORDS_BY_PART = {
    "Session": ("AsyncSession", "SessionDep", "SessionLocal"),
    "session.": tuple(f"session.{name}" for name in ("add", "execute", "commit", "flush", "scalar", "refresh", "delete(")),
    "db.": ("db.session", "db.Model", "db.add(", "db.commit(", "db.execute(", "db.scalar"),
}
GATE_WORDS = (*_WORDS, *(word for words in _WORDS_BY_PART.values() for word in words))

#: Libraries with models of their own, whose `Model.query` is none of SQLAlchemy's.
OTHER_MAPPERS = frozenset("beanie django edgy mongoengine odmantic ormar peewee piccolo pony saffier tortoise".split())


def speaks_of_databases(text: str) -> bool:
    """Whether a text has any of the words of `GATE_WORDS`. Every file of a project is asked, some of them several times."""
    if has_any(text, _WORDS):
        return True
    for part, words in _WORDS_BY_PART.items():
        if part in text and has_any(text, words):
            return True
    return False


def has_any(text: str, words: Iterable[str]) -> bool:
    """Whether a text has any of some words."""
    for word in words:  # any() with a generator takes five times as long
        if word in text:
            return True
    return False


#: Submodules of `sqlalchemy` that only hold what the package itself re-exports.
CORE_MODULES = frozenset(
    "sql expression schema types sqltypes type_api engine base selectable elements dml pool future ddl operators url create "
    "inspection reflection row result cursor interfaces default impl events naming lambdas roles traversals visitors _typing".split()
)

#: Submodules of `sqlalchemy.orm` of the same sort.
ORM_MODULES = frozenset(
    "session relationships decl_api query scoping strategy_options attributes collections interfaces base properties util "
    "decl_base dynamic writeonly events identity loading state clsregistry descriptor_props context mapper _orm_constructors".split()
)

#: Submodules of `sqlalchemy.ext.asyncio`.
ASYNCIO_MODULES = frozenset({"session", "engine", "scoping", "result", "base"})

#: What `sqlalchemy.ext.declarative` once held and `sqlalchemy.orm` holds since 1.4.
MOVED_FROM_EXT_DECLARATIVE = frozenset(
    {"declarative_base", "as_declarative", "declared_attr", "has_inherited_table", "synonym_for", "DeclarativeMeta", "declarative_mixin"}
)

#: Names of `sqlalchemy.orm` that Flask-SQLAlchemy offers on its `db` object and SQLModel re-exports.
ORM_NAMES = frozenset(
    "relationship backref mapped_column Mapped column_property composite synonym deferred query_expression aliased joinedload "
    "selectinload subqueryload lazyload raiseload noload immediateload contains_eager defaultload load_only defer undefer Session "
    "sessionmaker scoped_session validates reconstructor dynamic_loader registry declared_attr DeclarativeBase DeclarativeBaseNoMeta "
    "MappedAsDataclass declarative_base with_polymorphic with_loader_criteria foreign remote object_session make_transient Query "
    "configure_mappers class_mapper DynamicMapped WriteOnlyMapped".split()
)

#: SQLModel's own constructs; everything else it exports is SQLAlchemy's.
SQLMODEL_OWN = frozenset({"SQLModel", "Field", "Relationship", "col"})

#: What Flask-SQLAlchemy's `db` object has of its own; everything else on it is SQLAlchemy's.
FLASK_SQLALCHEMY_OWN = frozenset(
    "session Model Query engine engines metadata metadatas Table get_engine create_all drop_all reflect init_app first_or_404 get_or_404 "
    "one_or_404 paginate".split()
)

#: The classes whose instances are the `db` object.
FLASK_SQLALCHEMY_CLASSES = frozenset(
    {"flask_sqlalchemy.SQLAlchemy", "flask_sqlalchemy.extension.SQLAlchemy", "quart_sqlalchemy.SQLAlchemy"}
)
FLASK_SQLALCHEMY_OBJECT = "flask_sqlalchemy.SQLAlchemy()"
