"""Which test proves what a rule claims, or why none does: what the rule's page in the docs says at its end.

Imports no more than the package itself needs: the docs are generated where there is no SQLAlchemy.
"""

from __future__ import annotations

from proofs.claims import CLAIMS
from proofs.elsewhere import SHOWN_BY
from proofs.orm.table import PROOFS
from proofs.unproven import NOTHING_TO_PROVE

from flake8_sqla.rule import Rule

_ORM, _MIGRATIONS = "test_orm_pages.py", "test_migration_pages.py"


def told_of(rule: Rule[object]) -> str:
    """The last lines of the rule's page."""
    code = rule.code
    if code in PROOFS:
        claims = [claim.words for claims in PROOFS[code].claims.values() for claim in claims]
        words = "; ".join(dict.fromkeys(claims))
        return f"Proven by {_link(_ORM)} (`-k {code}`) on SQLAlchemy: what is reported {words}; what is not reported does not."
    if code in CLAIMS:
        return f"Proven by {_link(_MIGRATIONS)} (`-k {code}`) on PostgreSQL: what is reported does what the message says, and the rest does not."
    if code in SHOWN_BY:
        test, words = SHOWN_BY[code]
        file, _, name = test.partition("::")
        return f"Proven by {_link(file)} (`-k {name}`): {words}."
    return f"Nothing to prove: {NOTHING_TO_PROVE[code]}." if code in NOTHING_TO_PROVE else "Not proven yet: this rule is new."


def tables_with(code: str) -> list[str]:
    """The names of the tables that hold a rule: it belongs into one."""
    tables = {
        "a PROOFS table below tests/proofs/orm": PROOFS,
        "CLAIMS in tests/proofs/claims.py": CLAIMS,
        "SHOWN_BY in tests/proofs/elsewhere.py": SHOWN_BY,
        "NOTHING_TO_PROVE in tests/proofs/unproven.py": NOTHING_TO_PROVE,
    }
    return [name for name, table in tables.items() if code in table]


def _link(file: str) -> str:
    return f"[tests/proofs/{file}](../../tests/proofs/{file})"
