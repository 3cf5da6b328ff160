"""Reports as SARIF 2.1.0, as GitHub's code scanning and other services read it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Codes of other plugins pass through without help.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from flake8_sqla import DOCUMENTATION, __version__
from flake8_sqla.output.line import Line
from flake8_sqla.pages import parse_page, render
from flake8_sqla.rule import Impact, Rule
from flake8_sqla.rules import FAMILIES, RULES

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Impact.CRITICAL: "error", Impact.HIGH: "error", Impact.MEDIUM: "warning", Impact.LOW: "note"}
#: Other plugins have no levels. What pyflakes and pycodestyle call errors is one; the rest is style.
_ERRORS = ("E9", "F")


def log(lines: Sequence[Line], flake8_version: str) -> dict[str, Any]:
    """The whole log of one run: the rules that were met, and a result for each report."""
    codes = sorted({line.code for line in lines})
    ours = {rule.code: rule for rule in RULES}
    described = [_rule(ours[code]) if code in ours else _foreign(code) for code in codes]
    places = {code: place for place, code in enumerate(codes)}
    driver = {
        "name": "flake8",
        "informationUri": "https://flake8.pycqa.org/",
        "version": flake8_version,
        "rules": described,
        "properties": {"flake8-sqla": __version__},
    }
    results = [_result(line, places[line.code], described[places[line.code]]["defaultConfiguration"]["level"]) for line in lines]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    """One of our rules: its page is the help."""
    page, text = parse_page(rule.doc or ""), render(rule)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{page.title}."},
        "fullDescription": {"text": " ".join(page.summary.split())},
        "help": {"text": text, "markdown": text},
        "helpUri": f"{DOCUMENTATION}rules/{rule.code}.html",
        "defaultConfiguration": {"level": _LEVELS[rule.impact]},
        "properties": {"tags": ["sqlalchemy", FAMILIES[rule.family][0]], "impact": rule.impact.value, "precision": "high"},
    }


def _foreign(code: str) -> dict[str, Any]:
    return {"id": code, "defaultConfiguration": {"level": "error" if code.startswith(_ERRORS) else "warning"}}


def _result(line: Line, rule: int, level: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(line.inside)}
    if line.line > 0:
        location["region"] = {"startLine": line.line, "startColumn": max(line.column, 1)}
    return {
        "ruleId": line.code,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": line.text},
        "locations": [{"physicalLocation": location}],
    }


def _artifact(path: str) -> dict[str, str]:
    """A file's address: relative to the root of the sources, which whoever reads the log knows; absolute for what lies outside."""
    if PurePosixPath(path).is_absolute() or path[1:3] == ":/":
        return {"uri": f"file://{'' if path.startswith('/') else '/'}{quote(path)}"}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
