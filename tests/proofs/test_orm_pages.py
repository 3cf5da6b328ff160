"""The examples on the pages run: the bad ones do what their rule says, on SQLAlchemy with SQLite, and the good ones do not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sqlalchemy
from proofs.blocks import Block, blocks
from proofs.orm.program import Program, lines_around
from proofs.orm.proof import Proof
from proofs.orm.seen import Seen
from proofs.orm.table import PROOFS
from proofs.orm.world import World
from proofs.variants import beside

_ALL = [block for block in blocks(families=range(1, 10)) if block.rule.code in PROOFS]
_BAD = [*(block for block in _ALL if block.example.kind == "bad"), *(block for block in beside() if block.rule.code in PROOFS)]
_GOOD = [block for block in _ALL if block.example.kind == "good"]


@pytest.mark.parametrize("block", _BAD, ids=lambda block: block.name)
def test_a_bad_example_does_what_its_rule_says(block: Block, folder: Path) -> None:
    proof, reports = PROOFS[block.rule.code], block.reports(folder)
    assert reports
    _skip_where_too_old(proof)
    places = [(report.path, report.line) for report in reports]
    for report, place in zip(reports, places, strict=True):
        if report.variant in proof.unshown:
            continue
        assert report.variant in proof.claims, f"{block.rule.code} {report.variant!r} claims nothing"
        setup = proof.also.get(report.variant, proof.bad)
        if sys.version_info < setup.python:
            pytest.skip(f"NOT PROVEN: the example needs Python {setup.python}")
        with World(folder, setup) as world:
            program = Program(block.example.files, places, place, setup.replace, setup.instead, setup.add)
            entry = program.at(place)
            seen = world.load(program)[entry]
            seen.fields, seen.lines = report.fields, lines_around(entry, report.line)
            world.fill(seen, empty=entry.name in setup.empty)
            world.use(seen)
            for claim in proof.claims[report.variant]:
                assert claim.holds(seen), f"{block.name}, line {report.line}: {claim} does not hold; seen was {seen}"


@pytest.mark.parametrize("block", _GOOD, ids=lambda block: block.name)
def test_a_good_example_runs_and_does_not_do_it(block: Block, folder: Path) -> None:
    proof = PROOFS[block.rule.code]
    if sys.version_info < proof.good.python:
        pytest.skip(f"NOT PROVEN: the example needs Python {proof.good.python}")
    program = Program(block.example.files, replaced=proof.good.replace, added=proof.good.add)
    for entry in program.entries:
        if entry.is_definition or entry.added:
            continue
        with World(folder, proof.good) as world:
            seen = world.load(program)[entry]
            world.fill(seen, empty=entry.name in proof.good.empty)
            world.use(seen)
            assert seen.error is None or seen.error_names & set(proof.good.fails), f"{block.name}, {entry.name}: {seen.error!r}"
            if entry.name not in proof.good.apart:
                assert not _held_against(block, seen)


def _skip_where_too_old(proof: Proof) -> None:
    if proof.newest and sqlalchemy.__version__.startswith("2.0"):
        pytest.skip("NOT PROVEN: only SQLAlchemy 2.1 does it")


def _held_against(block: Block, seen: Seen) -> list[str]:
    return [
        f"{block.name}, {seen.entry.name}: {variant!r} {claims} hold of {seen}"
        for variant, claims in PROOFS[block.rule.code].claims.items()
        if all(claim.holds(seen) for claim in claims)
    ]
