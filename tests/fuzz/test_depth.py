"""Code that is nested beyond measure is read, or left alone in parts; it never crashes the reader.

Not through flake8: its own pyflakes gives up on much less.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.strict import review_strictly

from flake8_sqla.syntax.source import Source

_IMPORTS = "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy import select\nfrom models import User\n"
_REVISION = _IMPORTS + 'revision = "b"\ndown_revision = "a"\ndef upgrade():\n    op.drop_table("t")\n'

_EXPRESSIONS = {
    "sum": " + ".join(["a"] * 1000),
    "text": " + ".join(["'a'"] * 1000),
    "union-of-types": " | ".join(["int"] * 900),
    "comparison": " < ".join(["a"] * 1000),
    "conjunction": " & ".join(["(User.id == 1)"] * 900),
    "clause": f"select(User).where({' & '.join(['(User.id == 1)'] * 900)})",
    "methods": "select(User)" + ".where(User.id == 1)" * 900,
    "query": "s.query(User)" + ".filter(User.id == 1)" * 900 + ".all()",
    "query-of-a-chain": "a" + ".b()" * 900 + ".query(User).filter(1)",
    "attributes": "a" + ".b" * 900,
    "model-query": "models" + ".B" * 900 + ".query.filter_by()",
    "subscripts": "a" + "[0]" * 900,
    "lists": "[" * 90 + "]" * 90,
    "calls": "f(" * 90 + ")" * 90,
    "not": "not " * 400 + "a",
    "minus": "-" * 400 + "a",
    "condition": "a if b else " * 400 + "c",
    "lambda": "lambda: " * 90 + "a",
    "wide-list": "[" + "1, " * 20000 + "]",
    "wide-call": "f(" + "1, " * 20000 + ")",
    "wide-text": "'" + "x" * 2_000_000 + "'",
}


@pytest.mark.parametrize("name", _EXPRESSIONS)
@pytest.mark.parametrize(
    "frame",
    [
        _IMPORTS + "x = {}\n",
        _IMPORTS + "class A(Base):\n    __tablename__ = 'a'\n    __table_args__ = {}\n    x = sa.Column({})\n",
        _IMPORTS + "class A(Base):\n    __tablename__ = 'a'\n    x: sa.orm.Mapped[{}]\n",
        _IMPORTS + "def f(s: {}):\n    s.execute({})\n",
        _IMPORTS + "sa.create_engine({})\n",
        _REVISION + "    {}\n",
        _REVISION + "    op.execute({})\n",
        _REVISION + "    op.add_column({}, sa.Column({}, index={}))\n",
        _REVISION + "    if {}:\n        op.drop_table('u')\n",
    ],
    ids=["assignment", "class", "annotation", "execution", "engine", "migration", "sql", "column", "branch"],
)
def test_a_deep_expression_is_read(frame: str, name: str) -> None:
    try:
        source = Source.from_text(frame.replace("{}", _EXPRESSIONS[name]))
    except (SyntaxError, RecursionError, MemoryError):
        pytest.skip("Python itself does not parse this")
    review_strictly(source)


def _nested(line: str, depth: int) -> str:
    return "".join("    " + " " * level + line + "\n" for level in range(depth)) + "    " + " " * depth + "op.drop_table('u')\n"


@pytest.mark.parametrize(
    "line", ["if x:", "if op.get_bind().dialect.name == 'postgresql':", "for y in [1]:", "with x:", "while x:", "def f():", "class A(B):"]
)
def test_deep_blocks_are_read(line: str) -> None:
    depth = 18 if line.startswith(("for", "with", "while")) else 90
    review_strictly(Source.from_text(_REVISION + _nested(line, depth)))


def test_a_long_chain_of_elif_is_read() -> None:
    text = _REVISION + "    if x == 0:\n        op.drop_table('t0')\n"
    text += "".join(f"    elif x == {number}:\n        op.drop_table('t{number}')\n" for number in range(1, 300))
    review_strictly(Source.from_text(text))


def test_long_chains_of_names_are_read() -> None:
    text = (
        _REVISION
        + "a0 = select(User)\n"
        + "".join(f"a{number + 1} = a{number}.where(a{number})\n" for number in range(60))
        + "s.execute(a60)\n"
    )
    review_strictly(Source.from_text(text))


def test_long_chains_of_classes_are_read() -> None:
    text = (
        _IMPORTS
        + "class A0(sa.orm.DeclarativeBase): ...\n"
        + "".join(f"class A{number + 1}(A{number}):\n    x = sa.Column(1)\n" for number in range(60))
    )
    review_strictly(Source.from_text(text))


def test_long_chains_of_classes_are_read_from_the_end() -> None:
    text = _IMPORTS + "".join(f"class A{number}(A{number + 1}):\n    x = sa.Column(1)\n" for number in range(60))
    review_strictly(Source.from_text(text))


def test_long_chains_of_aliases_are_read() -> None:
    text = _IMPORTS + "a0 = sa.select\n" + "".join(f"a{number + 1} = a{number}\n" for number in range(300)) + "a300(User)\n"
    review_strictly(Source.from_text(text))


# -- what could take for ever

_LOOPS = "".join("    " + "  " * level + f"for x{level} in {list(range(50))}:\n" for level in range(5)) + "    " + "  " * 5
_CALLS = "".join(f"def f{number}():\n    f{number + 1}()\n    f{number + 1}()\n" for number in range(40))


@pytest.mark.parametrize(
    "text",
    [
        _REVISION + _LOOPS + "op.drop_table('a')\n",
        _REVISION + _LOOPS + "pass\n",
        _REVISION + "    f0()\n" + _CALLS,
        _REVISION + "    op.execute('%*d' % (99999999999, 1))\n",
        _REVISION + "".join(f"    a{number + 1} = a{number} + a{number}\n" for number in range(1000)) + "    op.execute(a1000)\n",
        _REVISION + "    op.execute('" + "(" * 5000 + "')\n",
        _REVISION + "    op.execute('" + "SELECT " * 5000 + "')\n",
        _REVISION + '    op.execute("' + "SELECT '$a$ /* ; " * 5000 + '")\n',
        _IMPORTS + "sa.create_engine('" + "a:" * 50000 + "')\n",
        _IMPORTS + "sa.create_engine('postgresql://" + "a:@" * 50000 + "')\n",
        _IMPORTS + "t = [" + ", ".join(f"select(User).where(User.a == {number})" for number in range(3000)) + "]\n",
    ],
    ids=["loops", "idle-loops", "calls", "width", "doubling", "parentheses", "words", "quotes", "colons", "ats", "wide"],
)
def test_hostile_code_ends(text: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.py"
    path.write_text(text)
    script = (
        "import pathlib, resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\n"
        f"sys.path.insert(0, {str(Path(__file__).parent.parent)!r})\n"
        "from support.strict import review_strictly\n"
        "from flake8_sqla.syntax.source import Source\n"
        f"review_strictly(Source.from_text(pathlib.Path({str(path)!r}).read_text()))\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=10, capture_output=True, text=True)
