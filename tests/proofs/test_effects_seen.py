"""What `flake8_sqla.effects` says of the operations on the pages is what PostgreSQL does when they run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from proofs.blocks import SHOWN_ELSEWHERE, Block, Script, blocks, chains
from proofs.claims import names_of
from proofs.observing import Moment, Observer
from proofs.postgresql import Database
from proofs.setups import prepare
from proofs.variants import more

from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.locks import Effect, Lock, Work
from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.unknown import UNKNOWN

#: The columns' being nullable, of which the operation says nothing, makes the server read the table.
_BY_HISTORY = {"SQA616-bad-nullable"}
_SHOWN = [block for block in (*blocks(), *more()) if block.name not in SHOWN_ELSEWHERE and block.name not in _BY_HISTORY]
_BAD = [[block] for block in _SHOWN if block.example.kind == "bad"]
_GOOD = list(chains([block for block in _SHOWN if block.example.kind == "good"]))
#: A check that stands, as the revision leaves it when it sets NOT NULL, proves that there is no NULL.
_PROVEN_NOT_NULL = {"SQA613-good-1"}
#: A check that stands proves that the rows belong to the partition.
_PROVEN_PARTITION = {"SQA624-good-1"}
#: They fail at once, or what runs in them has no effect that the operation alone tells.
_NOTHING_TO_COMPARE = {
    "SQA603-bad-1",
    "SQA603-bad-2",
    "SQA606-bad-1",
    "SQA606-bad-include",
    "SQA614-bad-1",
    "SQA619-bad-schema",
    "SQA625-bad-1",
    "SQA626-good-1",
    "SQA629-bad-1",
    "SQA630-bad-1",
    "SQA631-bad-1",
}


@dataclass
class _Told:
    """What the effects say up to some statement. `others` is the most that tables may suffer that no operation names."""

    locks: dict[str, Lock] = field(default_factory=dict)
    others: Lock = Lock.NONE
    work: Work = Work.NONE
    sure_of_locks: bool = True
    sure_of_work: bool = True
    refused: bool = False

    def add(self, operation: m.Operation, effect: Effect, names: dict[str, str]) -> None:
        """One more operation. `names` are the tables' present names, and those they had before."""

        def lock(table: object, mode: Lock) -> None:
            name = names.get(str(table), str(table))
            self.locks[name] = max(mode, self.locks.get(name, Lock.NONE))

        if isinstance(operation.table, m.TableName) and operation.table_exists_before is True and isinstance(effect.lock, Lock):
            lock(operation.table, effect.lock)
        self.sure_of_locks &= isinstance(effect.lock, Lock)
        if isinstance(operation, m.OtherCommand) and operation.partition is not UNKNOWN:
            lock(operation.partition, effect.partition)
        if isinstance(operation, m.AddForeignKey):
            lock(operation.references, effect.referenced)
        self.others = max(self.others, effect.referenced)
        if isinstance(effect.work, Work):
            self.work = max(self.work, effect.work) if operation.table_exists_before is True else self.work
        else:
            self.sure_of_work = False
        self.refused |= effect.refused_in_transaction
        if isinstance(operation, m.RenameTable):
            names[str(operation.new_name)] = names.get(str(operation.table), str(operation.table))

    def new_statement(self) -> None:
        """The locks stay, the work is done."""
        self.work, self.sure_of_work, self.refused = Work.NONE, True, False


def _statements(script: Script) -> Iterator[tuple[int, list[m.Operation]]]:
    """The operations of `upgrade`, by the line that their statement begins on."""
    found: dict[int, list[m.Operation]] = {}
    for operation in script.fact.upgrade.operations:
        found.setdefault(script.statement(operation.span.line), []).append(operation)
    yield from found.items()


def _work(moment: Moment, observer: Observer) -> Work:
    """The most that a statement was seen to do."""
    if moment.rewritten:
        return Work.REWRITE
    if moment.indexed:
        return Work.INDEX
    return Work.SCAN if moment.scanned or moment.filled >= max(observer.rows.values(), default=1) else Work.NONE


def _compare(script: Script, observer: Observer, version: int, chain: str) -> int:
    """Hold effects against what was seen; how many statements could be compared."""
    told, names, compared = _Told(), dict[str, str](), 0
    moments = {moment.line: moment for moment in observer.moments}
    for line, operations in _statements(script):
        moment = moments.get(line)
        if moment is None:
            break  # the revision ended before
        if moment.autocommit:
            told = _Told()
        told.new_statement()
        for operation in operations:
            told.add(operation, effect_of(operation, version, proven_not_null=chain in _PROVEN_NOT_NULL), names)
        if moment.error is not None:
            if "25001" in names_of(moment.error):
                assert told.refused, f"{chain}, line {line} was refused in a transaction"
            break
        assert moment.autocommit or not told.refused, f"{chain}, line {line} was to be refused in a transaction"
        seen = {table: lock for table, lock in moment.locks.items() if lock > Lock.ROW_SHARE}
        if told.sure_of_locks:
            for table, lock in seen.items():
                assert lock <= told.locks.get(table, told.others), f"{chain}, line {line}: {table} was locked {lock}, not {told}"
            if not moment.autocommit:
                weaker = {table: lock for table, lock in told.locks.items() if lock > Lock.ROW_SHARE and seen.get(table) is not lock}
                assert not weaker, f"{chain}, line {line}: locked were {seen}, not {weaker}"
            compared += 1
        if told.sure_of_work and not (chain in _PROVEN_PARTITION and told.work is Work.SCAN):
            work = _work(moment, observer)
            assert work is told.work or (moment.autocommit and work < told.work), f"{chain}, line {line}: {work} was seen, not {told.work}"
    return compared


@pytest.mark.parametrize("chain", _BAD + _GOOD, ids=lambda chain: chain[0].name)
def test_effects_are_what_is_seen(chain: list[Block], database: Database, folder: Path) -> None:
    scripts = [script for block in chain for script in block.scripts]
    prepare(database, chain[0].name, scripts)
    observer = Observer(database, folder)
    compared = 0
    for script in scripts:
        observer.run(script, "upgrade")
        compared += _compare(script, observer, database.server.major, chain[0].name)
    assert bool(compared) is (chain[0].name not in _NOTHING_TO_COMPARE)
