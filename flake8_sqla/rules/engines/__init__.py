"""Family 5: engines."""

from flake8_sqla.rules.engines import credentials_in_url, missing_pre_ping

RULES = (
    missing_pre_ping.RULE,
    credentials_in_url.RULE,
)
