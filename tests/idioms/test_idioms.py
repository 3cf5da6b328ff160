"""Right programs in the ways people write them: no rule that is on by default says anything, and they do run."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.examples import parse_options, review_file

from flake8_sqla.options import Selection, read_settings
from flake8_sqla.pages import parse_page
from flake8_sqla.review import Reviewer

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Program:
    """One right program. `kind` is the page it stands on: `work` and `asynchronous` run, `frameworks` wants what need not be there."""

    kind: str
    title: str
    path: str
    text: str


def _programs() -> Iterator[Program]:
    for page in sorted(_HERE.glob("*.md")):
        for example in parse_page(page.read_text(encoding="utf-8")).examples:
            (file,) = example.files
            yield Program(page.stem, example.title, file.path, file.text)


PROGRAMS = tuple(_programs())
RUN = tuple(program for program in PROGRAMS if program.kind in ("work", "asynchronous"))


def _name(program: Program) -> str:
    return f"{program.kind}-{re.sub('[^a-z0-9]+', '-', program.title.lower()).strip('-')}"


@pytest.mark.parametrize("program", PROGRAMS, ids=_name)
def test_nothing_is_said_of_it(program: Program, folder: Path) -> None:
    shutil.copytree(_HERE / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / (program.path if program.path != "example.py" else "app/example.py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(program.text, encoding="utf-8")
    options = parse_options([])
    reviewer = Reviewer.with_all_rules(read_settings(options), Selection(options))
    quiet = {number for number, line in enumerate(program.text.splitlines(), start=1) if "# noqa" in line}
    said = [f"{report.line}: {report.text}" for report in review_file(reviewer, str(path)) if report.line not in quiet]
    assert not said, "\n".join(said)


@pytest.fixture
def seeded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database with rows, and the models where the programs look for them."""
    monkeypatch.syspath_prepend(str(_HERE))
    for name in [name for name in sys.modules if name == "app" or name.startswith("app.")]:
        monkeypatch.delitem(sys.modules, name)
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    models = importlib.import_module("app.models")
    engine = create_engine(f"sqlite:///{folder / 'idioms.db'}")
    models.Base.metadata.create_all(engine)
    new = models.Tag(name="new")
    with Session(engine) as session, session.begin():
        ann = models.User(name="ann", email="ann@example.org", active=True, age=30, data={"a": 1})
        ann.posts = [models.Post(title="first", tags=[new]), models.Post(title="second")]
        bob = models.User(name="bob", email="bob@example.org", active=False, posts=[models.Post(title="third")])
        eve = models.User(name="eve", email="eve@example.org", active=True, age=12)
        root = models.Folder(id=1, name="root")
        session.add_all([ann, bob, eve, root, models.Folder(id=2, name="leaf", parent_id=1)])
    engine.dispose()
    yield folder / "idioms.db"
    models.Base.registry.dispose()
    for name in [name for name in sys.modules if name == "app" or name.startswith("app.")]:
        del sys.modules[name]  # not by monkeypatch, which would bring it back for the tests that follow


@pytest.mark.parametrize("program", RUN, ids=_name)
def test_it_runs(program: Program, seeded: Path) -> None:
    space: dict[str, object] = {"__name__": "program"}
    exec(compile(program.text, program.title, "exec", dont_inherit=True), space)  # noqa: S102
    work = space["work"]
    assert callable(work)
    if inspect.iscoroutinefunction(work):
        asyncio.run(_run_asynchronously(work, seeded))
    else:
        _run(work, seeded)


def _run(work: Callable[..., object], database: Path) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    engine = create_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        work(session)
    engine.dispose()


async def _run_asynchronously(work: Callable[..., object], database: Path) -> None:
    from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

    engine = create_async_engine(f"sqlite+aiosqlite:///{database}")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        done = work(session)
        assert inspect.isawaitable(done)
        await done
    await engine.dispose()
