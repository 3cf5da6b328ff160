"""The command line beside flake8's: `python -m flake8_sqla explain SQA601` and `python -m flake8_sqla rules`."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from flake8_sqla import __version__
from flake8_sqla.pages import parse_page, render
from flake8_sqla.rule import Rule
from flake8_sqla.rules import RULES

_COLUMNS = ("code", "name", "impact", "default", "title")


def find_rule(word: str) -> Rule[Any] | None:
    """The rule with this code or name, whatever the case; None where there is none."""
    return next((rule for rule in RULES if word.lower() in (rule.code.lower(), rule.name)), None)


def nearest(word: str) -> list[str]:
    """The codes and names that somebody may have meant by a word that is neither, the likeliest first."""
    known = {entry.lower(): entry for rule in RULES for entry in (rule.code, rule.name)}
    return [known[entry] for entry in difflib.get_close_matches(word.lower(), known)]


def rows() -> list[dict[str, str]]:
    """Every rule in a few words, in the order of the codes."""
    return [
        {
            "code": rule.code,
            "name": rule.name,
            "impact": rule.impact.value,
            "default": "off" if rule.opinionated else "on",
            "title": parse_page(rule.doc or "").title,
        }
        for rule in RULES
    ]


def explain(words: Sequence[str]) -> int:
    """Print the pages of these rules. Nothing is printed but the complaint where one of them is unknown."""
    found: list[Rule[Any]] = []
    unknown = False
    for word in words:
        rule = find_rule(word)
        if rule is not None:
            found.append(rule)
            continue
        unknown = True
        guesses = nearest(word)
        hint = f"did you mean {' or '.join(guesses)}?" if guesses else "`python -m flake8_sqla rules` lists them all"
        print(f"there is no rule {word!r}; {hint}", file=sys.stderr)
    if unknown:
        return 2
    print("\n".join(render(rule) for rule in found), end="")
    return 0


def list_rules(as_json: bool) -> int:
    """Print the table of rules."""
    table = rows()
    if as_json:
        print(json.dumps(table, indent=2, ensure_ascii=False))
        return 0
    widths = {column: max(len(column), *(len(row[column]) for row in table)) for column in _COLUMNS}
    for row in (dict(zip(_COLUMNS, _COLUMNS)), *table):
        print("  ".join(row[column].ljust(widths[column]) for column in _COLUMNS).rstrip())
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m flake8_sqla",
        description="Read about the rules of flake8-sqla. To check code, run flake8: the plugin is part of it once it is installed.",
    )
    parser.add_argument("--version", action="version", version=f"flake8-sqla {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    one = commands.add_parser("explain", help="print the pages of rules", description="Print the pages of rules.")
    one.add_argument("rules", nargs="+", metavar="RULE", help="a code such as SQA601, or a name such as blocking-index-creation")
    table = commands.add_parser("rules", help="list all rules", description="List all rules.")
    table.add_argument("--json", action="store_true", help="as JSON, for programs")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the value is the exit status. Wrong arguments end with status 2."""
    given = make_parser().parse_args(arguments)
    if given.command == "explain":
        return explain(given.rules)
    return list_rules(given.json)


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, `head` or a pager, went away; the interpreter must not complain of it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
