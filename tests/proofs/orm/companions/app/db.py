"""The engine and the factory of the application."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine(os.environ["DATABASE_URL"])
SessionLocal = sessionmaker(engine)


def get_session() -> Iterator[Session]:
    """A session for one request."""
    with SessionLocal() as session:
        yield session
