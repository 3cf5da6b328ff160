"""Family 5, engines: what each rule's messages claim."""

from __future__ import annotations

from proofs.orm.claims import Raises, Returns
from proofs.orm.engine_claims import ConnectsForEach, Logs, OtherHost, PoolDefaults
from proofs.orm.proof import Proof, Setup
from proofs.orm.session_claims import LeavesOpen, Lost

_QUERY = Setup(run="with engine.connect() as connection:\n    connection.exec_driver_sql('SELECT 1')")
_ASYNC_URL = Setup(environment={"DATABASE_URL": "sqlite+aiosqlite:///proof.db"})
_CALLS = Setup(run="for _ in range(3):\n    health()")
_NO_TABLES = Setup(fails=["OperationalError"])
# A number that is neither true nor false, so that either is a change.
_ONE_USER = Setup(sql=["CREATE TABLE users (id INTEGER PRIMARY KEY, active INTEGER)", "INSERT INTO users VALUES (1, 2)"])
_PASSWORD = Setup(environment={"DB_USER": "shop", "DB_PASSWORD": "s3@cr/et"})

#: With a table of the driver's own, whose rows are to go with those they belong to.
_POINTS_NOWHERE = """
with engine.begin() as connection:
    connection.exec_driver_sql("CREATE TABLE tags (address_id INTEGER REFERENCES addresses (id) ON DELETE CASCADE)")
    connection.execute(addresses.insert(), {"id": 98, "user_id": 1})
    connection.exec_driver_sql("INSERT INTO tags VALUES (98)")
    connection.exec_driver_sql("DELETE FROM addresses WHERE id = 98")
    left = connection.exec_driver_sql("SELECT count(*) FROM tags").scalar()
    connection.execute(addresses.insert(), {"id": 99, "user_id": 99})
result = left == 1
"""
_ON_FILE = {"sqlite:///app.db": "sqlite:///proof.db"}

PROOFS: dict[str, Proof] = {
    "SQA501": Proof({"": (PoolDefaults(),)}, good=Setup(apart={"local": "it is SQLite's, in one file of one process"})),
    "SQA503": Proof({"": (Logs(),)}, bad=_QUERY, good=_QUERY),
    "SQA505": Proof(
        {"": (Raises("InvalidRequestError", when="made"),)},
        unshown={"version": "it is the same with another version of SQLAlchemy"},
    ),
    "SQA506": Proof({"": (Raises("MissingGreenlet", when="used"),)}, bad=Setup(run="engine.connect()")),
    "SQA507": Proof(
        {
            "": (Raises("TypeError", when="made"),),
            "async": (Raises("ArgumentError", when="made"),),
            "sync": (Raises("ArgumentError", when="made"),),
        },
        bad=_ASYNC_URL,
        good=_ASYNC_URL,
    ),
    "SQA508": Proof({"": (ConnectsForEach(),)}, bad=_CALLS, good=_CALLS),
    "SQA509": Proof({"": (LeavesOpen(),), "chained": (LeavesOpen(),)}, bad=_NO_TABLES, good=_NO_TABLES),
    "SQA510": Proof({"": (Lost(),)}, bad=_ONE_USER, good=_ONE_USER),
    "SQA511": Proof({"": (OtherHost("db"),)}, bad=_PASSWORD, good=_PASSWORD),
    "SQA512": Proof(
        {
            "": (Raises(("AttributeError", "NoInspectionAvailable")),),
            "event": (Raises("NotImplementedError"),),
            "session": (Raises(("AttributeError", "InvalidRequestError"), when="used"),),
        },
        bad=Setup(run="from sqlalchemy import text\nwith Factory() as session:\n    session.execute(text('SELECT 1'))"),
        good=Setup(run="async with Factory() as session:\n    await session.connection()\nawait inspected()"),
    ),
    "SQA513": Proof(
        {"": (Returns(True, "takes a row that points nowhere, and keeps what ON DELETE CASCADE was to delete"),)},
        bad=Setup(run=_POINTS_NOWHERE, replace=_ON_FILE),
        good=Setup(run=_POINTS_NOWHERE, replace=_ON_FILE, fails=["IntegrityError"], unused=["check_foreign_keys"]),
    ),
}
