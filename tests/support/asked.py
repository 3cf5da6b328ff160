"""An engine that also asks the rules it need not ask, and complains where one of those has something to say."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.engine import Engine, Report
from flake8_sqla.rule import Context


class AskingAll(Engine):
    """Finds words that a rule has forgotten to name: it would be silent about a fact that it has a finding for."""

    def words_of(self, name: str) -> frozenset[str] | None:
        """Every fact is made, whatever its words: those that no rule answers to are the ones to look at."""
        return None

    def check(self, facts: Iterable[object], context: Context) -> list[Report]:
        """The reports, as ever."""
        facts = list(facts)
        reports = super().check(facts, context)
        for fact in facts:
            asked = {rule.code for rule in self.rules_for(fact)}
            for rule in self.rules_on(type(fact)):
                if rule.code not in asked:
                    said = [rule.text(finding) for finding in rule.check(fact, context)]
                    assert not said, f"{rule.code} has to name one of the words {sorted(fact.words())}, or it will not say {said}"
        return reports
