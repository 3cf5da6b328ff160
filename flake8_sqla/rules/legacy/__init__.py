"""Family 1: the 2.0 API."""

from flake8_sqla.rules.legacy import legacy_column, legacy_declarative_base, legacy_query, removed_list_argument

RULES = (
    legacy_query.RULE,
    legacy_declarative_base.RULE,
    legacy_column.RULE,
    removed_list_argument.RULE,
)
