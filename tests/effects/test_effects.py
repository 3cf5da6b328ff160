"""What we say an operation does is what it did: each measured operation goes through the real extractor, on PostgreSQL 12 to 18.

`measured.json` holds what was measured on real servers: for each operation, as Alembic code, the locks on tables and the work (`full scan`,
`index build`, `rewrite` or none) by version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from effects.measured_schema import COLUMN_TYPES, NOT_COVERED, NOT_NULL, PROVEN_NOT_NULL, REFERENCED, TABLES
from support.facts import operations

from flake8_sqla.effects.effect import COMMANDS, effect_of
from flake8_sqla.effects.locks import Lock, Work
from flake8_sqla.effects.table import rows
from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN

_MEASURED = json.loads((Path(__file__).parent / "measured.json").read_text(encoding="utf-8"))
_LOCKS = {
    "AS": Lock.ACCESS_SHARE,
    "RS": Lock.ROW_SHARE,
    "RX": Lock.ROW_EXCLUSIVE,
    "SUX": Lock.SHARE_UPDATE_EXCLUSIVE,
    "S": Lock.SHARE,
    "SRX": Lock.SHARE_ROW_EXCLUSIVE,
    "X": Lock.EXCLUSIVE,
    "AX": Lock.ACCESS_EXCLUSIVE,
}
_WORK = {"": Work.NONE, "full scan": Work.SCAN, "index build": Work.INDEX, "rewrite": Work.REWRITE}
_IMPORTS = "import sqlalchemy.dialects.postgresql as pg"


def _cases() -> Iterator[object]:
    for measured in _MEASURED:
        if measured["name"] in NOT_COVERED:
            continue
        for outcome in measured["outcomes"]:
            if outcome.get("error", "ActiveSqlTransaction") != "ActiveSqlTransaction":
                continue  # It fails for what the database holds; that says nothing of locks.
            for version in outcome["versions"]:
                yield pytest.param(measured, outcome, version, id=f"{measured['name']}-{version}")


def _known(operation: m.Operation) -> m.Operation:
    """The operation with what the measured database says of its column, as `existing_type` and `existing_nullable` would."""
    if not isinstance(operation, m.AlterColumn):
        return operation
    place = (str(operation.table), str(operation.column))
    known = COLUMN_TYPES.get(place)
    if known is not None and operation.existing_type is None:
        operation = replace(operation, existing_type=known)  # type: ignore[arg-type]
    if place in NOT_NULL:
        operation = replace(operation, existing_nullable=False)
    return operation


def _told(measured: dict[str, Any], version: int) -> tuple[dict[str, Lock], Work, bool]:
    """What we say of the measured code: locks by table, the work, and whether it is refused in a transaction."""
    locks: dict[str, Lock] = {}
    work, refused = Work.NONE, False

    def lock(table: object, mode: object) -> None:
        assert isinstance(mode, Lock), f"the lock on {table} is not known"
        locks[str(table)] = max(locks.get(str(table), Lock.NONE), mode)

    utc = any("Europe" not in setting for setting in measured.get("session", []))
    proven = measured["name"] in PROVEN_NOT_NULL
    for operation in operations(measured["code"], _IMPORTS):
        effect = effect_of(_known(operation), version, proven_not_null=proven, utc_session=utc)
        refused = refused or effect.refused_in_transaction
        others = _referenced_by(operation)
        for other in others:
            if effect.referenced:
                lock(other, effect.referenced)
        if operation.table_exists_before is False:
            continue
        if effect.lock is not Lock.NONE:
            lock(operation.table, effect.lock)
        if isinstance(operation, m.OtherCommand) and effect.partition:
            lock(operation.partition, effect.partition)
        assert isinstance(effect.work, Work), f"the work of {operation} is not known"
        work = max(work, effect.work)
    return locks, work, refused


def _referenced_by(operation: m.Operation) -> list[str]:
    match operation:
        case m.AddForeignKey(references=references):
            return [str(references)]
        case m.CreateTable(references=references):
            return [str(reference.table) for reference in references]
        case m.DropColumn(table=table, column=column):
            return [other for (key, name), other in REFERENCED.items() if key == str(table) and name == column]
        case m.DropTable(table=table):
            return [other for (key, _), other in REFERENCED.items() if key == str(table)]
        case m.DropConstraint(table=table, name=name) | m.ValidateConstraint(table=table, name=name):
            return [other for (key, constraint), other in REFERENCED.items() if key == str(table) and constraint == name]
        case _:
            return []


def _compare(measured: dict[str, Any], outcome: dict[str, Any], version: int) -> None:
    locks, work, refused = _told(measured, version)
    if "error" in outcome:
        assert refused
        return
    assert work == _WORK[outcome["work"]]
    seen = {table: _LOCKS[mode] for table, mode in outcome["locks"].items() if table in TABLES}
    if measured.get("mode") == "notx":
        # Sampled while it ran: a lock may have been missed.
        assert all(locks.get(table, Lock.NONE) >= mode for table, mode in seen.items())
    else:
        assert {table: mode for table, mode in locks.items() if mode} == seen
        assert not refused


@pytest.mark.parametrize(("measured", "outcome", "version"), list(_cases()))
def test_an_effect_is_what_was_measured(measured: dict[str, Any], outcome: dict[str, Any], version: int) -> None:
    _compare(measured, outcome, version)


@pytest.mark.parametrize("name", sorted(NOT_COVERED))
def test_what_is_left_out_would_not_agree(name: str) -> None:
    measured = next(measured for measured in _MEASURED if measured["name"] == name)
    with pytest.raises(AssertionError):
        for outcome in measured["outcomes"]:
            for version in outcome["versions"]:
                _compare(measured, outcome, version)


def test_every_operation_that_is_not_covered_is_one_that_was_measured() -> None:
    assert set(NOT_COVERED) <= {measured["name"] for measured in _MEASURED}


def test_most_of_what_was_measured_is_covered() -> None:
    assert len(_MEASURED) - len(NOT_COVERED) >= 300


def test_an_operation_that_we_do_not_know_has_an_unknown_effect() -> None:
    effect = effect_of(m.UnreadableSql(span=FILE_START), 15)
    assert effect.lock is UNKNOWN
    assert effect.work is UNKNOWN


def test_a_type_change_from_an_unknown_type_is_unknown() -> None:
    change = m.AlterColumn(span=FILE_START, type=Constant(FILE_START, 1))
    assert effect_of(change, 15).work is UNKNOWN


def test_the_table_for_the_documentation_has_a_row_for_every_command() -> None:
    told = {row.operation for row in rows(15)}
    assert set(COMMANDS) <= told
    assert len(told) > len(COMMANDS) + 25
