"""Family 7: migration history."""

from flake8_sqla.rules.history import missing_downgrade

RULES = (missing_downgrade.RULE,)
