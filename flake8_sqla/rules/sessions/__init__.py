"""Family 4: sessions and transactions."""

from flake8_sqla.rules.sessions import global_session

RULES = (global_session.RULE,)
