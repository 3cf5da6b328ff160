"""How the shop reaches its databases."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine(
    os.environ["SHOP_DATABASE_URL"],
    pool_size=10,
    pool_pre_ping=True,
    connect_args={"application_name": "shop"},
)
SessionFactory = sessionmaker(engine, expire_on_commit=False)

# The replica that the monthly figures are drawn from.
reports_engine = create_engine(
    "postgresql+psycopg://reports:h4rdly-secret@replica.shop.internal/shop",
    pool_size=2,
    max_overflow=0,
)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A session that commits where all went well, and rolls back where it did not."""
    with SessionFactory.begin() as session:
        yield session
