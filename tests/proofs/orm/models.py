"""Family 2, models: what each rule's messages claim."""

from __future__ import annotations

from proofs.orm.claims import Either, Raises, Returns, Warns
from proofs.orm.model_claims import Ddl, NaiveDefault, NotCreated, NotMapped, Nullable, RefusedFor, Searches, Unnamed
from proofs.orm.proof import Proof, Setup

_TYPED = "type checkers see it, SQLAlchemy does not"
_ENFORCED = 'from sqlalchemy import event\nevent.listen(engine, "connect", lambda found, _: found.execute("PRAGMA foreign_keys = ON"))\n'


def _both(run: str, **bad: object) -> dict[str, Setup]:
    """The same code for both kinds of example."""
    return {"bad": Setup(run=run, **bad), "good": Setup(run=run)}  # type: ignore[arg-type]


_STAMPS = """
from datetime import datetime
long_ago = datetime(2020, 1, 1)
with factory() as session:
    note = Note()
    session.add(note)
    session.commit()
    note.updated_at = long_ago
    session.commit()
    note.created_at = long_ago
    session.commit()
    result = note.updated_at.year == long_ago.year
"""
_TWO_EVENTS = """
with factory() as session:
    one, two = Event(), Event()
    session.add_all([one, two])
    session.commit()
    result = one.created_at == two.created_at
"""
_TWO_USERS = """
with factory() as session:
    one, two = User(), User()
    session.add_all([one, two])
    session.flush()
    names = [name for name in ("settings", "tags", "flags", "options") if hasattr(User, name)]
    result = any(getattr(one, name) is getattr(two, name) for name in names)
"""
_DEFAULT_READ = """
from sqlalchemy import text
with factory() as session:
    session.execute(text("INSERT INTO users (id) VALUES (99)"))
    result = session.get(User, 99).is_admin
"""
_DELETE_BOOK = """
with factory() as session:
    book = session.get(Book, 1)
    author_id = book.author_id
    session.delete(book)
    session.commit()
    result = session.get(Author, author_id) is None
"""
_UNIQUE = """
from sqlalchemy import Column, Integer, Table, UniqueConstraint
table = Table("seats", Base.metadata, Column("row", Integer), UniqueConstraint("row"))
(result,) = [each.name for each in table.constraints if isinstance(each, UniqueConstraint)]
"""
_EMAILS = """
from sqlalchemy import Column, MetaData, Table, select
table = Table("emails", MetaData(), Column("email", Email()))
table.create(engine)
with engine.connect() as connection:
    connection.execute(select(table).where(table.c.email == "ada"))
"""
_STORED = """
from sqlalchemy import Column, MetaData, Table, select
table = Table("emails", MetaData(), Column("email", Email()))
table.create(engine)
with engine.begin() as connection:
    connection.execute(table.insert(), {"email": "ada"})
    result = connection.scalar(select(table))
"""
_TYPES = """
from typing import get_args
with factory() as session:
    item = session.get(Item, 1)
    result = any(not isinstance(getattr(item, name), get_args(kind)[0]) for name, kind in Item.__annotations__.items())
"""
_TAG = """
from sqlalchemy import Column, Table
class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
Table("author_tags", Base.metadata, Column("author_id", ForeignKey("authors.id")), Column("tag_id", ForeignKey("tags.id")))
"""
_ENDS = """
from sqlalchemy import select
with factory() as session:
    [author.books for author in session.scalars(select(Author))]
    result = None in [book.author for book in session.scalars(select(Book))]
"""
_ONE_FOR_A_LIST = """
from sqlalchemy import select
with factory() as session:
    result = not any(isinstance(book.author, list) for book in session.scalars(select(Book)))
"""
_PAIR = """
for _ in range(2):
    with factory.begin() as session:
        session.execute(post_tags.insert(), {"post_id": 1, "tag_id": 6})
with factory.begin() as session:
    post = session.get(Post, 1)
    post.tags.remove(session.get(Tag, 6))
"""
_NEGATIVE_PRICE = """
with factory.begin() as session:
    session.add(Book(title="new", price=-1))
result = True
"""
_FORGET = _ENFORCED + """
with factory() as session:
    forget_retired(session)
"""
_PAGE = """
class Page(Base):
    __tablename__ = "pages"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"))
"""

