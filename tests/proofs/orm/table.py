"""What the rules about SQLAlchemy claim: the families' tables in one."""

from __future__ import annotations

from proofs.orm import queries, sessions
from proofs.orm.proof import Proof

PROOFS: dict[str, Proof] = {**queries.PROOFS, **sessions.PROOFS}
