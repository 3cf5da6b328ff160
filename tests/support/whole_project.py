"""A project whose reports hang on what its files say of one another."""

from __future__ import annotations

from collections.abc import Mapping

from support.projects import migration

_DB = """from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

engine = create_engine("sqlite://")
Factory = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


@contextmanager
def session_scope() -> Iterator[Session]:
    with Factory() as session:
        yield session
"""
_USER = """from sqlalchemy import Column, Integer, String

from ..db import Base
from .mixins import Stamped


class User(Stamped, Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)
"""
_ORDER = """import app.models.user as users
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship


class Order(users.Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User")
"""
_QUERIES = """from sqlalchemy import select

from app import Factory, User
from app.models import *


def names(flag):
    with Factory() as session:
        session.query(User).filter(User.name is None).all()
        return session.scalars(select(Order).where(Order.user_id is None and flag, not User.name))
"""
_VIEWS = """import sqlalchemy

from . import db
from .db import session_scope
from .service.queries import Factory as Maker


def view(thing):
    with session_scope() as session:
        session.query(thing)
    with db.Factory.begin() as session:
        session.query(thing)
    with Maker() as session:
        return session.query(thing)
"""
PROJECT: Mapping[str, str] = {
    "pyproject.toml": '[project]\nname = "x"\ndependencies = ["psycopg"]\n',
    "app/__init__.py": "from .db import Base, Factory\nfrom .models import User\n",
    "app/db.py": _DB,
    "app/models/__init__.py": "from .order import Order\nfrom .user import User\n\n__all__ = ['Order', 'User']\n",
    "app/models/mixins.py": "import sqlalchemy as sa\n\n\nclass Stamped:\n    created = sa.Column(sa.DateTime)\n",
    "app/models/user.py": _USER,
    "app/models/order.py": _ORDER,
    "app/service/queries.py": _QUERIES,
    "app/views.py": _VIEWS,
    "app/circle.py": "from sqlalchemy import Column\nfrom app.round import Round\n\n\nclass Circle(Round):\n    a = Column()\n",
    "app/round.py": "from sqlalchemy import Column\nfrom app.circle import Circle\nfrom app.db import Base\n\n\nclass Round(Circle, Base):\n    b = Column()\n",
    "app/broken.py": "from sqlalchemy import (\n",
    "app/uses_broken.py": "from app.broken import thing\nimport sqlalchemy\n\nthing.query(sqlalchemy)\n",
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "migrations/env.py": "from alembic import context\n\nfrom app import Base\n\ncontext.configure(target_metadata=Base.metadata)\n",
    "migrations/versions/a1.py": migration("a1"),
    "migrations/versions/a2.py": migration("a2", "'a1'"),
    "migrations/versions/a3.py": migration("a3", "'a1'", "depends_on = 'a1'"),
    "migrations/versions/a4.py": migration("a4", "'gone'"),
}
#: Its modules.
FILES = sorted(path for path in PROJECT if path.endswith(".py"))
