"""Which test proves what a rule claims, or why none does: what the rule's page in the docs says at its end.

Imports no more than the package itself needs: the docs are generated where there is no SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from proofs.claims import CLAIMS
from proofs.elsewhere import BESIDE, FURTHER, ON_MYSQL, SHOWN_BY
from proofs.orm.table import PROOFS
from proofs.unproven import NOTHING_TO_PROVE

from flake8_sqla.rule import Rule

_WHERE_GIVEN = "On MySQL and MariaDB, where one is given,"
_ORM, _MIGRATIONS = "test_orm_pages.py", "test_migration_pages.py"


def told_of(rule: Rule[object]) -> str:
    """The last lines of the rule's page."""
    found = [_shown(*table[rule.code], first) for table, first in ((BESIDE, "And"), (ON_MYSQL, _WHERE_GIVEN)) if rule.code in table]
    return " ".join([_told_of(rule), *found])


def _told_of(rule: Rule[object]) -> str:
    code = rule.code
    if code in PROOFS:
        proof = PROOFS[code]
        return " ".join([_examples(_ORM, code, "SQLAlchemy", proof.claims.values()), *_not_shown(proof.unshown.values())])
    if code in CLAIMS:
        told = _examples(_MIGRATIONS, code, "PostgreSQL", CLAIMS[code].values())
    elif code in SHOWN_BY:
        told = _shown(*SHOWN_BY[code], "Proven")
    elif code in NOTHING_TO_PROVE:
        return f"Nothing to prove: {NOTHING_TO_PROVE[code]}."
    else:
        return "Not proven yet: this rule is new."
    others = dict.fromkeys(FURTHER.get(code, {}).values())
    shown = [_shown(test, words, "And") for test, words in others if test]
    return " ".join([told, *shown, *_not_shown(words for test, words in others if words and not test)])


class _Worded(Protocol):
    @property
    def words(self) -> str: ...


def _examples(test: str, code: str, where: str, claimed: Iterable[Sequence[_Worded]]) -> str:
    """What the examples do: each message may claim several things, all of which they do."""
    does = dict.fromkeys(" and ".join(claim.words for claim in claims) for claims in claimed)
    return f"Proven by {_link(test)} (`-k {code}`) on {where}: what is reported {', or '.join(does)}; what is not reported does not."


def _shown(test: str, words: str, first: str) -> str:
    file, _, name = test.partition("::")
    return f"{first} by {_link(file)} (`-k {name}`): {words}."


def _not_shown(reasons: Iterable[str]) -> Iterator[str]:
    """Why single messages of a rule are not shown."""
    return (f"One of its messages is not shown: {reason}." for reason in dict.fromkeys(reasons))


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
