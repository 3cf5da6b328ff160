'''Models that autogenerate does not know.

A table is in the metadata once the module of its model is imported, and env.py is a program of its own: what it does not import, directly
or through others, is not there. Autogenerate then writes `drop_table` for tables that are in use, and `alembic check` calls for it.
Import every module of models in one place, and that place in env.py.

```python bad file=shop/__init__.py
"""The shop."""
```

```python bad file=shop/base.py
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass
```

```python bad file=shop/orders.py
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python bad file=migrations/env.py
from alembic import context

from shop.base import Base


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)  # SQA802 "shop.orders"
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=shop/__init__.py
"""The shop."""
```

```python good file=shop/base.py
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})
```

```python good file=shop/orders.py
from sqlalchemy.orm import Mapped, mapped_column

from shop.base import Base


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good file=migrations/env.py
import shop.orders  # noqa: F401
from alembic import context

from shop.base import Base
from shop.migrating import settings


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, **settings)
    with context.begin_transaction():
        context.run_migrations()
```

Silent where an import by a computed name (`importlib.import_module`, `pkgutil`) is among what env.py imports, and where it cannot be read
whose metadata it is. What a script of the project imports that runs autogenerate itself counts as env.py's. Tests, examples, scripts and migrations are not asked for models. An import under `TYPE_CHECKING` is none.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NAMED = 3


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report the first configuration with the metadata, naming the modules."""
    known = next((call for call in environment.configurations if call.compares and call.metadata_owner), None)
    missing = context.surroundings.read_unregistered(known.metadata_owner, environment.imports) if known is not None else ()
    if known is not None and missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        yield Finding(known.span, {"modules": ", ".join(missing[:_NAMED]) + more})


RULE = Rule(
    code="SQA802",
    name="unregistered-models",
    impact=Impact.HIGH,
    message="the tables of {modules} are not in this metadata, and autogenerate drops them: import what env.py does not import yet",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    sources=("S2-12",),
)
