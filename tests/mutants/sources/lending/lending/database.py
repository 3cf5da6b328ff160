"""The engine and the sessions."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=5, pool_recycle=1800, pool_pre_ping=True)
Sessions = sessionmaker(engine)


def get_session() -> Iterator[Session]:
    with Sessions() as session:
        yield session
