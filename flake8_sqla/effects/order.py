"""Operations in their order: what ran before each of them, and what the transaction it runs in still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.locks import Lock
from flake8_sqla.facts.migrations import Operation, TableName
from flake8_sqla.facts.record import record


@record
class Step:
    """One operation, those before it and after it in its function, and those of before it that share its transaction."""

    operation: Operation
    before: tuple[Operation, ...]
    after: tuple[Operation, ...]
    transaction: tuple[Operation, ...]

    def held(self, lock: Lock, version: int) -> dict[TableName, Operation]:
        """The tables that the transaction has locked this strongly for certain, and the first operation that did."""
        found: dict[TableName, Operation] = {}
        for operation in self.transaction:
            if operation.setting.conditional or operation.table_exists_before is not True or not isinstance(operation.table, TableName):
                continue
            taken = effect_of(operation, version).lock
            if isinstance(taken, Lock) and taken >= lock:
                found.setdefault(operation.table, operation)
        return found


def steps(operations: Iterable[Operation], admits: Callable[[Operation], bool]) -> Iterator[Step]:
    """The operations that `admits` lets in, step by step. An autocommit block ends the transaction before it, as Alembic does."""
    path = tuple(operation for operation in operations if admits(operation))
    transaction: tuple[Operation, ...] = ()
    for place, operation in enumerate(path):
        if operation.setting.autocommit is not False:
            transaction = ()
            yield Step(operation, path[:place], path[place + 1 :], ())
            continue
        yield Step(operation, path[:place], path[place + 1 :], transaction)
        transaction = (*transaction, operation)


def steps_of(kinds: type[Operation] | tuple[type[Operation], ...], operations: tuple[Operation, ...]) -> Iterator[Step]:
    """The steps of a function that are of these kinds, whichever database they are for. Nothing is gone through where there are none."""
    if any(isinstance(operation, kinds) for operation in operations):
        yield from (step for step in steps(operations, lambda operation: True) if isinstance(step.operation, kinds))
