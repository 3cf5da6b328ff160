"""Family 7: migration history."""

from flake8_sqla.rules.history import (
    duplicate_revision,
    missing_downgrade,
    multiple_heads,
    multiple_roots,
    redundant_dependency,
    unknown_parent_revision,
)

RULES = (
    missing_downgrade.RULE,
    unknown_parent_revision.RULE,
    multiple_heads.RULE,
    multiple_roots.RULE,
    duplicate_revision.RULE,
    redundant_dependency.RULE,
)
