"""`rules`: every rule, or those of a family, a line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from flake8_sqla.command_line.table import lines
from flake8_sqla.pages import parse_page
from flake8_sqla.rules import RULES


def rows(beginnings: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rules whose codes begin so (nothing: all) in a few words, in the order of the codes."""
    return [
        {
            "code": rule.code,
            "name": rule.name,
            "impact": rule.impact.value,
            "default": "off" if rule.opinionated else "on",
            "title": parse_page(rule.doc or "").title,
        }
        for rule in RULES
        if not beginnings or rule.code.startswith(tuple(word.upper() for word in beginnings))
    ]


def list_rules(beginnings: Sequence[str], as_json: bool) -> int:
    """Print the table of rules. Status 2 where a word is the beginning of no code."""
    unknown = [word for word in beginnings if not rows([word])]
    if unknown:
        print("\n".join(f"no code begins with {word!r}; SQA1 to SQA9 are the families" for word in unknown), file=sys.stderr)
        return 2
    table = rows(beginnings)
    if as_json:
        print(json.dumps(table, indent=2, ensure_ascii=False))
    else:
        print("\n".join(lines([list(table[0]), *(list(row.values()) for row in table)])))
    return 0
