"""Family 5: engines."""

from flake8_sqla.rules.engines import (
    async_driver_in_sync_engine,
    conflicting_pool_arguments,
    credentials_in_url,
    echo_enabled,
    engine_per_call,
    missing_pre_ping,
    sqlite_foreign_keys_off,
    sync_api_on_async_engine,
    sync_driver_in_async_engine,
    unclosed_connection,
    uncommitted_connection,
    unconfigured_pool,
    unescaped_url,
)

RULES = (
    unconfigured_pool.RULE,
    missing_pre_ping.RULE,
    echo_enabled.RULE,
    credentials_in_url.RULE,
    sync_driver_in_async_engine.RULE,
    async_driver_in_sync_engine.RULE,
    conflicting_pool_arguments.RULE,
    engine_per_call.RULE,
    unclosed_connection.RULE,
    uncommitted_connection.RULE,
    unescaped_url.RULE,
    sync_api_on_async_engine.RULE,
    sqlite_foreign_keys_off.RULE,
)
