"""Family 8: the Alembic environment."""

from flake8_sqla.rules.environment import (
    batch_rendering_off,
    default_comparison_off,
    empty_revisions_allowed,
    migrations_outside_transaction,
    missing_target_metadata,
    one_transaction_for_all,
    schema_outside_migrations,
    single_environment_url,
    sql_before_configure,
    type_comparison_off,
    unescaped_option_value,
    unregistered_models,
    untested_migrations,
    upgrade_at_startup,
    wrong_script_location,
)

RULES = (
    missing_target_metadata.RULE,
    unregistered_models.RULE,
    type_comparison_off.RULE,
    default_comparison_off.RULE,
    batch_rendering_off.RULE,
    empty_revisions_allowed.RULE,
    migrations_outside_transaction.RULE,
    sql_before_configure.RULE,
    one_transaction_for_all.RULE,
    single_environment_url.RULE,
    unescaped_option_value.RULE,
    wrong_script_location.RULE,
    untested_migrations.RULE,
    upgrade_at_startup.RULE,
    schema_outside_migrations.RULE,
)
