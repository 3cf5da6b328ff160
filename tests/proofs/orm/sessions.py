"""Family 4, sessions and transactions: what each rule's messages claim."""

from __future__ import annotations

from dataclasses import replace

from proofs.orm.claims import Raises, Returns, Warns
from proofs.orm.proof import Proof, Setup
from proofs.orm.session_claims import (
    BlocksLoop,
    CommitsForEach,
    HalfDone,
    LeavesOpen,
    Lost,
    RaisesWithin,
    ReadsFirst,
    Sends,
    SendsForEach,
    TellsClient,
    Unusable,
)

_NO_NAME = Setup(arguments={"name": None}, fails=["IntegrityError"])
_NOBODY = Setup(arguments={"user_id": 99, "name": None}, fails=["NoResultFound", "IntegrityError"])
_NO_TARGET = Setup(arguments={"source_id": 1, "target_id": 99, "amount": 10}, fails=["NoResultFound"])

#: One thread spoils the session, another comes by.
_TWO_THREADS = """
import threading
from app.models import Base, User
def shared():
    names = globals()
    if "local_session" in names:
        return local_session
    return session if "session" in names else Service.__dict__.get("session") or Service.save.__defaults__[-1]
Base.metadata.create_all(engine)
def spoil():
    try:
        shared().add(User(id=1))
        shared().flush()
    except Exception:
        pass
thread = threading.Thread(target=spoil)
thread.start()
thread.join()
shared().get(User, 1)
"""

#: What a factory makes is written, and read once more.
_READ_AFTER_COMMIT = """
from app.models import Base, User
Base.metadata.create_all(engine)
for Factory in {}:
    async with Factory() as session:
        user = User(name="new")
        session.add(user)
        await session.commit()
        user.name
"""

#: An insert that sets the event off.
_INSERT = """
with factory() as session:
    session.add(User(name="new"))
    session.commit()
"""

#: The caller has begun something, and holds an object.
_CALLED_MIDWAY = """
from sqlalchemy import inspect
with factory() as session:
    held = session.get(User, 2)
    session.add(User(name="new"))
    find(session, "nobody")
    result = inspect(held).expired
    session.commit()
"""
_TAKEN = Setup(arguments={"name": "eve"}, fails=["HTTPException"])
_NONE_YET = Setup(empty=["create"], arguments={"name": "new"}, replace={"sqlite://": "sqlite:///proof.db"})
_CREATE = """
from sqlalchemy import select
with factory() as session:
    create(session)
    result = session.scalars(select(Address).order_by(Address.id.desc()).limit(1)).one().user_id is None
"""
#: Somebody else's object.
_DETACHED = """
with factory() as session:
    user = session.get(User, 1)
with factory() as session:
    save(session, user)
"""
_NOT_ADA = ["UPDATE users SET name = 'old' WHERE id = 1"]

_ONE_USER = Setup(
    rows=1,
    arguments={"user_id": 1, "name": "new"},
    instead={
        "if not session.get(": "if not await session.get(",
        "users = session.scalars(select(User)).all()": "users = (await session.scalars(select(User))).all()",
        "    session.commit()": "    await session.commit()",
    },
)
_OWN_FILE = {"aiosqlite:///app.db": "aiosqlite:///proof.db"}
_NEVER_AWAITED = Warns("RuntimeWarning", "was never awaited")

