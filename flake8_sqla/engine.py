"""Facts in, findings out. A crash in one rule is contained: it becomes a report, and the other rules go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flake8_sqla.facts.file import Crash
from flake8_sqla.facts.record import record
from flake8_sqla.listed import Listed, type_name
from flake8_sqla.rule import Context, Rule

_CRASHED = "SQA001"


@record(order=True)
class Report:
    """One line for the user. `line` counts from one, `column` counts characters from zero."""

    line: int
    column: int
    code: str
    text: str


class Engine:
    """The enabled rules, by the type of fact they read. Rules that are not enabled do not run, and are not loaded."""

    def __init__(self, rules: Iterable[Rule[Any] | Listed], enabled: Callable[[str], bool] = lambda code: True) -> None:
        """`enabled` says which codes the user selected."""
        self.rules = tuple(rule for rule in rules if enabled(rule.code))
        self._by_name: dict[str, list[Rule[Any] | Listed]] = {}
        for rule in self.rules:
            for name in rule.on if isinstance(rule, Listed) else names_of_types(rule):
                self._by_name.setdefault(name, []).append(rule)
        self._by_type: dict[type[Any], tuple[Rule[Any], ...]] = {}

    def _rules_for(self, kind: type[Any]) -> tuple[Rule[Any], ...]:
        """The rules that read facts of this type or of one it derives from, in the order of the list; loaded by now."""
        found = self._by_type.get(kind)
        if found is None:
            wanted = {rule.code: rule for base in kind.__mro__ for rule in self._by_name.get(type_name(base), ())}
            ordered = [rule for rule in self.rules if rule.code in wanted] if wanted else []
            found = self._by_type[kind] = tuple(rule.load() if isinstance(rule, Listed) else rule for rule in ordered)
        return found

    def reads(self, name: str) -> bool:
        """Whether any rule reads facts of this very type, named as the manifest names it: `facts.calls:ApiCall`."""
        return name in self._by_name

    def load(self) -> None:
        """Load every rule now: for a process that others are about to be made from."""
        for rule in self.rules:
            if isinstance(rule, Listed):
                rule.load()

    def check(self, facts: Iterable[object], context: Context) -> list[Report]:
        """Every report on these facts, in the order of the file; two of one rule at one place are one."""
        found: dict[tuple[str, int, int, str], Report] = {}
        by_type = self._by_type
        for fact in facts:
            kind = type(fact)
            rules = by_type.get(kind)
            for rule in self._rules_for(kind) if rules is None else rules:
                try:
                    for finding in rule.check(fact, context):
                        span = finding.span
                        if not span.file:  # what stands in another file is reported there
                            _keep(Report(span.line, span.column, rule.code, rule.text(finding)), found)
                except Exception as error:
                    # One rule's defect must not cost the user the reports of the others, nor, in flake8, those of all files.
                    if not isinstance(fact, Crash):
                        for report in self.crash(rule.code, error, context):
                            _keep(report, found)
        return sorted(found.values())

    def crash(self, where: str, error: BaseException, context: Context) -> list[Report]:
        """The report of something that failed outside the rules."""
        return self.check([Crash(where, describe(error))], context)


def _keep(report: Report, found: dict[tuple[str, int, int, str], Report]) -> None:
    """Keep the first report of a rule at a place."""
    # Every failure stands at the start of the file: their words tell them apart.
    found.setdefault((report.code, report.line, report.column, report.text if report.code == _CRASHED else ""), report)


def names_of_types(rule: Rule[Any]) -> tuple[str, ...]:
    """The types of facts that a rule reads, by the names that the manifest has for them."""
    return tuple(map(type_name, rule.on if isinstance(rule.on, tuple) else (rule.on,)))


def describe(error: BaseException) -> str:
    """An exception in one short line."""
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
