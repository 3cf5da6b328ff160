"""`locks`: what a migration does to a running PostgreSQL, operation by operation, for whoever has to review it."""

from __future__ import annotations

import ast
import json
import sys
import tokenize
from collections.abc import Iterator, Sequence

from flake8_sqla.command_line.operations import words
from flake8_sqla.command_line.table import lines as table_lines
from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.locks import Effect, Lock
from flake8_sqla.effects.order import Step, steps
from flake8_sqla.engine import Engine
from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.record import fields, record
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer
from flake8_sqla.rule import Context
from flake8_sqla.rules.migrations.blocking_not_null import is_free, is_proven

_INSIDE = "inside"
#: What is said of an entry function without operations, by its body.
_NOTHING = {
    "missing": "there is none",
    "empty": "does nothing",
    "raises": "raises: there is no way",
    "code": "does nothing to the database that can be read",
}
_HEADING = ("line", "operation", "table", "lock", "waiting", "work", "transaction")


class NoMigration(Exception):
    """Why a file cannot be told about."""


@record
class Taken:
    """One lock of one operation, in words. An operation that locks several tables has several, the first on its own table."""

    line: int
    operation: str
    table: str
    lock: str
    waiting: str
    work: str
    transaction: str


@record
class Direction:
    """What an entry function does: its locks in order, and those that others wait for and that are kept until it commits.

    `body` is that of `facts.migrations.Entry`.
    """

    name: str
    body: str
    locks: tuple[Taken, ...]
    kept: tuple[str, ...]


@record
class Account:
    """What a file does."""

    path: str
    revision: str
    postgresql: int
    directions: tuple[Direction, ...]


def tell_locks(paths: Sequence[str], version: int, downgrade: bool, as_json: bool) -> int:
    """Print what these files do. Status 2 where one of them is no migration or cannot be read; the others are told of all the same."""
    reviewer = Reviewer(Engine(()), Settings(postgresql_version=version))
    found: list[Account] = []
    status = 0
    for path in paths:
        try:
            found.append(account(path, reviewer, downgrade))
        except NoMigration as reason:
            print(f"{path}: {reason}", file=sys.stderr)
            status = 2
    if as_json:
        print(json.dumps([_plain(entry) for entry in found], indent=2, ensure_ascii=False))
    elif found:
        print("\n\n".join("\n".join(_written(entry)) for entry in found))
    return status


def _plain(value: object) -> object:
    """A record as JSON has it."""
    if isinstance(value, (Account, Direction, Taken)):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def account(path: str, reviewer: Reviewer, downgrade: bool) -> Account:
    """What one file does on the PostgreSQL of the reviewer's settings. Raises NoMigration."""
    try:
        with tokenize.open(path) as file:
            lines = file.readlines()
        facts, context = reviewer.read(path, lines, ast.parse("".join(lines)))
    except OSError as error:
        raise NoMigration(error.strerror or str(error)) from error
    except (SyntaxError, ValueError) as error:
        raise NoMigration(str(error)) from error
    revision = next((fact for fact in facts if isinstance(fact, m.Revision)), None)
    if revision is None:
        raise NoMigration("no migration: it has no `revision` and `down_revision` at module level")
    entries = [("upgrade", revision.upgrade), *([("downgrade", revision.downgrade)] if downgrade else [])]
    directions = tuple(_direction(name, entry, context) for name, entry in entries)
    identifier = revision.revision if isinstance(revision.revision, str) else "…"
    return Account(path, identifier, context.settings.postgresql_version, directions)


def _direction(name: str, entry: m.Entry, context: Context) -> Direction:
    found: list[Taken] = []
    kept: list[str] = []
    held: dict[str, tuple[Lock, int]] = {}
    for step in steps(entry.operations, lambda operation: operation.setting.branch.admits("postgresql")):
        if not step.transaction:
            kept += [f"{table}: {lock}, from line {line} to {step.operation.span.line}" for table, (lock, line) in held.items()]
            held.clear()
        effect = _effect(step, context)
        for number, (table, lock) in enumerate(_locked(step, effect)):
            taken = _taken(step.operation, effect, table, lock, own=number == 0)
            found.append(taken)
            if taken.transaction == _INSIDE and isinstance(lock, Lock) and lock.blocks_writers and lock > held.get(table, (Lock.NONE,))[0]:
                held[table] = (lock, taken.line)
    kept += [f"{table}: {lock}, from line {line} to the end" for table, (lock, line) in held.items()]
    return Direction(name, entry.body, tuple(found), tuple(kept))


def _effect(step: Step, context: Context) -> Effect:
    operation = step.operation
    proven = isinstance(operation, m.AlterColumn) and (is_proven(step, str(operation.column)) or is_free(step, operation, context))
    return effect_of(operation, context.settings.postgresql_version, proven_not_null=proven)


def _locked(step: Step, effect: Effect) -> Iterator[tuple[str, Lock | Unknown | None]]:
    """The tables that an operation locks and how, its own first; None for a table that nobody else can see yet."""
    operation = step.operation
    own = operation.table
    yield "" if own is UNKNOWN else str(own), None if operation.table_exists_before is False else effect.lock
    made = {earlier.table for earlier in step.before if isinstance(earlier, m.CreateTable)}
    others: tuple[m.TableName | Unknown, ...] = ()
    if isinstance(operation, m.CreateTable):
        others = tuple(reference.table for reference in operation.references)
    elif isinstance(operation, m.AddForeignKey):
        others = (operation.references,)
    elif isinstance(operation, m.OtherCommand) and effect.partition:
        others = (operation.partition,)
    for table in dict.fromkeys(others):
        if table != own and table not in made:
            yield "…" if table is UNKNOWN else str(table), effect.referenced or effect.partition


def _taken(operation: m.Operation, effect: Effect, table: str, lock: Lock | Unknown | None, own: bool) -> Taken:
    autocommit = operation.setting.autocommit
    transaction = "depends" if autocommit is UNKNOWN else "outside" if autocommit else _INSIDE
    if transaction == _INSIDE and effect.refused_in_transaction:
        transaction = "REFUSED inside"
    if lock is None:
        return Taken(operation.span.line, words(operation), table, "new table", "nobody", "none", transaction)
    waiting = "unknown" if lock is UNKNOWN else _waiting(lock)
    work = _word(effect.work) if own else ""
    return Taken(operation.span.line, words(operation) if own else "", table, _word(lock), waiting, work, transaction)


def _word(value: object) -> str:
    return "unknown" if value is UNKNOWN else str(value)


def _waiting(lock: Lock) -> str:
    return "readers, writers" if lock.blocks_readers else "writers" if lock.blocks_writers else "nobody"


def _written(entry: Account) -> Iterator[str]:
    """The account as text."""
    yield f"{entry.path}: revision {entry.revision}, on PostgreSQL {entry.postgresql}"
    for direction in entry.directions:
        yield ""
        yield f"{direction.name}()"
        if not direction.locks:
            yield f"  {_NOTHING[direction.body]}"
            continue
        rows = [
            (line, taken.operation or "  also", taken.table, taken.lock, taken.waiting, taken.work, taken.transaction)
            for taken in direction.locks
            for line in (str(taken.line) if taken.operation else "",)
        ]
        yield from (f"  {line}" for line in table_lines([_HEADING, *rows]))
        if direction.kept:
            yield "  kept while the transaction lasts, others waiting:"
            yield from (f"    {line}" for line in direction.kept)
