"""A project made for measuring: models, services, queries, migrations, and modules that have nothing to do with SQLAlchemy."""

from __future__ import annotations

import random
from pathlib import Path

_PLAIN = '''"""Module {n}: prices and the like."""
import json
import logging

logger = logging.getLogger(__name__)
RATES = {{"a": 1.{n}, "b": 2.5, "c": 3.75}}


class Basket{n}:
    """Things and what they cost."""

    def __init__(self, owner, things=None):
        self.owner = owner
        self.things = dict(things or {{}})

    def add(self, name, count=1):
        if count < 1:
            raise ValueError(f"{{count}} is no count")
        self.things[name] = self.things.get(name, 0) + count
        return self

    def total(self, rates=RATES):
        return sum(rates.get(name, 1) * count for name, count in self.things.items())

    def as_json(self):
        return json.dumps({{"owner": self.owner, "things": self.things}}, sort_keys=True)


def read(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file):
            try:
                yield json.loads(line)
            except ValueError:
                logger.warning("line %d of %s is broken", number, path)
'''
_MODELS = '''"""Models {n}."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.base import Base


class Author{n}(Base):
    """Who writes."""

    __tablename__ = "author_{n}"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    created: Mapped[datetime] = mapped_column(server_default=func.now())
    books: Mapped[list[Book{n}]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book{n}(Base):
    """What is written."""

    __tablename__ = "book_{n}"
    __table_args__ = (Index("ix_book_{n}_title", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int] = mapped_column(ForeignKey("author_{n}.id"))
    author: Mapped[Author{n}] = relationship(back_populates="books")
'''
_SERVICE = '''"""Service {n}."""
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from shop.models_{m} import Author{m}, Book{m}


class Books{n}:
    """Everything done with books."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def by_author(self, name: str, page: int = 0):
        query = select(Book{m}).join(Author{m}).where(Author{m}.name == name)
        if page:
            query = query.offset(page * 20)
        return self.session.execute(query.order_by(Book{m}.id).limit(20)).scalars().all()

    def authors(self):
        statement = select(Author{m}).options(selectinload(Author{m}.books)).order_by(Author{m}.name)
        return [author.name for author in self.session.scalars(statement)]

    def rename(self, old: str, new: str) -> None:
        self.session.execute(update(Book{m}).where(Book{m}.title == old).values(title=new))
        self.session.commit()

    def count(self, author: Author{m}) -> int:
        return self.session.scalar(select(func.count()).select_from(Book{m}).where(Book{m}.author_id == author.id)) or 0


def add(session: Session, title: str, author: Author{m}) -> Book{m}:
    book = Book{m}(title=title, author=author)
    session.add(book)
    session.flush()
    return book
'''
_MIGRATION = '''"""Revision {n}."""
import sqlalchemy as sa
from alembic import op

revision = "r{n:04}"
down_revision = {parent}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note_{n}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_note_{n}"),
    )
    op.add_column("note_{n}", sa.Column("seen", sa.Boolean(), nullable=True))
    op.execute("UPDATE note_{n} SET seen = false WHERE seen IS NULL")


def downgrade() -> None:
    op.drop_column("note_{n}", "seen")
    op.drop_table("note_{n}")
'''
_BASE = '"""The base."""\nfrom sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    """Of all models."""\n'

#: What takes every report of the plugin away. A report costs more in flake8 than in the plugin: a file that has one is tokenised once more.
_MENDED = (
    ("import ForeignKey", "import DateTime, ForeignKey"),
    ("    created: Mapped[datetime] = mapped_column(", "    born: Mapped[datetime] = mapped_column(\n        DateTime(timezone=True), "),
    ('mapped_column(ForeignKey("author_{n}.id"))', 'mapped_column(\n        ForeignKey("author_{n}.id"), index=True)'),
    ("page: int = 0):", "page: int = 0\n                  ) -> Sequence[Book{m}]:"),
    ('"""Service {n}."""\n', '"""Service {n}."""\nfrom collections.abc import Sequence\n\n'),
    ('"""Revision {n}."""', '"""Make the table of notes {n}, which can be seen."""'),
)


def make(folder: Path, files: int, share: int, mended: bool = False) -> None:
    """Write a project of so many files, of which `share` per cent use SQLAlchemy. The same every time.

    Nearly each of those has something to report, unless they are `mended`.
    """

    def text(template: str, **names: object) -> str:
        for fault, cure in _MENDED if mended else ():
            template = template.replace(fault, cure)
        return template.format(**names)

    package, versions = folder / "shop", folder / "migrations" / "versions"
    for each in (package, versions):
        each.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\ndependencies = ["sqlalchemy>=2", "psycopg"]\n')
    (package / "__init__.py").write_text("")
    ours = files * share // 100
    models, services = max(ours // 3, 1), ours // 3
    if ours:
        (package / "base.py").write_text(_BASE)
        (folder / "migrations" / "env.py").write_text('"""The environment."""\n')
        for n in range(models):
            (package / f"models_{n}.py").write_text(text(_MODELS, n=n))
        for n in range(services):
            (package / f"service_{n}.py").write_text(text(_SERVICE, n=n, m=random.Random(n).randrange(models)))
        for n in range(max(ours - models - services - 2, 0)):
            parent = f'"r{n - 1:04}"' if n else "None"
            (versions / f"r{n:04}.py").write_text(text(_MIGRATION, n=n, parent=parent))
    for n in range(files - ours):
        (package / f"plain_{n}.py").write_text(_PLAIN.format(n=n))
