"""`rules`: every rule in a line."""

from __future__ import annotations

import json

from flake8_sqla.command_line.table import lines
from flake8_sqla.pages import parse_page
from flake8_sqla.rules import RULES


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


def list_rules(as_json: bool) -> int:
    """Print the table of rules."""
    table = rows()
    if as_json:
        print(json.dumps(table, indent=2, ensure_ascii=False))
    else:
        print("\n".join(lines([list(table[0]), *(list(row.values()) for row in table)])))
    return 0
