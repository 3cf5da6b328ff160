"""Alembic environments made of the examples on pages: written to a folder, completed with what a page leaves out, and run."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from proofs.blocks import Block
from proofs.postgresql import Database

_ENV = '''
import os

from alembic import context
from sqlalchemy import create_engine, pool

with create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
'''
_DATABASE = '''
import os

from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"])
'''
_TEMPLATE = '''"""${message}"""
import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
'''

#: What the examples build upon, where they name it and do not show it.
USERS = '''"""Make the table of users."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(254)),
        sa.Column("email_address", sa.String(254)),
        sa.Column("verified", sa.Boolean()),
    )
    op.execute("INSERT INTO users (id, email, email_address, verified) VALUES (1, 'ADA@EXAMPLE.COM', 'ada', true)")


def downgrade() -> None:
    op.drop_table("users")
'''


@dataclass
class Environment:
    """An environment in a folder, over one database."""

    folder: Path
    url: str
    config: Config
    said: str = field(default="")

    def run(self, name: str, *arguments: object, **options: object) -> None:
        """One of Alembic's commands; what it prints is kept."""
        output = io.StringIO()
        self.config.stdout = output
        with self._process(), contextlib.redirect_stdout(output):
            getattr(command, name)(self.config, *arguments, **options)
        self.said = output.getvalue()

    def call(self, work: Callable[[], object]) -> object:
        """Something else that needs the environment's modules."""
        with self._process():
            return work()

    @contextlib.contextmanager
    def _process(self) -> Iterator[None]:
        before, path, modules = os.environ.get("DATABASE_URL"), list(sys.path), set(sys.modules)
        os.environ["DATABASE_URL"] = self.url
        sys.path.insert(0, str(self.folder))
        try:
            yield
        finally:
            sys.path[:] = path
            os.environ.pop("DATABASE_URL")
            if before is not None:
                os.environ["DATABASE_URL"] = before
            for name in set(sys.modules) - modules:
                if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(self.folder)):
                    del sys.modules[name]

    @property
    def engine(self) -> sa.Engine:
        """To look at the database with."""
        return sa.create_engine(self.url, poolclass=sa.NullPool)

    def tables(self) -> dict[str, set[str]]:
        """The tables there are, with their columns."""
        found = sa.inspect(self.engine)
        return {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a query gives."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def execute(self, statement: str) -> None:
        """Something that happened before."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    def written(self) -> list[str]:
        """The revisions that autogenerate has written."""
        return [path.read_text(encoding="utf-8") for path in sorted((self.folder / "migrations" / "versions").glob("*_made.py"))]


def environment(
    block: Block,
    folder: Path,
    *,
    files: Mapping[str, str] | None = None,
    replaced: Mapping[str, str] | None = None,
    added: str = "",
    database: Database | None = None,
) -> Environment:
    """The environment of an example, on SQLite or on a database of a PostgreSQL.

    `files` are further ones; `replaced` are pieces of the example's text; `added` is code at the end of its env.py.
    """
    texts = {"shop/__init__.py": "", "shop/database.py": _DATABASE, "migrations/script.py.mako": _TEMPLATE}
    for file in block.example.files:
        path = f"migrations/versions/{block.rule.name.replace('-', '_')}.py" if file.path == "example.py" else file.path
        text = file.text
        for old, new in (replaced or {}).items():
            text = text.replace(old, new)
        texts[path] = text
    env = texts.get("migrations/env.py", "")
    texts["migrations/env.py"] = f"{env}\n{added}" if "configure" in env or "set_main_option" in env else _ENV
    for path, text in {**texts, **(files or {})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "migrations" / "versions").mkdir(exist_ok=True)
    url = f"sqlite:///{folder}/shop.db" if database is None else address(database)
    config = Config(str(folder / "alembic.ini")) if (folder / "alembic.ini").exists() else Config()
    if not (folder / "alembic.ini").exists():
        config.set_main_option("script_location", str(folder / "migrations"))
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        config.set_main_option("file_template", "%%(rev)s_made")
    return Environment(folder, url, config)


def address(database: Database) -> str:
    """A database as SQLAlchemy's URL."""
    given = {name: str(value) for name, value in database.arguments.items()}
    query = {"host": given["host"], **({"port": given["port"]} if "port" in given else {})}
    found = sa.URL.create("postgresql+psycopg", given.get("user"), given.get("password"), database=given["dbname"], query=query)
    return found.render_as_string(hide_password=False)
