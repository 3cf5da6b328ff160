"""Family 6: migration safety."""

from flake8_sqla.rules.migrations import (
    blocking_foreign_key,
    blocking_index_creation,
    blocking_unique_constraint,
    concurrently_in_transaction,
)

RULES = (
    blocking_index_creation.RULE,
    concurrently_in_transaction.RULE,
    blocking_unique_constraint.RULE,
    blocking_foreign_key.RULE,
)
