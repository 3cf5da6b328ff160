"""Family 7: migration history."""

from flake8_sqla.rules.history import (
    duplicate_revision,
    empty_migration,
    incomplete_downgrade,
    inconsistent_revision_header,
    lost_rename,
    missing_downgrade,
    model_in_migration,
    multiple_heads,
    multiple_roots,
    redundant_dependency,
    session_in_migration,
    uninformative_message,
    unknown_parent_revision,
    unreviewed_autogenerate,
)

RULES = (
    missing_downgrade.RULE,
    incomplete_downgrade.RULE,
    unreviewed_autogenerate.RULE,
    uninformative_message.RULE,
    inconsistent_revision_header.RULE,
    model_in_migration.RULE,
    session_in_migration.RULE,
    unknown_parent_revision.RULE,
    multiple_heads.RULE,
    multiple_roots.RULE,
    duplicate_revision.RULE,
    redundant_dependency.RULE,
    lost_rename.RULE,
    empty_migration.RULE,
)
