"""Family 4, sessions and transactions: what each rule's messages claim."""

from __future__ import annotations

from proofs.orm.claims import Prints, Raises, Returns, Warns
from proofs.orm.proof import Proof, Setup
from proofs.orm.session_claims import BlocksLoop, CommitsForEach, HalfDone, LeavesOpen, Lost, SendsForEach, Unusable

_NO_NAME = Setup(arguments={"name": None}, fails=True)
_NOBODY = Setup(arguments={"user_id": 99, "name": None}, fails=True)
_NO_TARGET = Setup(arguments={"source_id": 1, "target_id": 99, "amount": 10}, fails=True)

#: One thread spoils the session, another comes by.
_TWO_THREADS = """
import threading
from app.models import Base, User
Base.metadata.create_all(engine)
def spoil():
    try:
        made = {0}
        made.add(User(id=1))
        made.flush()
    except Exception:
        pass
thread = threading.Thread(target=spoil)
thread.start()
thread.join()
{0}.get(User, 1)
"""

PROOFS: dict[str, Proof] = {
    "SQA401": Proof({"": (LeavesOpen(),), "closed": (LeavesOpen(),)}, bad=_NOBODY, good=_NOBODY),
    "SQA403": Proof({"": (HalfDone(),)}, bad=_NO_TARGET, good=_NO_TARGET),
    "SQA404": Proof(
        {"": (CommitsForEach(),), "refresh": (SendsForEach(),)},
        good=Setup(apart={"activate_in_chunks": "it loads again what a commit expired, once in five hundred"}),
    ),
    "SQA406": Proof({"": (Unusable(),)}, bad=_NO_NAME, good=_NO_NAME),
    "SQA407": Proof({"": (Lost(),)}, bad=Setup(arguments={"name": "new"}), good=Setup(arguments={"name": "new"})),
    "SQA408": Proof({"": (Raises("InvalidRequestError"),)}),
    "SQA409": Proof({"": (Raises("InvalidRequestError", "already begun"),)}),
    "SQA411": Proof({"": (BlocksLoop(),)}),
}
