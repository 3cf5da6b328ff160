"""Family 3, queries: what each rule's messages claim."""

from __future__ import annotations

from proofs.orm.claims import (
    BecomesSql,
    ComparesCondition,
    Decides,
    Drops,
    Either,
    EveryRow,
    FetchesEveryRow,
    LosesUnmatched,
    MissesNull,
    NoRows,
    NotSent,
    Prints,
    Raises,
    Reordered,
    Returns,
    Warns,
)
from proofs.orm.proof import Proof, Setup

_NOBODY = Setup(arguments={"name": "nobody"})
_GUESTS = Setup(sql=["UPDATE users SET role = 'guest' WHERE role IS NOT NULL"])
_USERS = ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO users (name) VALUES ('ada'), ('eve')"]

PROOFS: dict[str, Proof] = {
    "SQA305": Proof({"": (Decides(),)}),
    "SQA306": Proof({"": (Drops(),), "raises": (Raises("TypeError"),), "not": (NoRows(),), "not-raises": (Raises("TypeError"),)}),
    "SQA307": Proof({"": (Decides(),), "right": (Raises(("TypeError", "NotImplementedError")),)}),
    "SQA308": Proof({"": (Either(Raises("TypeError"), ComparesCondition()),), "chained": (Raises("TypeError"),), "bits": (Raises("ArgumentError"),)}),
    "SQA309": Proof({"": (Drops(),)}),
    "SQA310": Proof({"": (NotSent(),), "query": (NotSent(),)}),
    "SQA311": Proof(
        {"": (Returns(False),), "searched": (Returns(False),)},
        bad=Setup(empty=["is_empty"]),
        good=Setup(empty=["is_empty"]),
    ),
    "SQA312": Proof({"": (Raises("AttributeError"),)}),
    "SQA313": Proof({"": (Prints(without="ada"),)}),
    "SQA314": Proof({"": (Prints(without="User object"),), "closed": (Raises("ResourceClosedError"),)}),
    "SQA315": Proof({"": (Returns(True),)}, bad=_NOBODY, good=_NOBODY),
    "SQA316": Proof({"": (EveryRow(bare=True),)}, good=Setup(arguments={"rows": [{"id": 1, "active": False}]})),
    "SQA317": Proof({"": (EveryRow(),), "maybe": (EveryRow(),)}, good=Setup(apart={"filtered": "it shows everything, and says so"})),
    "SQA318": Proof({"": (Warns("SAWarning", "cartesian product"),)}),
    "SQA319": Proof({"": (LosesUnmatched(),)}),
    "SQA321": Proof(
        {"": (FetchesEveryRow(),), "exists": (FetchesEveryRow(),)},
        good=Setup(apart={"show": "it uses every row"}),
    ),
    "SQA322": Proof({"": (FetchesEveryRow(),)}),
    "SQA323": Proof({"": (BecomesSql(),)}, bad=Setup(arguments={"name": "x' OR 'x' = 'x", "order": "id LIMIT 1"}, sql=_USERS), good=Setup(arguments={"name": "nobody"}, sql=_USERS)),
    "SQA326": Proof({"": (Reordered(),), "query": (Raises("InvalidRequestError"),)}),
    "SQA328": Proof(
        {
            "": (Raises("TypeError"),),
            "positional": (Raises("TypeError"),),
            "membership": (Raises(("TypeError", "ArgumentError")),),
            "equality": (Raises(("ProgrammingError", "InterfaceError")),),
        }
    ),
    "SQA333": Proof({"": (MissesNull("role"),), "negative": (NoRows(),)}, bad=_GUESTS, good=_GUESTS),
    "SQA334": Proof({"": (Raises("StatementError", "is required"),)}, good=Setup(sql=_USERS)),
    "SQA335": Proof({"": (Raises("AttributeError"),), "nested": (Raises("ArgumentError"),)}),
}
