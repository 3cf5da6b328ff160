"""What pages say of tests: their examples are the tests of a project, and pytest runs them, in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from proofs.blocks import Block, blocks
from proofs.variants import beside

_BLOCKS = {block.name: block for block in (*blocks(families=(4, 9)), *beside())}
_COMPANIONS = Path(__file__).parent / "orm" / "companions"
#: A plugin that writes down, at the end of each test and of all, what is out of its pool and what is open. No garbage is collected
#: meanwhile: what that closes nobody has closed.
_EYES = '''
import gc
import json

import pytest
import sqlalchemy as sa

gc.disable()
opened, out, counts = set(), set(), []


@sa.event.listens_for(sa.Pool, "connect")
def connected(connection, record):
    opened.add(id(connection))


@sa.event.listens_for(sa.Pool, "close")
def closed(connection, record):
    opened.discard(id(connection))


@sa.event.listens_for(sa.Pool, "checkout")
def taken(connection, record, proxy):
    out.add(id(connection))


@sa.event.listens_for(sa.Pool, "checkin")
def returned(connection, record):
    out.discard(id(connection))


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish(nodeid, location):
    counts.append(len(out))


def pytest_unconfigure(config):
    with open("counts.json", "w") as file:
        json.dump({"out": counts, "opened": len(opened)}, file)
'''


@dataclass(frozen=True)
class _Ran:
    """How a run of pytest ended: its outcome by test, and what was left."""

    outcomes: Mapping[str, str]
    out: list[int]
    opened: int


def _run(block: Block, folder: Path, files: Mapping[str, str], *, replaced: Mapping[str, str] | None = None, mode: str = "") -> _Ran:
    """Run pytest on an example, with what it leaves out; `mode`: and with pytest-asyncio."""
    texts = {file.path: file.text for file in block.example.files if file.path.endswith(".py")}
    for old, new in (replaced or {}).items():
        texts = {path: text.replace(old, new) for path, text in texts.items()}
    for path, text in {"eyes.py": _EYES, **files, **texts}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    asynchronous = ["-p", "pytest_asyncio.plugin", "-o", f"asyncio_mode={mode}"] if mode else []
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "eyes", "-p", "no:cacheprovider", "-rA", *asynchronous, "tests"],
        env={**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join([str(folder), str(_COMPANIONS)]), "DATABASE_URL": f"sqlite:///{folder}/proof.db"},
        capture_output=True,
        text=True,
    ).stdout
    found = [line.split(" - ")[0].split() for line in told.splitlines() if line.startswith(("PASSED ", "FAILED ", "ERROR "))]
    assert found, told
    counts = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    return _Ran({words[1].rpartition("::")[2]: words[0] for words in found}, counts["out"], counts["opened"])


_MADE = '''
from sqlalchemy import create_engine


def make_engine():
    engine = create_engine("sqlite:///proof.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS notes (id INTEGER)")
    return engine
'''
_ENGINE = '''
import pytest
from made import make_engine


@pytest.fixture(scope="session")
def engine():
    return make_engine()
'''
_HANDED_ON = '''
from sqlalchemy import text


def test_write({0}):
    {0}.execute(text("INSERT INTO notes VALUES (1)"))


def test_read({0}):
    assert {0}.scalar(text("SELECT count(*) FROM notes")) == 0
'''


@pytest.mark.parametrize(
    ("name", "fixture", "out", "read"),
    [
        ("SQA425-bad-1", "session", [1, 2], "PASSED"),
        ("SQA425-bad-1", "shared", [1, 0], "FAILED"),
        ("SQA425-good-1", "session", [0, 0], "PASSED"),
        ("SQA425-good-1", "other_session", [0, 0], "PASSED"),
    ],
)
def test_a_session_outlives_its_test(name: str, fixture: str, out: list[int], read: str, folder: Path) -> None:
    """Nobody closes it, or the next test sees what this one wrote."""
    own = {"def engine() -> Engine: ...": "def engine() -> Engine:\n    return __import__('made').make_engine()"}
    files = {"made.py": _MADE, "conftest.py": _ENGINE, "tests/test_notes.py": _HANDED_ON.format(fixture)}
    ran = _run(_BLOCKS[name], folder, files, replaced=own)
    assert ran.outcomes == {"test_write": "PASSED", "test_read": read}
    assert ran.out == out


_ASYNC_SESSION = '''
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


@pytest.fixture
def session():
    return AsyncSession(create_async_engine("sqlite+aiosqlite:///proof.db"))
'''


@pytest.mark.parametrize(("name", "passes"), [("SQA431-bad-1", True), ("SQA431-good-1", False)])
def test_a_synchronous_test_tests_nothing(name: str, passes: bool, folder: Path) -> None:
    """It passes where there is not even a table; the good one passes where there is."""
    _needs_pytest_asyncio()
    block = _BLOCKS[name]
    assert _run(block, folder, {"conftest.py": _ASYNC_SESSION}, mode="auto").outcomes == {"test_users": "PASSED" if passes else "FAILED"}
    with closing(sqlite3.connect(folder / "proof.db")) as connection:
        connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name, age, active, flags, role, tags, created_at DEFAULT CURRENT_TIMESTAMP)")
    assert _run(block, folder, {"conftest.py": _ASYNC_SESSION}, mode="auto").outcomes == {"test_users": "PASSED"}


def test_strict_mode_leaves_a_fixture_of_pytest_alone(folder: Path) -> None:
    _needs_pytest_asyncio()
    (block,) = [block for block in _BLOCKS.values() if block.rule.code == "SQA431" and str(block.number).startswith("more")]
    use = "import pytest\nfrom sqlalchemy import text\n\n\n@pytest.mark.asyncio\nasync def test_use(session):\n    await session.execute(text('SELECT 1'))\n"
    for decorator, mode, outcome in (("pytest.fixture", "strict", ("FAILED", "ERROR")), ("pytest_asyncio.fixture", "strict", ("PASSED",)), ("pytest.fixture", "auto", ("PASSED",))):
        ran = _run(block, folder, {"tests/test_use.py": use}, replaced={"@pytest.fixture": f"@{decorator}", "import pytest\n": f"import {decorator.partition('.')[0]}\n"}, mode=mode)
        assert ran.outcomes["test_use"] in outcome


def _needs_pytest_asyncio() -> None:
    if importlib.util.find_spec("pytest_asyncio") is None:
        pytest.skip("NOT PROVEN: pytest-asyncio is not installed")


_USE = "def test_use(engine):\n    engine.connect().close()\n"
_ON_FILE = {
    "postgresql+psycopg://localhost/test": "sqlite:///proof.db",
    "    assert engine\n": "    engine.connect().close()\n",
    "def test_total(": f"{_USE}\n\ndef test_total(",
}


@pytest.mark.parametrize(("name", "left"), [("SQA938-bad-1", 2), ("SQA938-good-1", 0)])
def test_an_engine_that_a_test_makes_stays_open(name: str, left: int, folder: Path) -> None:
    """And the tables that a fixture makes stay in the database."""
    ran = _run(_BLOCKS[name], folder, {"tests/test_use.py": _USE} if left == 0 else {}, replaced=_ON_FILE)
    assert set(ran.outcomes.values()) == {"PASSED"}
    assert ran.opened == left
    assert bool(_tables(folder)) is bool(left)


def test_the_engine_of_the_application_leads_to_its_database(folder: Path) -> None:
    (block,) = [block for block in _BLOCKS.values() if block.rule.code == "SQA938" and str(block.number).startswith("more")]
    assert set(_run(block, folder, {}).outcomes.values()) == {"PASSED"}
    assert _tables(folder)


def _tables(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "proof.db")) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