PROOFS: dict[str, Proof] = {
    "SQA401": Proof({"": (LeavesOpen(),), "closed": (LeavesOpen(),)}, bad=_NOBODY, good=_NOBODY),
    "SQA402": Proof(
        {"": (Raises("PendingRollbackError"),), "default": (Raises("PendingRollbackError"),)},
        bad=Setup(run=_TWO_THREADS),
        good=Setup(run=_TWO_THREADS),
    ),
    "SQA403": Proof({"": (HalfDone(),)}, bad=_NO_TARGET, good=_NO_TARGET),
    "SQA404": Proof(
        {"": (CommitsForEach(),), "refresh": (SendsForEach(),)},
        good=Setup(apart={"activate_in_chunks": "it loads again what a commit expired, once in five hundred"}),
    ),
    "SQA405": Proof(
        {"": (Lost(), Returns(True, "expires the caller's objects"))}, bad=Setup(run=_CALLED_MIDWAY), good=Setup(run=_CALLED_MIDWAY)
    ),
    "SQA406": Proof({"": (Unusable(),)}, bad=_NO_NAME, good=_NO_NAME),
    "SQA407": Proof({"": (Lost(),)}, bad=Setup(arguments={"name": "new"}), good=Setup(arguments={"name": "new"})),
    "SQA408": Proof({"": (Raises("InvalidRequestError"),)}),
    "SQA409": Proof({"": (Raises("InvalidRequestError", "already"),)}),
    "SQA410": Proof(
        {"": (Raises("MissingGreenlet"),)},
        bad=Setup(run=_READ_AFTER_COMMIT.format("factories(world.async_engine)")),
        good=Setup(run=_READ_AFTER_COMMIT.format("[factory(world.async_engine)]")),
    ),
    "SQA411": Proof({"": (BlocksLoop(),)}),
    "SQA412": Proof(
        {
            "": (Lost(), _NEVER_AWAITED),
            "tested": (Returns(True), _NEVER_AWAITED),
            "read": (Raises("AttributeError"),),
            "rows": (Raises("TypeError"),),
        },
        bad=_ONE_USER,
        also={"tested": replace(_ONE_USER, arguments={"user_id": 99, "name": "new"})},
        good=_ONE_USER,
    ),
    "SQA413": Proof(
        {"": (Raises("TypeError"),), "result": (Raises("TypeError"),)},
        bad=Setup(arguments={"name": "new"}),
        good=Setup(arguments={"name": "new"}),
    ),
    "SQA414": Proof({"": (Raises(("InvalidRequestError", "IllegalStateChangeError")),)}, bad=Setup(python=(3, 11))),
    "SQA415": Proof({"": (Raises(("TypeError", "AttributeError")),), "sync": (Raises(("TypeError", "AttributeError")),)}),
    "SQA416": Proof(
        {
            **{variant: (Raises("MissingGreenlet"),) for variant in ("", "got", "assigned", "made")},
            "handed": (RaisesWithin("MissingGreenlet"),),
        }
    ),
    "SQA417": Proof(
        {"": (Raises("MissingGreenlet"),), "rollback": (Raises("MissingGreenlet"),)},
        bad=Setup(arguments={"name": "new"}, replace=_OWN_FILE),
        also={"rollback": Setup(arguments={"name": "eve"}, replace=_OWN_FILE)},
        good=Setup(arguments={"name": "new"}, replace=_OWN_FILE),
    ),
    "SQA418": Proof(
        {"": (Raises("DetachedInstanceError"),), "expired": (Raises("DetachedInstanceError"),), "result": (Raises("InvalidRequestError"),)}
    ),
    "SQA420": Proof({"": (LeavesOpen(),)}, good=Setup(fails=["RuntimeError"])),
    "SQA421": Proof({"": (TellsClient(),), "broad": (TellsClient(),)}, bad=_TAKEN, good=_TAKEN),
    "SQA422": Proof(
        {"": (Lost("audit_entries"),), "flushed": (Raises("InvalidRequestError"),)},
        bad=Setup(run=_INSERT),
        good=Setup(run=_INSERT),
    ),
    "SQA423": Proof({"": (ReadsFirst(), Raises("IndexError", later=True))}, bad=_NONE_YET, good=_NONE_YET),
    "SQA428": Proof({"": (Returns(True, "stores None for the key"),)}, bad=Setup(run=_CREATE), good=Setup(run=_CREATE)),
    "SQA429": Proof({"": (Lost(),)}, bad=Setup(run=_DETACHED, sql=_NOT_ADA), good=Setup(run=_DETACHED, sql=_NOT_ADA)),
    "SQA426": Proof({"": (Sends("DELETE", "sends a DELETE"),)}),
    "SQA427": Proof({"": (Lost(),), "alias": (Lost(),)}, good=Setup(unused=["Base", "User"])),
    "SQA430": Proof(
        {
            "": (Raises("UnmappedInstanceError"),),
            "class": (Raises("UnmappedInstanceError"),),
            "single": (Raises("TypeError"),),
            "keyword": (Raises("TypeError"),),
            "column": (Raises("ArgumentError"),),
            "query": (Raises("UnmappedInstanceError"),),
        },
        good=Setup(empty=["work"]),
    ),
}