PROOFS: dict[str, Proof] = {
    "SQA201": Proof({"": (Nullable(unasked=True),)}, unshown={"typed": _TYPED}),
    "SQA202": Proof({"": (Raises("ArgumentError", "Mapped", when="made"),)}),
    "SQA203": Proof({"": (Nullable(),), "required": (Nullable(),)}),
    "SQA205": Proof(
        {
            "": (Warns("SAWarning", "Multiple rows returned with uselist=False"),),
            "list": (Returns(True, "gives one object for a list"),),
            "null": (Returns(True, "gives None where the annotation has none"),),
        },
        also={"list": Setup(run=_ONE_FOR_A_LIST)},
        bad=Setup(
            run=_ENDS,
            sql=["UPDATE books SET author_id = NULL WHERE id = 2"],
            instead={'Mapped["Book"]': 'Mapped[list["Book"]]', 'Mapped["Author"]': 'Mapped["Author | None"]'},
        ),
        good=Setup(run=_ENDS),
    ),
    "SQA206": Proof({"": (Searches(keys=True),)}),
    "SQA208": Proof(
        {"": (Searches(keys=False),)},
        bad=Setup(instead={" = mapped_column(index=True)  #": "  #", "primary_key=True, index=True": "primary_key=True"}),
    ),
    "SQA209": Proof({name: (Raises("ArgumentError", when="made"),) for name in ("", "kind", "order")}),
    "SQA210": Proof({"": (NotCreated(),)}),
    "SQA211": Proof({"": (NotCreated(),)}),
    "SQA212": Proof({"": (Warns("SAWarning"), NotMapped())}),
    "SQA213": Proof({"": (NotMapped(),)}),
    "SQA214": Proof(
        {
            **{name: (Raises("ConstraintColumnNotFoundError", when="made"),) for name in ("", "attribute", "relationship")},
            "list": (Raises("ArgumentError", when="made"),),
        }
    ),
    "SQA215": Proof({name: (Warns("SAWarning", "Can't validate argument"),) for name in ("", "unknown")}),
    "SQA216": Proof(
        {
            "": (Returns(None, "makes constraints without names"),),
            "incomplete": (Returns(None, "makes constraints without names"),),
            "token": (Raises(("KeyError", "InvalidRequestError")),),
        },
        **_both(_UNIQUE),
    ),
    "SQA217": Proof({"": (Unnamed(),), "raises": (Raises("InvalidRequestError"),)}),
    "SQA218": Proof({"": (Ddl(r"(ck_\w+_)\1", "makes a constraint whose name has its prefix twice"),)}),
    "SQA220": Proof(
        {"": (Raises("IntegrityError", when="used"),), "update": (Returns(True, "keeps its old time when the row changes"),)},
        **_both(_STAMPS, instead={"DateTime(timezone=True))  # SQA220": "DateTime(timezone=True), server_default=func.now())  #"}),
    ),
    "SQA221": Proof(
        {name: (Ddl("WITHOUT TIME ZONE", "makes a TIMESTAMP WITHOUT TIME ZONE"),) for name in ("", "bare")},
        unshown={"model": "what is made is the same, in a migration"},
    ),
    "SQA222": Proof({"": (NaiveDefault(),)}, good=Setup(python=(3, 11))),
    "SQA223": Proof(
        {"": (Either(Raises(("IntegrityError", "FlushError")), Returns(True, "gives two rows one value")),)},
        bad=Setup(run=_TWO_EVENTS, instead={"uuid4())": "uuid4)"}, python=(3, 11)),
        good=Setup(run=_TWO_EVENTS, python=(3, 11)),
    ),
    "SQA224": Proof({name: (Returns(True, "gives two rows one object"),) for name in ("", "filled")}, **_both(_TWO_USERS)),
    "SQA225": Proof(
        {
            "": (Ddl(r"DEFAULT '(nextval|CURRENT_TIMESTAMP)", "makes a default of words"),),
            "quoted": (Ddl(r"DEFAULT '''", "makes a default that holds quotes"),),
        },
        bad=Setup(instead={", server_default=\"nextval('job_ids')\"": ""}, unused=["Job"]),
        good=Setup(unused=["Job"]),
    ),
    "SQA226": Proof({"": (Raises("ArgumentError", when="made"),)}),
    "SQA227": Proof(
        {"": (Returns(True, "reads False back as True on SQLite"),)},
        unshown={"mysql": "only a MySQL can, as below"},
        **_both(_DEFAULT_READ),
    ),
    "SQA228": Proof(
        {
            "": (Returns(True, "does not show on one side what is set on the other"),),
            "neither": (Warns("SAWarning", "will copy column"),),
        },
        **_both("author, book = Author(), Book()\nbook.author = author\nresult = book not in author.books"),
    ),
    "SQA229": Proof(
        {
            "": (Raises("InvalidRequestError", when="used"),),
            "column": (Raises("InvalidRequestError", when="used"),),
            "crossed": (Raises("ValueError", "Bidirectional attribute conflict", when="used"),),
        },
        also={"crossed": Setup(run="author = Author()\nauthor.drafts.append(Book())")},
    ),
    "SQA230": Proof({"": (Raises("InvalidRequestError", when="used"),)}),
    "SQA231": Proof(
        {
            "": (Raises("NoReferencedTableError", when="created"),),
            "column": (Raises("NoReferencedColumnError", when="created"),),
        },
        bad=Setup(complete=False),
    ),
    "SQA232": Proof({"": (Raises("AmbiguousForeignKeysError", when="used"),)}),
    "SQA233": Proof({"": (Raises("NoForeignKeysError", when="used"),)}),
    "SQA234": Proof({"": (Raises("ArgumentError", when="used"),)}),
    "SQA235": Proof(
        {"": (Raises("StaleDataError", "Only 2 were matched", when="used"),)}, bad=Setup(run=_PAIR), good=Setup(run=_PAIR, fails=["IntegrityError"])
    ),
    "SQA236": Proof({"": (Raises("ArgumentError", "delete-orphan", when="used"),)}, bad=Setup(add=_TAG)),
    "SQA237": Proof({"": (Returns(True, "deletes the author with one of his books"),)}, **_both(_DELETE_BOOK)),
    "SQA238": Proof(
        {
            "": (Either(Raises("ArgumentError", "Invalid cascade"), Raises(("LoaderStrategyException", "OperationalError"))),),
            "space": (Raises("ArgumentError", "Invalid cascade"),),
            "orphan": (Warns("SAWarning"),),
            "viewonly": (Warns("SAWarning"),),
        },
        bad=Setup(instead={', ondelete="CASCDE"': ""}),
        good=Setup(add=_PAGE),
    ),
    "SQA239": Proof(
        {"": (Raises("IntegrityError", when="used"),)},
        **_both(_ENFORCED + "with factory() as session:\n    session.delete(session.get(Author, 1))\n    session.commit()"),
    ),
    "SQA240": Proof(
        {"": (Raises("IntegrityError", "NOT NULL", when="used"),)},
        bad=Setup(run=_ENFORCED + "with engine.begin() as connection:\n    connection.exec_driver_sql('DELETE FROM users WHERE id = 1')"),
        good=Setup(
            run=_ENFORCED + "with engine.begin() as connection:\n    connection.exec_driver_sql('DELETE FROM users WHERE id = 1')",
            sql=["UPDATE tasks SET editor_id = 2"],
        ),
    ),
    "SQA241": Proof({"": (Raises("ArgumentError", "primary key", when="made"),)}),
    "SQA242": Proof({"": (Either(Raises("InvalidRequestError", when="made"), Warns("SAWarning", "metadata")),)}),
    "SQA243": Proof(
        {
            "": (Raises("InvalidRequestError", when="made"),),
            "column": (Either(Raises("ArgumentError"), Warns("SAWarning")),),
        }
    ),
    "SQA244": Proof(
        {"": (Returns(True, "takes a row that the mixin's constraint forbids"),)},
        bad=Setup(run=_NEGATIVE_PRICE),
        good=Setup(run=_NEGATIVE_PRICE, fails=["IntegrityError"]),
    ),
    "SQA245": Proof({"": (Returns(True, "gives values of another type than the annotation says"),)}, **_both(_TYPES)),
    "SQA247": Proof({"": (RefusedFor("postgresql", "CompileError"),), "list": (Raises("TypeError", when="made"),)}),
    "SQA248": Proof({name: (RefusedFor("mysql", "CompileError"),) for name in ("", "key")}),
    "SQA249": Proof(
        {"": (Returns(True, "stores None"),), "type": (Returns(None, "stores None"),)},
        also={"type": Setup(run=_STORED)},
        **_both('result = User(email="ada@example.com").email is None'),
    ),
    "SQA250": Proof({"": (Warns("SAWarning", "cache_ok"),)}, **_both(_EMAILS)),
    "SQA251": Proof(
        {"": (Returns(True, "gives None in a query where the object gives a name"),)},
        **_both("from sqlalchemy import select\nwith factory() as session:\n    result = None in session.scalars(select(User.display_name)).all()"),
    ),
    "SQA253": Proof({"": (RefusedFor("postgresql", "IdentifierError"),)}),
    "SQA254": Proof({"": (Raises("IntegrityError", when="used"),)}, **_both(_FORGET)),
}
