"""SQLite that checks no foreign key.

SQLite accepts rows that point nowhere, and `ON DELETE CASCADE` does nothing, until each connection says `PRAGMA foreign_keys = ON`. Models with
foreign keys promise what this database does not keep.

```python bad file=app/db.py
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite:///app.db")  # SQA513 "SQLite"

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))
addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), index=True),
)
```

```python good file=app/db.py
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

engine = create_engine("sqlite:///app.db")


@event.listens_for(engine, "connect")
def check_foreign_keys(connection: DBAPIConnection, record: object) -> None:
    connection.cursor().execute("PRAGMA foreign_keys = ON")


metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))
addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), index=True),
)
```

Speaks of engines whose URL says SQLite. The pragma may stand in any module of the project, in a listener or in the driver's own words. Silent:
tests, migrations and their environment, scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report engines on SQLite in a project with foreign keys that nothing has checked."""
    if context.file.test or context.file.migration or context.file.environment or context.file.script or engine.main_guard:
        return
    if not isinstance(engine.url, DatabaseUrl) or engine.url.dialect != "sqlite":
        return
    if context.project.leaves_keys_unchecked:
        yield Finding(engine.span, {"function": engine.function})


RULE = Rule(
    code="SQA513",
    name="sqlite-foreign-keys-off",
    impact=Impact.MEDIUM,
    message="SQLite checks no foreign key on the connections of this {function}(); execute PRAGMA foreign_keys = ON in a connect listener",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("P129",),
)
