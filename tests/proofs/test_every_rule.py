"""Every rule says who proves it, or why nobody does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from proofs.claims import CLAIMS
from proofs.elsewhere import BESIDE, FURTHER, ON_MYSQL, SHOWN_BY
from proofs.orm.table import PROOFS
from proofs.proven import tables_with
from proofs.unproven import NOTHING_TO_PROVE

from flake8_sqla.rules import BY_CODE

_HERE = Path(__file__).parent


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_a_rule_is_proven_or_says_why_not(code: str) -> None:
    found = tables_with(code)
    assert found, (
        f"nothing says what proves {code}: enter its claims in the PROOFS of its family (tests/proofs/orm), "
        f"or the rule in NOTHING_TO_PROVE of tests/proofs/unproven.py, with the reason; "
        f"docs/contributing.md, 'A rule proves what it claims', says how"
    )
    assert len(found) == 1, f"{code} stands in {' and in '.join(found)}: one of them is wrong"


def test_what_is_proven_is_a_rule() -> None:
    assert {code for code in (*PROOFS, *SHOWN_BY, *BESIDE, *ON_MYSQL, *NOTHING_TO_PROVE) if code not in BY_CODE} == set()


@pytest.mark.parametrize("code", sorted(PROOFS))
def test_every_message_of_a_rule_is_spoken_of(code: str) -> None:
    """A message claims something, or says why not."""
    rule, proof = BY_CODE[code], PROOFS[code]
    assert {*proof.claims, *proof.unshown} == {"", *rule.variants}
    assert not set(proof.claims) & set(proof.unshown)


@pytest.mark.parametrize("code", sorted({*SHOWN_BY, *CLAIMS}))
def test_every_message_is_shown_by_a_test_or_not_for_a_reason(code: str) -> None:
    claimed, further = CLAIMS.get(code, {"": ()}), FURTHER.get(code, {})
    assert {*claimed, *further} == {"", *BY_CODE[code].variants}
    assert not set(claimed) & set(further)


_TESTS = {test for shown in (SHOWN_BY, BESIDE, ON_MYSQL, *FURTHER.values()) for test, _ in shown.values() if test}


@pytest.mark.parametrize("test", sorted(_TESTS))
def test_the_test_that_shows_it_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((_HERE / file).read_text(encoding="utf-8"))
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and name in node.name for node in tree.body)
