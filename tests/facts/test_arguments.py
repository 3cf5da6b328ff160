"""The arguments of a call as facts: the same, whichever call is read first, and however deep it stands."""

from __future__ import annotations

import ast

import pytest
from support.facts import source

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Argument, Constant, Invocation, Opaque, walk

_NESTED = f"x = {'f(' * 40}1{')' * 40}\n"
_LISTS = f"x = f({'[' * 20}g({'[' * 6}h({'[' * 3}1{']' * 3}){']' * 6}){']' * 20})\n"
_FOLLOWED = """
inner = f(g(h(i(j(k(l(1)))))))
outer = f(f(f(f(inner, 2))))
last = f(outer)
chain = select(a).where(b(c(d)), e=inner).limit(f(g(1)))
again = session.execute(chain.order_by(f(chain), [f(inner)]))
"""


def _read(text: str, backwards: bool) -> dict[int, tuple[Argument, ...]]:
    reading = Reading(source(text))
    calls = reading.module.nodes[ast.Call]
    found = {place: reading.arguments(*calls[place]) for place in sorted(range(len(calls)), reverse=backwards)}
    again = {place: reading.arguments(*call) for place, call in enumerate(calls)}
    assert again == found
    return found


@pytest.mark.parametrize("text", [_NESTED, _LISTS, _FOLLOWED, _FOLLOWED + _NESTED + _LISTS])
def test_the_order_of_reading_makes_no_difference(text: str) -> None:
    assert _read(text, backwards=False) == _read(text, backwards=True)


@pytest.mark.parametrize("text", [_NESTED, _LISTS, _FOLLOWED])
def test_what_was_read_before_makes_no_difference(text: str) -> None:
    together = _read(text, backwards=True)
    for place, arguments in together.items():
        reading = Reading(source(text))
        assert reading.arguments(*reading.module.nodes[ast.Call][place]) == arguments


def test_what_is_nested_beyond_measure_is_opaque() -> None:
    (outermost,) = _read(_NESTED, backwards=True)[0]
    parts = list(walk(outermost.value))
    assert isinstance(parts[-1], Opaque)
    assert 20 < len(parts) < 40


def test_what_is_nested_less_is_read_to_the_end() -> None:
    reading = Reading(source(_NESTED))
    for call, scope in reading.module.nodes[ast.Call][::-1][:20]:
        (argument,) = reading.arguments(call, scope)
        assert isinstance(list(walk(argument.value))[-1], Constant)


def test_given_values_count_while_they_are_given() -> None:
    reading = Reading(source("for name in ('a', 'b'):\n    f(g(name))\n"))
    call, scope = reading.module.nodes[ast.Call][0]
    before = reading.arguments(call, scope)
    reading.given = {"name": "a"}
    (given,) = reading.arguments(call, scope)
    reading.given = {}
    assert isinstance(given.value, Invocation)
    assert isinstance(given.value.arguments[0].value, Constant)
    assert reading.arguments(call, scope) == before
