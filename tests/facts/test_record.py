"""Records behave as frozen dataclasses do: held against them, class by class."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from flake8_sqla.facts.record import EMPTY, field, fields, record, replace


@record
class Place:
    """A base with a default."""

    line: int
    word: str = "w"
    shared: ClassVar[int] = 7


@record
class Sub(Place):
    """Fields of its own, one that does not count, and another default for the base's."""

    extra: tuple[int, ...] = ()
    note: str = field(default="", compare=False)
    word: str = "sub"


@record(kw_only=True)
class Named(Place):
    """Two fields that are given by name."""

    required: int
    given: object = EMPTY


@record
class Nothing:
    """No fields."""


@record(eq=False)
class Identity:
    """Compared by identity."""

    line: int


@record(order=True)
class Ordered:
    """In the order of its fields."""

    line: int
    column: int


def test_arguments_and_defaults() -> None:
    assert (Place(1).line, Place(1).word, Place(word="x", line=2).word) == (1, "w", "x")
    found = Sub(1, extra=(2,))
    assert (found.line, found.word, found.extra, found.note) == (1, "sub", (2,), "")
    named = Named(4, required=5)
    assert (named.line, named.word, named.required, named.given) == (4, "w", 5, EMPTY)
    assert Place.shared == 7


@pytest.mark.parametrize(
    ("made", "arguments", "named"),
    [
        (Place, (), {}),
        (Place, (1, "", 3), {}),
        (Place, (1,), {"other": 3}),
        (Named, (1,), {}),
        (Named, (1, "", 3), {}),
        (Nothing, (1,), {}),
    ],
)
def test_wrong_arguments_are_refused(made: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        made(*arguments, **named)


def test_equality_and_hash() -> None:
    assert Place(1) == Place(1, "w") != Place(2)
    assert hash(Place(1)) == hash(Place(1, "w"))
    assert Place(1) != Sub(1, "w")
    assert Sub(1, note="a") == Sub(1, note="b") and hash(Sub(1, note="a")) == hash(Sub(1, note="b"))
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing())
    assert Identity(1) != Identity(1) and len({Identity(1), Identity(1)}) == 2
    assert Named(1, required=2, given=()) == Named(1, required=2, given=())
    assert Place(1) != 1 and Ordered(1, 2) != (1, 2)


def test_order() -> None:
    assert sorted([Ordered(2, 1), Ordered(1, 9), Ordered(1, 2)]) == [Ordered(1, 2), Ordered(1, 9), Ordered(2, 1)]
    assert Ordered(1, 2) <= Ordered(1, 2) >= Ordered(1, 1) and Ordered(3, 0) > Ordered(2, 9)
    with pytest.raises(TypeError):
        assert Ordered(1, 2) < (1, 2)


def test_replace_and_fields() -> None:
    assert replace(Sub(1, note="n"), line=3) == Sub(3) and replace(Sub(1, note="n"), line=3).note == "n"
    with pytest.raises(TypeError):
        replace(Place(1), other=2)
    assert [entry.name for entry in fields(Sub)] == ["line", "word", "extra", "note"]
    assert [(entry.name, entry.required) for entry in fields(Named(1, required=2))] == [
        ("line", True),
        ("word", False),
        ("required", True),
        ("given", False),
    ]


def test_no_other_attributes_fit_in() -> None:
    with pytest.raises(AttributeError):
        setattr(Sub(1), "other", 2)
    assert not hasattr(Sub(1), "__dict__")


def test_patterns_and_representation() -> None:
    match Sub(1, "x", (3,)):
        case Sub(line, word, extra):
            assert (line, word, extra) == (1, "x", (3,))
    assert Sub.__match_args__ == ("line", "word", "extra", "note") and Named.__match_args__ == ("line", "word")
    assert repr(Sub(1)) == "Sub(line=1, word='sub', extra=(), note='')"


def test_a_plain_subclass_is_made_like_its_base() -> None:
    class Plain(Ordered):
        """No record of its own."""

    assert Plain(1, 2).column == 2 and Ordered(1, 2) != Plain(1, 2) == Plain(1, 2)


def test_a_check_of_its_own_runs() -> None:
    @record
    class Checked:
        line: int

        def __post_init__(self) -> None:
            if self.line < 1:
                raise ValueError(self.line)

    assert Checked(1).line == 1
    with pytest.raises(ValueError, match="0"):
        Checked(0)


def test_mypy_refuses_what_a_frozen_dataclass_refuses(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from flake8_sqla.facts.place import Span\n"
        "span = Span(1, 2, 3, 4)\n"
        "span.line = 2\n"
        "Span('', 2, 3, 4)\n"
        "Span(1, 2, 3)\n"
    )
    found = subprocess.run([sys.executable, "-m", "mypy", "--strict", str(program)], capture_output=True, text=True, check=False)
    if "No module named mypy" in found.stderr:
        pytest.skip("mypy is not installed")
    assert [line.split(":")[1] for line in found.stdout.splitlines() if ": error:" in line] == ["3", "4", "5"]
