"""Database that a test makes, or shares with the application.

A fixture for the whole session makes the engine and its tables, yields it, drops the tables and disposes of the engine. A test that makes
an engine of its own pays for it each time and closes it never. A fixture that leaves its tables makes the next run begin on yesterday's.
And the application's own engine points at whatever its settings say: one day at data somebody needs.

```python bad file=tests/test_orders.py
import pytest
from sqlalchemy import create_engine

from shop.models import Base


@pytest.fixture
def engine():
    engine = create_engine("postgresql+psycopg://localhost/test")  # SQA938 "engine"
    Base.metadata.create_all(engine)
    yield engine


def test_total():
    engine = create_engine("sqlite://")  # SQA938 "test_total"
    assert engine
```

```python good file=tests/conftest.py
import pytest
from sqlalchemy import create_engine

from shop.models import Base


@pytest.fixture(scope="session")
def engine():
    engine = create_engine("postgresql+psycopg://localhost/test")
    Base.metadata.create_all(engine)
    yield engine
    Base.metadata.drop_all(engine)
    engine.dispose()
```

Whose opinion: guides to tests with pytest. What speaks against it: a test about engines has to make one, SQLite in memory is gone with
its engine, and a database that is thrown away with its container needs no cleaning. Silent: fixtures of SQLite in memory, engines that a
function elsewhere makes, files that are no tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.test_engines import TestEngine
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(engine: TestEngine, context: Context) -> Iterator[Finding]:
    """Report each, by its form."""
    yield Finding(engine.span, {"name": engine.name}, "" if engine.form == "test" else engine.form)


RULE = Rule(
    code="SQA938",
    name="test-owned-engine",
    impact=Impact.LOW,
    message="{name} makes an engine of its own, and nothing disposes of it; take one from a fixture",
    doc=__doc__,
    on=TestEngine,
    check=check,
    variants={
        "left": "fixture {name} makes tables and leaves them; drop them and dispose of the engine after the yield",
        "borrowed": "{name} is the application's engine, and its database whatever the settings say; make one for the tests in a fixture",
    },
    sources=("S3-34",),
)
