"""Code that looks like SQLAlchemy and is not: no rule says anything of it, whatever else its file does with SQLAlchemy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.examples import Reported, parse_options, review_file

from flake8_sqla.options import Selection, read_settings
from flake8_sqla.pages import parse_page
from flake8_sqla.review import Reviewer
from flake8_sqla.rules import RULES

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Company:
    """What stands above a look-alike in the same file, under names that it has no use for, and where the file lies."""

    name: str
    path: str
    text: str = ""


COMPANIES = (
    Company("alone", "app/alone.py"),
    Company(
        "models",
        "app/models.py",
        '''
import sqlalchemy as sqla_
import sqlalchemy.orm as orm_


class Mapping_(orm_.DeclarativeBase):
    pass


class Known_(Mapping_):
    __tablename__ = "known"
    id: orm_.Mapped[int] = orm_.mapped_column(primary_key=True)
    name: orm_.Mapped[str] = orm_.mapped_column(sqla_.String(20))


def known_(database_: orm_.Session) -> "Known_ | None":
    return database_.scalar(sqla_.select(Known_).where(Known_.id == 1))


''',
    ),
    Company(
        "asyncio",
        "tests/test_service.py",
        '''
import sqlalchemy.ext.asyncio as asyncio_
from sqlalchemy import text as text_

database_ = asyncio_.create_async_engine("sqlite+aiosqlite:///app.db")
Factory_ = asyncio_.async_sessionmaker(database_, expire_on_commit=False)


async def one_():
    async with Factory_() as open_:
        return (await open_.execute(text_("SELECT 1"))).scalar_one()


''',
    ),
    Company("flask", "app/views.py", "from app.extensions import db as database_\nfrom flask_sqlalchemy import SQLAlchemy as Flask_\n\n\n"),
)


@dataclass(frozen=True, slots=True)
class Lookalike:
    """One piece of code, and where it stands."""

    kind: str
    title: str
    text: str


def _lookalikes() -> Iterator[Lookalike]:
    for path in sorted(_HERE.glob("*.md")):
        for example in parse_page(path.read_text(encoding="utf-8")).examples:
            (file,) = example.files
            yield Lookalike(path.stem, example.title, file.text)


LOOKALIKES = tuple(_lookalikes())


def _reports(text: str, path: Path, opinions: bool) -> list[Reported]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    options = parse_options([f"--extend-select={','.join(rule.code for rule in RULES)}"] if opinions else [])
    reviewer = Reviewer.with_all_rules(read_settings(options), Selection(options))
    return [Reported(str(path), report.line, report.code, report.text) for report in review_file(reviewer, str(path))]


@pytest.mark.parametrize("company", COMPANIES, ids=lambda company: company.name)
@pytest.mark.parametrize("lookalike", LOOKALIKES, ids=lambda it: f"{it.kind}-{re.sub('[^a-z0-9]+', '-', it.title.lower()).strip('-')}")
def test_nothing_is_said_of_it(lookalike: Lookalike, company: Company, folder: Path) -> None:
    above = company.text.count("\n")
    opinions = lookalike.kind != "mixed"  # those use SQLAlchemy in earnest, too, and opinions may be had of that
    reports = _reports(company.text + lookalike.text, folder / company.path, opinions)
    said = [report for report in reports if report.line > above]
    assert not said, "\n".join(f"{lookalike.text.splitlines()[report.line - above - 1].strip()}\n    {report.text}" for report in said)


def test_each_has_a_name_of_its_own() -> None:
    counts = Counter((lookalike.kind, lookalike.title) for lookalike in LOOKALIKES)
    assert not [name for name, count in counts.items() if count > 1]
