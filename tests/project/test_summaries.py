"""What a module tells the others is the same whether or not the bodies of functions that give nothing were parsed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from support.projects import write

from flake8_sqla.project import summaries
from flake8_sqla.project.summaries import Summaries, summarise

_HEAD = (
    '"""A module long enough for its outline to be worth the work."""\n'
    "from contextlib import contextmanager\nfrom sqlalchemy import create_engine\nfrom sqlalchemy.orm import Session, sessionmaker\n\n"
    + "# padding\n" * 40
)


@pytest.mark.parametrize(
    ("function", "kind", "returns", "manner"),
    [
        ("def f():\n    return Session()\n", "function", "session", ""),
        ("def f(\n    a,\n):\n    made = Session()\n    if a:\n        return None\n    return made\n", "function", "session", ""),
        ("def f() -> Session:\n    raise NotImplementedError\n", "function", "session", ""),
        ("@contextmanager\ndef f():\n    yield Session()\n", "function", "session", "manager"),
        ("def f():\n    yield Session()\n", "function", "session", "generator"),
        ("def f():\n    return create_engine('sqlite://')\n", "function", "engine", ""),
        ("def f():\n    return (\n        Session()\n    )\n", "function", "session", ""),
        ("def f():\n    return Session() if f else Session(autoflush=False)\n", "function", "session", ""),
        ("def f():\n    Session()\n    return None  # nothing\n", "function", "", ""),
        ("def f():\n    Session()\n", "function", "", ""),
        ("def f():\n    x = 1\n" + "    x += 1\n" * 90 + "    return Session()\n", "function", "", ""),
    ],
    ids=["plain", "bound", "annotated", "manager", "generator", "engine", "parentheses", "either", "constant", "nothing", "long"],
)
def test_what_a_function_gives_is_read_off_its_body(function: str, kind: str, returns: str, manner: str) -> None:
    found = summarise(f"{_HEAD}\n\n{function}\n\nx = 1\n", "app.db", False)[0].names["f"]
    assert (found.kind, found.returns, found.manner) == (kind, returns, manner)


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        ("def f(a) -> int:", False),
        ("def f(a) -> list[int] | None:  # -> Session:", False),
        ("async def f(\n    a: int = 1,\n) -> 'User':", False),
        ("def f(a: Callable[[int], Session]) -> None:", False),
        ("def f(a) -> Session:", True),
        ("async def f(a) -> 'AsyncEngine':", True),
        ("def f(a):  # -> int:", True),
        ("def f(a):", True),
    ],
)
def test_code_that_an_annotation_speaks_for_is_not_parsed(head: str, stays: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{_HEAD}\n\n{head}\n    kept = Session(autoflush=False)\n    return kept\n\n\nx = 1\n"
    found, tree = summarise(text, "app.db", False)
    assert ("kept" in ast.unparse(tree)) is stays
    monkeypatch.setattr(summaries, "_may_give", lambda head, body, lines: True)
    assert summarise(text, "app.db", False)[0] == found


def test_what_a_function_binds_outside_of_it_is_seen() -> None:
    text = _HEAD + "\n\ndef f():\n    global factory\n    factory = sessionmaker()\n\n\nx = 1\n"
    assert summarise(text, "app.db", False)[0].names["factory"].kind == "factory"


_MIXIN = f'''{_HEAD}

from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    @declared_attr.directive
    def __tablename__(cls):
        return cls.__name__.lower()

    def plain(self):
        return self.nothing
'''


def test_whoever_asks_for_the_tree_of_a_module_after_its_summary_gets_the_one_there_is_with_its_bodies(folder: Path) -> None:
    write(folder, {"models.py": _MIXIN})
    path = str(folder / "models.py")
    summaries = Summaries()
    assert summaries.of(path, "models") is not None
    found = summaries.parsed(path)
    assert found is not None
    text, tree = found
    assert text == _MIXIN
    assert "return cls.__name__.lower()" in ast.unparse(tree)
    again = summaries.parsed(path)
    assert again is not None
    assert again[1] is not tree
    assert ast.dump(again[1]) == ast.dump(tree)


def test_the_trees_of_a_few_modules_are_kept_and_no_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"models{number}.py" for number in range(9)]
    write(folder, dict.fromkeys(names, _MIXIN))
    summaries = Summaries()
    for name in names:
        summaries.of(str(folder / name), name.removesuffix(".py"))
    parsed = list[str]()

    def count(text: str, stays: object = None) -> ast.Module:
        parsed.append(text)
        return ast.parse(text)

    monkeypatch.setattr("flake8_sqla.project.summaries.parsed", count)
    for name in names:
        assert summaries.parsed(str(folder / name)) is not None
    assert len(parsed) == 7


def test_a_file_that_is_not_there_has_no_tree(folder: Path) -> None:
    assert Summaries().parsed(str(folder / "models.py")) is None
