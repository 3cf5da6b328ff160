"""`docs/accuracy.md`: by rule, what was reported on the pinned projects, what was read, and how much of it is true.

`docs/generate.py` writes it, from the files of verdicts alone: nothing is fetched or linted for it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flake8_sqla.rules import RULES
from tests.primer.projects import PROJECTS, Project
from tests.primer.searches import SEARCHES
from tests.primer.verdicts import OF_SILENCES, UNREAD, Malformed, Verdict, read

_HERE = Path(__file__).parent
#: So many reports of a rule are read, all of them where there are fewer.
REPORTS_READ = 40

_HEAD = """# How often it is right

The reports of the rules that are on by default, on pinned releases of {projects}. Of rules with up to {size} reports
each was read in its source, of the others {size} taken at random.

*true*: the report is right, and one would want to know. *noise*: right, but nobody would do anything about it. *false*: wrong. The share is that of
*true* among those that were read. It is what is left: when these reports were read for the first time, 742 of 804 were true (92 %). What was not
led to exceptions and narrower rules, and these were tried on the same projects; elsewhere the share may be lower.

*found crudely*: lines on which a regular expression that knows nothing finds the rule's words; *silent*: those of them near which the rule reports
nothing. Of these *read* were looked at, at random; *missed*: the rule should have spoken there.

Each verdict, with a word of reason, stands in `tests/primer/verdicts` and `tests/primer/silences`.

| rule | reports | read | true | noise | false | share true | found crudely | silent | read | missed |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def verdicts_file(project: Project) -> Path:
    """Where the verdicts on a project's reports are kept."""
    return _HERE / "verdicts" / f"{project.name}.txt"


def silences_file(code: str) -> Path:
    """Where the verdicts on a rule's silences are kept, those in all projects."""
    return _HERE / "silences" / f"{code}.txt"


@dataclass
class Crude:
    """What the crude search for one rule found over all projects."""

    hits: int = 0
    silent: int = 0
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The numbers as they stand above the verdicts in the rule's file."""
        return f"{self.hits} lines found, {self.silent} of them without a report nearby"


def searched(file: Path) -> Crude:
    """What a rule's file of silences says. Raises Malformed."""
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    numbers = re.fullmatch(r"# (\d+) lines found, (\d+) of them without a report nearby", first)
    if numbers is None:
        raise Malformed(f"{file.name}:1: the numbers are missing; write the file with --silences --update")
    return Crude(int(numbers[1]), int(numbers[2]), list(read(file, OF_SILENCES).values()))


def page() -> str:
    """The page, from the files of verdicts."""
    reports = [verdict for project in PROJECTS for verdict in read(verdicts_file(project)).values()]
    crude = {code: searched(silences_file(code)) for code in SEARCHES if silences_file(code).is_file()}
    return table({rule.code: rule.name for rule in RULES}, reports, crude, REPORTS_READ)


def table(names: dict[str, str], reports: Iterable[Verdict], crude: dict[str, Crude], size: int) -> str:
    """The page. `names` are the rules by code; rules without reports and without a crude search are left out."""
    by_code: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in reports:
        by_code[verdict.place.code][verdict.verdict] += 1
    lines = []
    total: Counter[str] = Counter()
    for code in sorted({*by_code, *(code for code, found in crude.items() if found.hits)}):
        counts = by_code[code]
        total.update(counts)
        lines.append(f"| [{code}](rules/{code}.md) {names.get(code, '')} | {_counted(counts)} | {_searched(crude.get(code))} |")
    lines.append(f"| **all** | {_counted(total)} | | | | |")
    projects = ", ".join(f"{project.name} {project.version}" for project in PROJECTS)
    return _HEAD.format(projects=projects, size=size) + "\n".join(lines) + "\n"


def _counted(counts: Counter[str]) -> str:
    read = sum(counts.values()) - counts[UNREAD]
    share = f"{100 * counts['true'] / read:.0f} %" if read else ""
    return " | ".join(map(str, (sum(counts.values()), read, counts["true"], counts["noise"], counts["false"], share)))


def _searched(crude: Crude | None) -> str:
    if crude is None:
        return " | | | "
    verdicts = Counter(verdict.verdict for verdict in crude.verdicts)
    return " | ".join(map(str, (crude.hits, crude.silent, sum(verdicts.values()) - verdicts[UNREAD], verdicts["wrong"])))
