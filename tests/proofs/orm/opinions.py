"""Family 9, opinions: what their messages claim of a program."""

from __future__ import annotations

from proofs.orm.claims import EveryRow, OneOfSeveral, Raises, Returns
from proofs.orm.model_claims import Ddl
from proofs.orm.proof import Proof, Setup
from proofs.orm.session_claims import Sends, SendsForEach

_WORKS = "it says the same with more words"

_AUTOFLUSH = """
from app.models import Base, User
from sqlalchemy import select
Base.metadata.create_all(engine)
with factory(engine)() as session:
    session.add(User(id=1))
    session.scalars(select(User)).all()
"""
_READ = """
from app.models import Base, User
Base.metadata.create_all(engine)
with factory(engine)() as session:
    user = User(name="new")
    session.add(user)
    session.commit()
    user.name
"""
_AUTHOR = """
class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
_READ_EACH = """
from sqlalchemy import select
with factory() as session:
    for book in session.scalars(select(Book)).all():
        book.author
"""
_PAIR_TWICE = """
for _ in range(2):
    with factory.begin() as session:
        session.add(Membership(user_id=1, team_id=6))
result = True
"""
_DELETE = """
with factory.begin() as session:
    session.delete(session.get(Author, 1))
"""
_ALIKE = ["DROP INDEX uq_users_email", "UPDATE users SET email = 'ada', name = 'ada'"]
_NOBODY = Setup(arguments={"user_id": 99, "email": "nobody"})
#: An address that is taken, and then no table at all.
_REGISTER = """
from fastapi import HTTPException
with factory() as session:
    try:
        register("ada", session)
    except HTTPException:
        session.rollback()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE users")
    try:
        register("new", session)
    except HTTPException as error:
        result = "taken" in error.detail
"""
#: One request fails, another comes by.
_ORDER_TWICE = """
try:
    order(None)
except Exception:
    pass
order("lamp")
"""
_ORDER_TWICE_AGAIN = """
from fastapi import HTTPException
with factory() as session:
    try:
        order(None, session)
    except HTTPException:
        pass
    order("lamp", session)
"""
_NOTES = """
with factory() as session:
    result = any(note.deleted_at is not None for note in notes(session))
"""
_NOTES_CHANGED = """
from sqlalchemy import select
with factory() as session:
    rewrite(session)
    result = any(note.text == "new" for note in session.scalars(select(Note).where(Note.deleted_at.is_not(None))))
"""
_WILDCARD = Setup(arguments={"words": "%"})
_EACH_SKU = Setup(arguments={"skus": ["ada", "eve", "bob", "zoe", "kay", "lin"]})

PROOFS: dict[str, Proof] = {
    "SQA904": Proof({"": (Raises("IntegrityError", "autoflush", when="used"),)}, bad=Setup(run=_AUTOFLUSH), good=Setup(run=_AUTOFLUSH)),
    "SQA905": Proof({"": (Sends("SELECT", "loads an object again when it is read after a commit"),)}, bad=Setup(run=_READ), good=Setup(run=_READ)),
    "SQA906": Proof(
        {"": (SendsForEach("SELECT"),)},
        bad=Setup(run=_READ_EACH, add=_AUTHOR),
        good=Setup(run=_READ_EACH, add=_AUTHOR, fails=["InvalidRequestError"]),
    ),
    "SQA907": Proof(
        {"": (OneOfSeveral(),), "index": (OneOfSeveral(),)},
        unshown={"counted": "it works; what is better says it in a word"},
        bad=Setup(sql=_ALIKE),
        good=Setup(sql=_ALIKE, fails=["MultipleResultsFound"], apart={"newest": "it says which one"}),
    ),
    "SQA908": Proof({name: (Raises("NoResultFound", when="used"),) for name in ("", "optional")}, bad=_NOBODY, good=_NOBODY),
    "SQA909": Proof(
        {"": (Returns(True, "takes the base's attribute, not the mixin's"),)},
        bad=Setup(run="Base.shared = 1\nTimestampMixin.shared = 2\nresult = User.shared == 1"),
        good=Setup(run="Base.shared = 1\nTimestampMixin.shared = 2\nresult = User.shared == 1"),
    ),
    "SQA911": Proof(
        {"": (Returns(True, "takes the same pair twice"),)}, bad=Setup(run=_PAIR_TWICE), good=Setup(run=_PAIR_TWICE, fails=["IntegrityError"])
    ),
    "SQA912": Proof(
        {
            "": (Raises("IntegrityError", when="used"),),
            "broad": (Returns(True, "calls an address taken where the table is missing"),),
        },
        bad=Setup(run=_REGISTER),
        good=Setup(run=_REGISTER, fails=["OperationalError"]),
    ),
    "SQA913": Proof(
        {"": (Raises("PendingRollbackError", when="used"),)}, bad=Setup(run=_ORDER_TWICE), good=Setup(run=_ORDER_TWICE_AGAIN)
    ),
    "SQA914": Proof(
        {
            "": (Returns(True, "gives rows that are marked as deleted"),),
            "dml": (Returns(True, "changes rows that are marked as deleted"),),
        },
        also={"dml": Setup(run=_NOTES_CHANGED)},
        bad=Setup(run=_NOTES),
        good=Setup(run=_NOTES),
    ),
    "SQA916": Proof(
        {"": (Raises("IntegrityError", when="used"),), "write-only": (Raises("InvalidRequestError", when="used"),)},
        bad=Setup(run=_DELETE),
        good=Setup(run=_DELETE),
    ),
    "SQA932": Proof(
        {name: (Ddl(r"id (SERIAL|INTEGER)", "makes a key of 32 bits"),) for name in ("", "bare")}, bad=Setup(unused=["User", "Event"])
    ),
    "SQA933": Proof({"": (Ddl(r"SERIAL", "makes a SERIAL"),)}),
    "SQA934": Proof({"": (Ddl(r"VARCHAR\(", "makes a column that refuses longer values"),)}),
    "SQA935": Proof(
        {
            "": (Ddl(r" CHAR\(", "makes a CHAR"),),
            "money": (Ddl(r" MONEY", "makes a MONEY"),),
            "float": (Ddl(r"price FLOAT", "makes a FLOAT"),),
        },
        bad=Setup(unused=["Order"]),
    ),
    "SQA936": Proof({"": (Ddl(r"state order_state", "makes a column of an enum type"),)}),
    "SQA941": Proof({"": (EveryRow(),), "text": (EveryRow(),)}, bad=_WILDCARD, good=_WILDCARD),
    "SQA942": Proof({"": (SendsForEach("SELECT", "turn of the loop"),)}, bad=_EACH_SKU, good=_EACH_SKU),
    "SQA944": Proof(
        {"key": (Ddl(r"CREATE INDEX ix_users_id", "makes a second index for the key"),)},
        bad=Setup(instead={", index=True": ""}),
        unshown={"": _WORKS, "annotation": _WORKS},
    ),
}
