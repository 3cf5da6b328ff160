"""What long files and long histories cost: each kind in several lengths, and how the cost grows from the shortest to the longest."""

from __future__ import annotations

import ast
import gc
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer

_MODELS = """\
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy import select


class Base(DeclarativeBase): ...


class M0(Base):
    __tablename__ = "m0"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


"""
_MODEL = """\
class M{n}(Base):
    __tablename__ = "m{n}"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    before_id: Mapped[int] = mapped_column(ForeignKey("m{before}.id"))
    before: Mapped["M{before}"] = relationship()


"""
_QUERY = """\
def read{n}(session: Session, name: str):
    found = select(M0).where(M0.name == name)
    for each in session.scalars(found.order_by(M0.id)):
        print(each.name)


"""
_REVISION = '''\
"""Revision {n} of many."""
import sqlalchemy as sa
from alembic import op

revision = "r{n:05}"
down_revision = {before}


def upgrade() -> None:
    op.add_column("users", sa.Column("c{n}", sa.Integer()))


def downgrade() -> None:
    op.drop_column("users", "c{n}")
'''


def _parts(head: str, part: str) -> Callable[[int], str]:
    """A file of so many lines: its head, and a part over and over."""
    lines = part.count("\n")
    return lambda length: head + "".join(part.format(n=n, before=n - 1) for n in range(1, length // lines + 1))


#: Kind of file → what makes one of so many lines.
KINDS: dict[str, Callable[[int], str]] = {
    "models": _parts(_MODELS, _MODEL),
    "functions with queries": _parts(_MODELS, _QUERY),
    "queries of the module": _parts(f"{_MODELS}session = Session()\n", "s{n} = select(M0).where(M0.id == {n})\nsession.execute(s{n})\n"),
    "one function": _parts(f"{_MODELS}def run(session: Session):\n", "    s{n} = select(M0).where(M0.id == {n})\n    session.execute(s{n})\n"),
    "attributes of one object": _parts(f"{_MODELS}class Box:\n    def __init__(self, session: Session):\n", "        self.a{n} = session\n"),
    "one migration": _parts(
        _REVISION.format(n=1, before=None).partition("    op.add")[0], '    op.add_column("users", sa.Column("c{n}", sa.Integer()))\n'
    ),
    "classes derived from one another, a tenth": lambda length: (
        _MODELS + "".join(f"class D{n}({f'D{n - 1}' if n else 'M0'}): ...\n" for n in range(length // 10))
    ),
    "a statement made from itself, a fiftieth": lambda length: (
        f"{_MODELS}s0 = select(M0)\n" + "".join(f"s{n} = s{n - 1}.where(M0.id > {n})\n" for n in range(1, length // 50 + 1))
    ),
}


def long_files(lengths: Sequence[int]) -> str:
    """A table with a line for each kind: milliseconds in each length, and the exponent between the shortest and the longest.

    1 means that the cost grows as the file does, 2 that each line is held against each other. The last line is a history of a tenth as many
    revisions, each of which is reviewed. CPU time of one review in this process, all rules that are on by default.
    """
    heads = " | ".join(f"{length} lines, ms" for length in lengths)
    lines = [f"| kind | {heads} | exponent |", "|---" * (len(lengths) + 2) + "|"]
    for name, text in KINDS.items():
        lines.append(_line(name, [_of_text(text(length)) for length in lengths], lengths))
    lines.append(_line("revisions, a tenth", [_of_history(length // 10) for length in lengths], lengths))
    return "\n".join(lines)


def _line(name: str, seconds: list[float], lengths: Sequence[int]) -> str:
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(lengths[-1] / lengths[0])
    return f"| {name} | {' | '.join(f'{each * 1000:.0f}' for each in seconds)} | **{exponent:.2f}** |"


def _of_text(text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "long.py"
        path.write_text(text, encoding="utf-8")
        return _seconds([path])


def _of_history(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        versions = root / "migrations" / "versions"
        versions.mkdir(parents=True)
        (root / "pyproject.toml").write_text("[project]\nname = 'shop'\n", encoding="utf-8")
        (root / "migrations" / "env.py").write_text("", encoding="utf-8")
        for n in range(count):
            before = repr(f"r{n - 1:05}") if n else None
            (versions / f"r{n:05}.py").write_text(_REVISION.format(n=n, before=before), encoding="utf-8")
        return _seconds(sorted(versions.glob("*.py")))


def _seconds(paths: list[Path]) -> float:
    """CPU seconds for a review of each, without those for what is loaded with the first file of its kind."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    for _ in range(2):
        reviewer = Reviewer.with_all_rules(Settings(), lambda code: not code.startswith("SQA9"))
        trees = [ast.parse(text) for text in texts]
        gc.collect()
        gc.disable()  # as the plugin does
        start = time.process_time()
        for path, text, tree in zip(paths, texts, trees, strict=True):
            reviewer.review(str(path), text.splitlines(keepends=True), tree)
        taken = time.process_time() - start
        gc.enable()
    return taken
