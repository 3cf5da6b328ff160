"""The examples on the pages of family 6 are true: each runs on PostgreSQL, the bad ones do what their rule says, the good ones do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from proofs.blocks import SHOWN_ELSEWHERE, Block, Script, blocks, chains
from proofs.claims import BOTH_WAYS, CLAIMS, FAIL_LATER, Seen, fails, names_of
from proofs.observing import Broken, Moment, Observer
from proofs.postgresql import Database, Server
from proofs.setups import SETUPS, prepare
from proofs.variants import more

from flake8_sqla.effects.locks import Lock
from flake8_sqla.rules import BY_CODE

_ALL = [*blocks(), *more()]
_SHOWN = [block for block in _ALL if block.scripts and not block.other_dialect and block.rule.code in CLAIMS]
_BAD = [block for block in _SHOWN if block.example.kind == "bad"]
_GOOD = list(chains([block for block in _SHOWN if block.example.kind == "good"]))


def _run(observer: Observer, scripts: list[Script], direction: str, kept: dict[str, list[Moment]]) -> BaseException | None:
    """Run revisions in order, or back; the moments of each are kept by its path."""
    for script in scripts if direction == "upgrade" else reversed(scripts):
        error = observer.run(script, direction)
        kept.setdefault(script.path, []).extend(observer.moments)
        if error is not None:
            return error
    return None


@pytest.mark.parametrize("block", _BAD, ids=lambda block: block.name)
def test_a_bad_example_does_what_its_rule_says(block: Block, server: Server, folder: Path) -> None:
    code, reports = block.rule.code, block.reports(folder)
    assert reports
    by_path = {script.path: script for script in block.scripts}
    places = {(report.path, by_path[report.path].statement(report.line)): report for report in reports}
    failing = [place for place, report in places.items() if fails(code, report.variant)]
    for place, report in places.items():
        others = {path: [line for path_, line in failing if path_ == path and (path, line) != place] for path in by_path}
        scripts = [script.without(others[script.path]) for script in block.scripts]
        with server.database() as database:
            prepare(database, block.name, scripts)
            observer, error, rerun = Observer(database, folder), None, None
            down = place[1] >= by_path[place[0]].fact.downgrade.span.line > by_path[place[0]].fact.upgrade.span.line
            kept: dict[str, list[Moment]] = {}
            if code == "SQA604":
                error, rerun = _break_and_repeat(observer, scripts[0])
            for direction in ("upgrade", "downgrade") if down and error is None else ("upgrade",):
                if rerun is None:
                    error = error or _run(observer, scripts, direction, kept)
            moments = kept.get(place[0], observer.moments)
            moment = next((moment for moment in moments if moment.line == place[1]), None)
            assert moment is not None, f"line {place[1]} did not run: {error!r}"
            if error is not None and moment.error is not error and rerun is None:
                assert FAIL_LATER.get(block.name) in set(names_of(error)), error
            seen = Seen(moment, observer, report.fields, rerun)
            for claim in CLAIMS[code][report.variant]:
                assert claim.holds(seen), f"{block.name}, line {report.line}: {claim} does not hold; seen was {moment}"
            # What the good examples are asked would find it here.
            assert _held_against(code, observer, rerun)


def _break_and_repeat(observer: Observer, script: Script) -> tuple[BaseException | None, BaseException | None]:
    """Let a revision fail in its autocommit block, if it has one, and run it again: any other error, and that of the second run."""
    first = observer.run(script, "upgrade", break_blocks=True)
    return (None, observer.run(script, "upgrade")) if isinstance(first, Broken) else (first, None)


@pytest.mark.parametrize("chain", _GOOD, ids=lambda chain: chain[0].name)
def test_a_good_example_applies_and_does_not_do_it(chain: list[Block], database: Database, folder: Path) -> None:
    code = chain[0].rule.code
    scripts = [script for block in chain for script in block.scripts]
    prepare(database, chain[0].name, scripts)
    observer = Observer(database, folder)
    for script in scripts:
        rerun = None
        if code == "SQA604":
            error, rerun = _break_and_repeat(observer, script)
            assert error is None
        else:
            error = observer.run(script, "upgrade")
        assert error is rerun is None, f"{chain[0].name}, {script.fact.revision}: {error or rerun}"
        assert not _held_against(code, observer, rerun)
        assert not _kept_waiting(observer)
    for script in reversed(scripts):
        error = observer.run(script, "downgrade")
        assert error is None, f"{chain[0].name}, {script.fact.revision} back: {error}"
        if code in BOTH_WAYS:
            assert not _held_against(code, observer, None)


def _held_against(code: str, observer: Observer, rerun: BaseException | None) -> list[str]:
    """What the rule warns of, where a statement of the revision does it to any table."""
    return [
        f"{code} {variant}: {claims} hold of {table} in {moment}"
        for moment in observer.moments
        for table in observer.kinds or [""]
        for variant, claims in CLAIMS[code].items()
        if all(claim.holds(Seen(moment, observer, {"table": table, "tables": table, "partition": table}, rerun)) for claim in claims)
    ]


def _kept_waiting(observer: Observer) -> list[str]:
    """Tables that the revision reads, rewrites or indexes while it keeps others from them, whatever rule that belongs to."""
    return [
        f"{table} in {moment}"
        for moment in observer.moments
        for table in moment.rewritten | moment.scanned | moment.indexed
        if moment.locks.get(table, Lock.NONE).blocks_writers
    ]


def test_the_examples_that_are_shown_elsewhere_are_these() -> None:
    of_code = {block.name for block in _ALL if block.rule.code == "SQA620"}
    assert {block.name for block in _ALL if block.other_dialect or not block.scripts} | of_code == set(SHOWN_ELSEWHERE)


def test_every_rule_with_examples_for_postgresql_claims_something() -> None:
    assert {block.rule.code for block in _ALL if block.name not in SHOWN_ELSEWHERE} == set(CLAIMS)


@pytest.mark.parametrize("code", sorted(CLAIMS))
def test_a_claim_is_about_a_message_that_there_is(code: str) -> None:
    assert set(CLAIMS[code]) <= {"", *BY_CODE[code].variants}


def test_every_message_that_claims_something_is_shown_once_at_least(folder: Path) -> None:
    shown = {(block.rule.code, report.variant) for block in _BAD for report in block.reports(folder)}
    assert shown == {(code, variant) for code, variants in CLAIMS.items() for variant in variants}


def test_what_is_presupposed_is_presupposed_by_an_example() -> None:
    assert set(SETUPS) <= {block.name for block in _ALL}
    assert set(FAIL_LATER) <= {block.name for block in _ALL}
