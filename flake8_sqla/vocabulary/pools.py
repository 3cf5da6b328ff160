"""Pool classes, and which arguments of `create_engine` each one takes, held against the installed SQLAlchemy by a test."""

from __future__ import annotations

#: Arguments that are the pool's, as `create_engine` spells them.
POOL_ARGUMENTS = frozenset({"pool_size", "max_overflow", "pool_timeout", "pool_use_lifo"})

#: Pool class → those of them it takes.
TAKEN_BY: dict[str, frozenset[str]] = {
    "QueuePool": POOL_ARGUMENTS,
    "AsyncAdaptedQueuePool": POOL_ARGUMENTS,
    "NullPool": frozenset(),
    "StaticPool": frozenset(),
    "AssertionPool": frozenset(),
    "SingletonThreadPool": frozenset({"pool_size"}),
}
#: Pools that an asynchronous engine refuses.
NOT_ASYNC = frozenset({"QueuePool", "SingletonThreadPool"})
#: Pools that a synchronous engine refuses.
ONLY_ASYNC = frozenset({"AsyncAdaptedQueuePool"})
#: Pools whose size is nobody's worry.
WITHOUT_SIZE = frozenset({"NullPool", "StaticPool", "AssertionPool", "SingletonThreadPool"})
