"""What the rules about SQLAlchemy claim: the families' tables in one."""

from __future__ import annotations

from proofs.orm import engines, legacy, models, opinions, queries, sessions
from proofs.orm.proof import Proof

PROOFS: dict[str, Proof] = {**legacy.PROOFS, **models.PROOFS, **queries.PROOFS, **sessions.PROOFS, **engines.PROOFS, **opinions.PROOFS}
