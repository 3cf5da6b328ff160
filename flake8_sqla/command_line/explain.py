"""`explain`: the pages of rules, in a terminal."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from flake8_sqla.command_line.terminal import show
from flake8_sqla.pages import render
from flake8_sqla.rule import Rule
from flake8_sqla.rules import RULES


def find_rule(word: str) -> Rule[Any] | None:
    """The rule with this code or name, whatever the case; None where there is none."""
    return next((rule for rule in RULES if word.lower() in (rule.code.lower(), rule.name)), None)


def nearest(word: str) -> list[str]:
    """The codes and names that somebody may have meant by a word that is neither, the likeliest first."""
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
    guesses = nearest(word)
    hint = f"did you mean {' or '.join(guesses)}?" if guesses else "`python -m flake8_sqla rules` lists them all"
    return f"there is no rule {word!r}; {hint}"
