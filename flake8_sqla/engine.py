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


@record
class Asked:
    """Which rules read one type of facts, by their places in the list: `always`, and where a fact has a certain word."""

    always: tuple[int, ...]
    by_word: dict[str, tuple[int, ...]]


class Engine:
    """The enabled rules, by the facts they read. Rules that are not enabled do not run, and are not loaded."""

    def __init__(self, rules: Iterable[Rule[Any] | Listed], enabled: Callable[[str], bool] = lambda code: True) -> None:
        """`enabled` says which codes the user selected."""
        self.rules = tuple(rule for rule in rules if enabled(rule.code))
        self._loaded = [None if isinstance(rule, Listed) else rule for rule in self.rules]
        self._by_name: dict[str, list[int]] = {}
        for place, rule in enumerate(self.rules):
            for name in rule.on if isinstance(rule, Listed) else names_of_types(rule):
                self._by_name.setdefault(name, []).append(place)
        self._by_type: dict[type[Any], Asked] = {}
        self._words: dict[str, frozenset[str] | None] = {}

    def _asked_about(self, kind: type[Any]) -> Asked:
        """The rules that read facts of this type or of one it derives from."""
        always: list[int] = []
        by_word: dict[str, tuple[int, ...]] = {}
        for place in sorted({place for base in kind.__mro__ for place in self._by_name.get(type_name(base), ())}):
            words = self.rules[place].words if hasattr(kind, "words") else ()
            if not words:
                always.append(place)
            for word in words:
                by_word[word] = (*by_word.get(word, ()), place)
        found = self._by_type[kind] = Asked(tuple(always), by_word)
        return found

    def _places(self, fact: Any) -> Iterable[int]:
        """The rules to be asked about a fact."""
        kind = fact.__class__
        asked = self._by_type.get(kind) or self._asked_about(kind)
        by_word = asked.by_word
        if by_word:
            found = [place for word in fact.words() if word in by_word for place in by_word[word]]
            if found:
                return {*asked.always, *found}
        return asked.always

    def rules_for(self, fact: object) -> list[Rule[Any]]:
        """The rules to be asked about a fact, in the order of the list; loaded by now."""
        return self._in_order(self._places(fact))

    def rules_on(self, kind: type[Any]) -> list[Rule[Any]]:
        """All rules that read facts of this type or of one it derives from, whatever their words; loaded by now."""
        asked = self._by_type.get(kind) or self._asked_about(kind)
        return self._in_order({*asked.always, *(place for places in asked.by_word.values() for place in places)})

    def _in_order(self, places: Iterable[int]) -> list[Rule[Any]]:
        return [self._loaded[place] or self._load(place) for place in sorted(places)]

    def reads(self, name: str) -> bool:
        """Whether any rule reads facts of this very type, named as the manifest names it: `facts.calls:ApiCall`."""
        return name in self._by_name

    def words_of(self, name: str) -> frozenset[str] | None:
        """The words that rules answer to in facts of this very type, which derives from no other; None where a rule reads all of them."""
        if name not in self._words:
            asked = [self.rules[place].words for place in self._by_name.get(name, ())]
            self._words[name] = frozenset().union(*asked) if all(asked) else None
        return self._words[name]

    def load(self) -> None:
        """Load every rule now: for a process that others are about to be made from."""
        for place in range(len(self.rules)):
            self._load(place)

    def _load(self, place: int) -> Rule[Any]:
        rule = self.rules[place]
        found = self._loaded[place] = rule.load() if isinstance(rule, Listed) else rule
        return found

    def check(self, facts: Iterable[object], context: Context) -> list[Report]:
        """Every report on these facts, in the order of the file; two of one rule at one place are one."""
        found: dict[tuple[str, int, int, str], Report] = {}
        loaded = self._loaded
        for fact in facts:
            for place in self._places(fact):
                rule = loaded[place] or self._load(place)
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
