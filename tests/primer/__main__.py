"""`python -m tests.primer [NAME …]`: lint pinned real projects and compare with the verdicts once given.

    python -m tests.primer                    all pinned projects: what is new, what has gone; fails where anything is
    python -m tests.primer --update optuna    bring the file of verdicts up to date; new reports are unread (`-`)
    python -m tests.primer --unread           the reports of the samples that nobody has read yet, with their lines
    python -m tests.primer --silences SQA301  what a crude search finds and the rule does not report, a sample, with the lines
    python -m tests.primer --table            write docs/accuracy.md
    python -m tests.primer --path DIR         lint a checkout, and print each report with its key
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

if __package__ in (None, ""):  # started as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flake8_sqla.rules import RULES
from tests.primer.accuracy import Crude, table
from tests.primer.projects import CACHE, PROJECTS, NotFetched, Project, fetched
from tests.primer.reports import Place, reports_of, sample, silences_of
from tests.primer.searches import SEARCHES
from tests.primer.verdicts import OF_SILENCES, UNREAD, Verdict, brought_forward, compare, read, write

_HERE = Path(__file__).parent
_DOCS = _HERE.parents[1] / "docs" / "accuracy.md"
#: So many reports of a rule are read, all of them where there are fewer; so many lines of a crude search.
REPORTS_READ = 40
SILENCES_READ = 30


def verdicts_file(project: Project) -> Path:
    """Where the verdicts on a project's reports are kept."""
    return _HERE / "verdicts" / f"{project.name}.txt"


def silences_file(project: Project) -> Path:
    """Where the verdicts on a project's silences are kept."""
    return _HERE / "silences" / f"{project.name}.txt"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit status is 1 where reports are new or gone."""
    parser = argparse.ArgumentParser(prog="python -m tests.primer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="projects; all of them where none is named")
    parser.add_argument("--update", action="store_true", help="write the files of verdicts anew")
    parser.add_argument("--unread", action="store_true", help="print what is still to be read")
    parser.add_argument("--silences", metavar="CODE", help="print what a crude search finds beyond the rule's reports")
    parser.add_argument("--table", action="store_true", help="write docs/accuracy.md")
    parser.add_argument("--path", type=Path, help="lint a checkout instead")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where archives are unpacked (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.path:
        for place in reports_of(options.path.resolve()):
            print(f"{place.path}:{place.line}:{place.column}: {place.code} [{place.key}] {place.text}")
        return 0
    wanted = [project for project in PROJECTS if not options.names or project.name in options.names]
    try:
        roots = {project: fetched(project, options.cache) for project in wanted}
    except NotFetched as error:
        print(f"not fetched: {error}", file=sys.stderr)
        return 2
    reports = {project: reports_of(root) for project, root in roots.items()}
    if options.update:
        for project, places in reports.items():
            write(verdicts_file(project), brought_forward(places, read(verdicts_file(project))))
    if options.silences:
        _print_silences(options.silences, roots, reports)
        return 0
    if options.unread:
        _print_unread(roots, reports)
        return 0
    if options.table:
        _DOCS.write_text(_table(roots, reports), encoding="utf-8")
        return 0
    return _print_differences(reports)


def _print_differences(reports: dict[Project, list[Place]]) -> int:
    differs = False
    for project, places in reports.items():
        difference = compare(places, read(verdicts_file(project)))
        print(f"{project.name} {project.version}: {len(places)} reports, {len(difference.new)} new, {len(difference.gone)} gone")
        for place in difference.new:
            print(f"  + {place.path}:{place.line}:{place.column}: {place.code} {place.text}")
        for verdict in difference.gone:
            print(f"  - {verdict.written}")
        differs = differs or bool(difference.new or difference.gone)
    return int(differs)


def _print_unread(roots: dict[Project, Path], reports: dict[Project, list[Place]]) -> None:
    """The unread reports of each rule's sample over all projects."""
    by_code: dict[str, list[tuple[Place, Project]]] = defaultdict(list)
    for project, places in reports.items():
        for place in places:
            by_code[place.code].append((place, project))
    known = {project: read(verdicts_file(project)) for project in reports}
    for code, found in sorted(by_code.items()):
        owners = {id(place): project for place, project in found}
        read_already = sum(place.identity in known[p] and known[p][place.identity].verdict != UNREAD for place, p in found)
        unread = [place for place, p in found if place.identity not in known[p] or known[p][place.identity].verdict == UNREAD]
        for place in sample(unread, max(REPORTS_READ - read_already, 0)):
            project = owners[id(place)]
            print(f"{place.code} - {place.key} {project.name} {place.path}:{place.line}:{place.column} {place.text}")
            _print_lines(roots[project] / place.path, place.line)


def _print_silences(code: str, roots: dict[Project, Path], reports: dict[Project, list[Place]]) -> None:
    for project, root in roots.items():
        hits, silent = silences_of(root, code, SEARCHES[code], reports[project])
        print(f"{project.name}: {hits} lines, {len(silent)} without a report nearby")
        for place in sample(silent, SILENCES_READ):
            print(f"{place.code} - {place.key} {place.path}:{place.line}:{place.column}")
            _print_lines(root / place.path, place.line)


def _print_lines(file: Path, number: int, around: int = 4) -> None:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for index in range(max(number - 1 - around, 0), min(number + around, len(lines))):
        print(f"    {'>' if index == number - 1 else ' '} {index + 1:5} {lines[index]}")


def _table(roots: dict[Project, Path], reports: dict[Project, list[Place]]) -> str:
    crude: dict[str, Crude] = {code: Crude() for code in SEARCHES}
    for project, root in roots.items():
        known = read(silences_file(project), OF_SILENCES)
        for code, pattern in SEARCHES.items():
            hits, silent = silences_of(root, code, pattern, reports[project])
            crude[code].hits += hits
            crude[code].verdicts += brought_forward(silent, known)
    verdicts: list[Verdict] = []
    for project, places in reports.items():
        verdicts += brought_forward(places, read(verdicts_file(project)))
    return table({rule.code: rule.name for rule in RULES}, verdicts, crude, REPORTS_READ)


if __name__ == "__main__":
    raise SystemExit(main())
