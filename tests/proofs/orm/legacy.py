"""Family 1, the 2.0 API: what each rule's messages claim."""

from __future__ import annotations

from proofs.orm.claims import NotSent, Raises, Returns, SelectsCondition, Warns
from proofs.orm.engine_claims import OtherDriver
from proofs.orm.proof import Proof, Setup

_NAMES = Setup(sql=["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO users (name) VALUES ('ada')"])
_STYLE = "it works as before; what is wrong with it is that nobody can see what it means"
_TYPED = "a way of writing that type checkers cannot follow"
_TABLE = "CREATE TABLE users (id INTEGER PRIMARY KEY)"
_COUNT = "with engine.connect() as connection:\n    result = connection.exec_driver_sql('SELECT count(*) FROM users').scalar()"
#: The example's statement is none of SQLite's; its engine keeps what it writes.
_INSERT = {"CALL refresh()": "INSERT INTO users VALUES (1)", "sqlite://": "sqlite:///proof.db"}
_FLUSH = "with factory() as session:\n    user = world.somebody()\n    session.add(user)\n    save(session, user)"
_READ_ASYNC = "async with world.async_factory() as session:\n    (await session.get(User, 1)).orders.all()"

PROOFS: dict[str, Proof] = {
    "SQA102": Proof({"moved": (Warns("MovedIn20Warning"),)}, unshown={"": _TYPED}),
    "SQA104": Proof(
        {"": (Raises("ArgumentError"),), "keyword": (Raises(("ArgumentError", "TypeError")),), "condition": (SelectsCondition(),)}
    ),
    "SQA105": Proof(
        {
            "": (Raises("AttributeError"),),
            "unbound": (Raises("TypeError"),),
            "bound": (Raises("AttributeError"),),
            "keyword": (Raises("TypeError"),),
            "where": (Raises("TypeError"),),
            "several": (Raises("TypeError"),),
            "tuple": (Raises("ArgumentError"),),
        }
    ),
    "SQA106": Proof({"": (Raises(("ArgumentError", "ObjectNotExecutableError")),)}, good=_NAMES),
    "SQA107": Proof(
        {
            "": (Raises("ArgumentError"),),
            "subtransactions": (Raises("TypeError"),),
            "attribute": (Raises("AttributeError"),),
            "future": (Raises("ArgumentError"),),
        }
    ),
    "SQA108": Proof(
        {
            "": (Raises("ArgumentError", when="made"),),
            "list": (Raises("ArgumentError", when="made"),),
            "tuple": (Raises("ArgumentError", when="made"),),
            "criterion": (Raises("ArgumentError", when="made"),),
            "order": (Raises("CompileError", when="used"),),
            "chain": (Raises("InvalidRequestError", "joining to a relationship path"),),
            "several": (Raises("TypeError", when="made"),),
        }
    ),
    "SQA109": Proof({"": (Raises("AttributeError"),), "index": (Raises("IndexError"),), "empty": (Returns([]), NotSent())}),
    "SQA110": Proof(
        {
            "": (Raises(("TypeError", "ArgumentError")),),
            "positional": (Raises(("TypeError", "ArgumentError")),),
            "function": (Raises(("AttributeError", "ImportError")),),
            "url": (Raises("AttributeError"),),
        },
        bad=Setup(
            instead={
                ", convert_unicode=True": "",
                "MetaData(bind=engine)": "MetaData()",
                "autoload=True": 'Column("id", Integer)',
            }
        ),
        good=Setup(
            empty=["new"],
            unused=["changed"],
            replace={'"sqlite://")': f'"sqlite://"); engine.connect().exec_driver_sql("{_TABLE}")'},
        ),
        unshown={"ignored": "nothing happens, as the message says"},
    ),
    "SQA111": Proof({"gone": (Raises("ImportError"),)}, unshown={"": "the old place still works"}),
    "SQA112": Proof(
        {
            "": (Raises("TypeError"),),
            "column": (Raises("TypeError"),),
            "dict": (Raises(("TypeError", "ValueError")),),
            "method": (Raises("AttributeError"),),
            "in": (Returns(False),),
        },
        bad=_NAMES,
        good=_NAMES,
    ),
    "SQA113": Proof({"": (Warns("LegacyAPIWarning"),)}),
    "SQA115": Proof(
        also={"async": Setup(run=_READ_ASYNC)},
        claims={"": (Returns(True, "hands out a legacy Query"),), "async": (Raises("MissingGreenlet"),)},
        bad=Setup(run="from sqlalchemy.orm import Query\nwith factory() as session:\n    result = isinstance(session.get(User, 1).orders, Query)"),
        good=Setup(run="from sqlalchemy.orm import Query\nwith factory() as session:\n    result = isinstance(session.get(User, 1).orders, Query)"),
    ),
    "SQA117": Proof(
        {
            "": (Warns("SADeprecationWarning"),),
            "legacy": (Warns("LegacyAPIWarning"),),
            "empty": (Warns("SADeprecationWarning"),),
            "left out": (Warns("SADeprecationWarning", "is excluded from the mapping"),),
        },
        bad=Setup(run=_FLUSH, instead={", implicit_returning=False": "", ", inherit_schema=True": ""}),
        also={"empty": Setup(), "legacy": Setup(), "left out": Setup()},
        newest=True,
    ),
    "SQA118": Proof(
        {
            "": (Raises(("AttributeError", "ImportError")),),
            "query": (Raises("ArgumentError"),),
            "from": (Raises("ArgumentError"),),
            "several": (Raises("TypeError"),),
            "secondary": (Raises("InvalidRequestError"),),
            "event": (Raises("InvalidRequestError", "No such event"),),
        },
        newest=True,
    ),
    "SQA119": Proof(
        {"": (Returns(0, "leaves the database as it was"),), "bind": (Raises("TypeError"),)},
        also={"bind": Setup(run="metadata.create_all()")},
        bad=Setup(first=[_TABLE], replace=_INSERT, run=_COUNT),
        good=Setup(first=[_TABLE], replace=_INSERT, run=_COUNT),
    ),
    "SQA120": Proof(
        {"scoped": (Warns("SADeprecationWarning"),)},
        bad=Setup(run="Scoped()"),
        good=Setup(run="await Scoped().close()"),
        unshown={"": _TYPED},
    ),
    "SQA121": Proof({"": (OtherDriver(),), "postgres": (Raises("NoSuchModuleError"),)}, bad=Setup(environment={"DB_PASSWORD": "x"}), newest=True),
}
