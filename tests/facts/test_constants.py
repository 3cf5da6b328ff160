"""Constant expressions are folded to their value; everything else is UNKNOWN."""

from __future__ import annotations

import pytest
from support.facts import constant_of

from flake8_sqla.facts.unknown import UNKNOWN


@pytest.mark.parametrize(
    ("before", "expression", "value"),
    [
        ("", "'a'", "a"),
        ("", "'a' 'b'", "ab"),
        ("", "'a' + 'b' + 'c'", "abc"),
        ("", "42", 42),
        ("", "-42", -42),
        ("", "-1.5", -1.5),
        ("", "None", None),
        ("", "True", True),
        ("", "b'x'", b"x"),
        ("", "f'a'", "a"),
        ("", "f'a{1}b'", "a1b"),
        ("NAME = 'users'", "f'ix_{NAME}'", "ix_users"),
        ("NAME = 'users'", "NAME", "users"),
        ("NAME = 'users'", "'ix_%s' % NAME", "ix_users"),
        ("NAME = 'users'", "'%s_%s' % (NAME, 'x')", "users_x"),
        ("NAME = 'users'", "'ix_{}'.format(NAME)", "ix_users"),
        ("NAME = 'users'", "'ix_{name}_{0}'.format(1, name=NAME)", "ix_users_1"),
        ("A = 'a'\nB = A + 'b'", "B + 'c'", "abc"),
        ("", "' A '.strip()", "A"),
        ("", "'A'.lower()", "a"),
        ("", "'a'.upper()", "A"),
        ("from alembic import op", "op.f('ix_users')", "ix_users"),
        ("from textwrap import dedent", "dedent('SELECT 1')", "SELECT 1"),
        ("import textwrap", "textwrap.dedent('SELECT 1')", "SELECT 1"),
        ("NAME: str = 'users'", "NAME", "users"),
        ("(NAME := 'users')", "NAME", "users"),
        ("A, B = 'a', 'b'", "B", "b"),
    ],
)
def test_a_constant_expression_has_its_value(before: str, expression: str, value: object) -> None:
    assert constant_of(f"{before}\n{expression}\n", expression) == value


@pytest.mark.parametrize(
    ("before", "expression"),
    [
        ("", "unbound"),
        ("", "..."),
        ("", "f()"),
        ("", "'a' + f()"),
        ("", "f'{x}'"),
        ("", "f'{1:5}'"),
        ("", "f'{1!r}'"),
        ("", "1 + 2 + x"),
        ("", "'%d' % 'a'"),
        ("", "'%s %s' % ('a',)"),
        ("", "'%0999999d' % 1"),
        ("", "'%*d' % (200000, 1)"),
        ("", "'%.*f' % (200000, 1.5)"),
        ("", "'{}'.format(*x)"),
        ("", "'{}'.format()"),
        ("", "'{a}'.format(**x)"),
        ("", "'{0.__class__}'.format(1)"),
        ("", "'{:>999999999}'.format(1)"),
        ("", "'{'.format(1)"),
        ("", "'a'.join(x)"),
        ("NAME = 'a'\nNAME = 'b'", "NAME"),
        ("if x:\n    NAME = 'a'\nelse:\n    NAME = 'b'", "NAME"),
        ("NAME = 'a'\nNAME += 'b'", "NAME"),
        ("for NAME in 'ab':\n    pass", "NAME"),
        ("A = B\nB = A", "A"),
        ("A = A + 'x'", "A"),
    ],
)
def test_what_may_have_another_value_at_run_time_is_unknown(before: str, expression: str) -> None:
    assert constant_of(f"{before}\n{expression}\n", expression) is UNKNOWN


def test_a_parameter_hides_a_constant_of_the_module() -> None:
    assert constant_of("NAME = 'a'\ndef f(NAME):\n    return NAME\n", "NAME") is UNKNOWN


def test_a_constant_that_doubles_itself_stays_small() -> None:
    text = "A0 = 'x' * 1\nA1 = 'ab'\n" + "".join(f"A{number + 1} = A{number} + A{number}\n" for number in range(1, 60)) + "A60\n"
    assert constant_of(text, "A60") is UNKNOWN
