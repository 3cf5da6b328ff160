"""Family 2: models."""

from flake8_sqla.rules.models import (
    import_time_default,
    malformed_table_args,
    mutable_default,
    nullable_contradiction,
    unannotated_column,
    untyped_relationship,
)

RULES = (
    unannotated_column.RULE,
    nullable_contradiction.RULE,
    untyped_relationship.RULE,
    malformed_table_args.RULE,
    import_time_default.RULE,
    mutable_default.RULE,
)
