"""The engines, and sessions for requests and for reports."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=5, pool_recycle=1800, pool_pre_ping=True)
Sessions = async_sessionmaker(engine, expire_on_commit=False)
reports_engine = create_engine(os.environ["REPORTS_URL"], pool_size=2, max_overflow=0, pool_recycle=1800, pool_pre_ping=True)
Reports = sessionmaker(reports_engine)


async def _opened() -> AsyncIterator[AsyncSession]:
    async with Sessions() as session:
        yield session


opened = asynccontextmanager(_opened)
