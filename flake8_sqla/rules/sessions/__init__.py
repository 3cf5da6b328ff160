"""Family 4: sessions and transactions."""

from flake8_sqla.rules.sessions import (
    async_expire_on_commit,
    awaited_sync_method,
    begin_after_autobegin,
    commit_in_loop,
    commit_inside_begin,
    global_session,
    leaking_session_dependency,
    lost_writes,
    missing_await,
    repeated_commit,
    session_without_context_manager,
    shared_async_session,
    swallowed_database_error,
    sync_session_in_async,
    sync_with_on_async_session,
)

RULES = (
    session_without_context_manager.RULE,
    global_session.RULE,
    repeated_commit.RULE,
    commit_in_loop.RULE,
    swallowed_database_error.RULE,
    lost_writes.RULE,
    commit_inside_begin.RULE,
    begin_after_autobegin.RULE,
    async_expire_on_commit.RULE,
    sync_session_in_async.RULE,
    missing_await.RULE,
    awaited_sync_method.RULE,
    shared_async_session.RULE,
    sync_with_on_async_session.RULE,
    leaking_session_dependency.RULE,
)
