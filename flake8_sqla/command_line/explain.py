"""`explain`: the pages of rules, in a terminal."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from flake8_sqla.command_line.terminal import show
from flake8_sqla.pages import render
from flake8_sqla.rule import Rule
from flake8_sqla.rules import FAMILIES, RULES

#: Letters that are taken for digits, and the digits.
_LOOK_ALIKES = str.maketrans("oil", "011")


def find_rule(word: str) -> Rule[Any] | None:
    """The rule with this code or name, whatever the case; None where there is none."""
    return next((rule for rule in RULES if word.lower() in (rule.code.lower(), rule.name)), None)


def nearest(word: str) -> list[str]:
    """The codes and names that somebody may have meant by a word that is neither, the likeliest first."""
    number = re.fullmatch(r"(?:sqa)?([0-9]{3})", word.lower().translate(_LOOK_ALIKES))
    if number is not None:
        meant = int(number[1])
        family = [rule.code for rule in RULES if rule.family == meant // 100]
        near = sorted(family, key=lambda code: abs(int(code[3:]) - meant))
        return near[:1] if near[:1] == [f"SQA{number[1]}"] else near[:3]
    known = {entry.lower(): entry for rule in RULES for entry in (rule.code, rule.name)}
    return [known[entry] for entry in difflib.get_close_matches(word.lower(), known)]


def explain(words: Sequence[str]) -> int:
    """Print the pages of these rules. Nothing is printed but the complaint where one of them is unknown."""
    found = [find_rule(word) for word in words]
    complaints = [_complaint(word) for word, rule in zip(words, found) if rule is None]
    if complaints:
        print("\n".join(complaints), file=sys.stderr)
        return 2
    show(list(_pages(found)))
    return 0


def _pages(rules: Sequence[Rule[Any] | None]) -> Iterator[str]:
    return (render(rule) for rule in rules if rule is not None)


def _complaint(word: str) -> str:
    family = re.fullmatch(r"(?:sqa)?([0-9])", word.lower())
    if family is not None and int(family[1]) in FAMILIES:
        return f"{word!r} is a family, not a rule; `python -m flake8_sqla rules SQA{family[1]}` lists its rules"
    guesses = nearest(word)
    hint = f"did you mean {' or '.join(guesses)}?" if guesses else "`python -m flake8_sqla rules` lists them all"
    return f"there is no rule {word!r}; {hint}"
