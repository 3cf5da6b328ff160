"""Family 9: opinions. Off unless selected by name."""

from flake8_sqla.rules.opinionated import import_alias

RULES = (import_alias.RULE,)
