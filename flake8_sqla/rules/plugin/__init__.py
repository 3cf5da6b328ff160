"""Family 0: the plugin itself."""

from flake8_sqla.rules.plugin import internal_error, sql_syntax_error

RULES = (
    internal_error.RULE,
    sql_syntax_error.RULE,
)
