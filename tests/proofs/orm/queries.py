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
    MultipliesRows,
    NoRows,
    NotSent,
    Prints,
    Raises,
    Reordered,
    Repeats,
    Returns,
    SendsWords,
    Warns,
)
from proofs.orm.proof import Proof, Setup
from proofs.orm.session_claims import SendsForEach

_NOBODY = Setup(arguments={"name": "nobody"})
_GUESTS = Setup(sql=["UPDATE users SET role = 'guest' WHERE role IS NOT NULL"])
_USERS = ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO users (name) VALUES ('ada'), ('eve')"]
#: Ten authors with three books each; their page has twenty rows.
_THREE_EACH = ["UPDATE book SET author_id = (id + 2) / 3", "DELETE FROM author WHERE id > 10"]
_PAGE = """
with factory() as session:
    result = any(len(author.books) < 3 for author in page(session))
"""
_ALL_OF_ONE = ["UPDATE book SET author_id = 1", "UPDATE draft SET author_id = 1"]
_BUYERS = """
with factory() as session:
    result = len(buyers(session).all()) in (0, 6)
"""

PROOFS: dict[str, Proof] = {
    "SQA301": Proof(
        {
            "": (SendsForEach("SELECT", "row"),),
            "to-one": (SendsForEach("SELECT", "different object"),),
            "handed": (SendsForEach("SELECT", "row"),),
        }
    ),
    "SQA302": Proof({name: (Raises("InvalidRequestError", "unique()", when="used"),) for name in ("", "mapping")}),
    "SQA303": Proof(
        {"": (MultipliesRows(),), "product": (MultipliesRows(product=True),)}, also={"product": Setup(sql=_ALL_OF_ONE)}
    ),
    "SQA304": Proof(
        {"": (Returns(True, "gives the last object a part of its collection"),)},
        bad=Setup(rows=30, sql=_THREE_EACH, run=_PAGE),
        good=Setup(rows=30, sql=_THREE_EACH, run=_PAGE),
    ),
    "SQA305": Proof({"": (Decides(),)}),
    "SQA306": Proof({"": (Drops(),), "raises": (Raises("TypeError"),), "not": (NoRows(),), "not-raises": (Raises("TypeError"),)}),
    "SQA307": Proof({"": (Decides(),), "right": (Raises(("TypeError", "NotImplementedError")),)}),
    "SQA308": Proof({"": (Either(Raises("TypeError"), ComparesCondition()),), "chained": (Raises("TypeError"),), "bits": (Raises("ArgumentError"),)}),
    "SQA309": Proof({"": (Drops(),)}),
    "SQA310": Proof({"": (NotSent(),), "query": (NotSent(),)}),
    "SQA311": Proof(
        {"": (Returns(False),), "searched": (Returns(False),), "true": (Returns("some"),)},
        bad=Setup(empty=["is_empty", "how_many"]),
        good=Setup(empty=["is_empty", "how_many"]),
    ),
    "SQA312": Proof({"": (Raises("AttributeError"),)}),
    "SQA313": Proof({"": (Prints(without="ada"),)}),
    "SQA314": Proof({"": (Prints(without="User object"),), "closed": (Raises("ResourceClosedError"),)}),
    "SQA315": Proof({"": (Returns(True),), "statement": (Raises("TypeError"),)}, bad=_NOBODY, good=_NOBODY),
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
    "SQA327": Proof(
        {
            "": (Raises("AttributeError"),),
            "any": (Raises("InvalidRequestError", "has()"),),
            "has": (Raises("InvalidRequestError", "any()"),),
            "in_": (Raises("NotImplementedError"),),
            "condition": (Repeats(),),
            "comparison": (Raises("InvalidRequestError", "contains()"),),
        }
    ),
    "SQA328": Proof(
        {
            "": (Raises("TypeError"),),
            "positional": (Raises("TypeError"),),
            "membership": (Raises(("TypeError", "ArgumentError")),),
            "equality": (Raises(("ProgrammingError", "InterfaceError")),),
            "scalar": (Warns("SAWarning", "to scalar subquery"),),
            "collection": (Warns("SAWarning", "for use in IN()"),),
            "listed": (Raises("ArgumentError"),),
        }
    ),
    "SQA329": Proof({"": (Raises("AttributeError"),), "builtin": (Raises("TypeError"),), "text": (SendsWords("column"),)}),
    "SQA330": Proof({"": (Raises(("InvalidRequestError", "CompileError", "TypeError")),)}),
    "SQA331": Proof({"": (Raises("AmbiguousColumnError"),)}, newest=True),
    "SQA332": Proof(
        {"": (Returns(True, "finds every row or none, whatever belongs to them"),)}, bad=Setup(run=_BUYERS), good=Setup(run=_BUYERS)
    ),
    "SQA333": Proof({"": (MissesNull("role"),), "negative": (NoRows(),)}, bad=_GUESTS, good=_GUESTS),
    "SQA334": Proof({"": (Raises("StatementError", "is required"),)}, good=Setup(sql=_USERS)),
    "SQA335": Proof(
        {
            "": (Raises("AttributeError"),),
            "nested": (Raises("ArgumentError"),),
            "iterated": (Raises("TypeError"),),
            "scalars": (Raises("AttributeError"),),
        }
    ),
}
