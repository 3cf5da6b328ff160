"""Family 3: queries."""

from flake8_sqla.rules.queries import (
    discarded_statement_change,
    dml_without_where,
    python_boolean_in_clause,
    python_identity_in_clause,
    python_in_in_clause,
)

RULES = (
    python_identity_in_clause.RULE,
    python_boolean_in_clause.RULE,
    python_in_in_clause.RULE,
    discarded_statement_change.RULE,
    dml_without_where.RULE,
)
