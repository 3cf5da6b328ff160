"""What a module tells the others is the same whether or not the bodies of functions that give nothing were parsed."""

from __future__ import annotations

import pytest

from flake8_sqla.project.summaries import summarise

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
    found = summarise(f"{_HEAD}\n\n{function}\n\nx = 1\n", "app.db", False).names["f"]
    assert (found.kind, found.returns, found.manner) == (kind, returns, manner)


def test_what_a_function_binds_outside_of_it_is_seen() -> None:
    text = _HEAD + "\n\ndef f():\n    global factory\n    factory = sessionmaker()\n\n\nx = 1\n"
    assert summarise(text, "app.db", False).names["factory"].kind == "factory"
