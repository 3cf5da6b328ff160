"""`python -m tests.primer [NAME …]`: lint pinned real projects and compare with the verdicts once given.

    python -m tests.primer                    all pinned projects: what is new, what has gone; fails where anything is
    python -m tests.primer --update optuna    bring the file of verdicts up to date; new reports are unread (`-`)
    python -m tests.primer --unread           the reports of the samples that nobody has read yet, with their lines
    python -m tests.primer --silences SQA301  what a crude search finds and the rule does not report: a sample's unread lines
    python -m tests.primer --silences SQA301 --update   write that sample into silences/SQA301.txt, where the reasons are given
    python -m tests.primer --path DIR         lint a checkout, and print each report with its key
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

if __package__ in (None, ""):  # started as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.primer.accuracy import REPORTS_READ, Crude, silences_file, verdicts_file
from tests.primer.projects import CACHE, PROJECTS, NotFetched, Project, fetched
from tests.primer.reports import Place, reports_of, sample, silences_of
from tests.primer.searches import SEARCHES
from tests.primer.verdicts import OF_SILENCES, UNREAD, brought_forward, compare, read, sampled, write

#: So many lines of a crude search are read.
SILENCES_READ = 30


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit status is 1 where reports are new or gone."""
    parser = argparse.ArgumentParser(prog="python -m tests.primer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="projects; all of them where none is named")
    parser.add_argument("--update", action="store_true", help="write the files of verdicts anew")
    parser.add_argument("--unread", action="store_true", help="print what is still to be read")
    parser.add_argument("--silences", metavar="CODE", help="print what a crude search finds beyond the rule's reports")
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
    reports = {project: reports_of(root, options.silences or "SQA") for project, root in roots.items()}
    if options.silences:
        _print_silences(options.silences, roots, reports, update=options.update)
        return 0
    if options.update:
        for project, places in reports.items():
            write(verdicts_file(project), brought_forward(places, read(verdicts_file(project))))
    if options.unread:
        _print_unread(roots, reports)
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


def _print_silences(code: str, roots: dict[Project, Path], reports: dict[Project, list[Place]], *, update: bool) -> None:
    """The unread lines of a rule's sample; with `update` the whole sample is written into its file, as far as it was read with its verdicts."""
    hits, silent = _silent(code, roots, reports)
    file = silences_file(code)
    verdicts = sampled(silent, read(file, OF_SILENCES), SILENCES_READ)
    crude = Crude(hits, len(silent), verdicts)
    if update:
        write(file, verdicts, crude.head)
    print(f"{code}: {crude.head}, {len(verdicts)} in the sample")
    for verdict in verdicts:
        if verdict.verdict == UNREAD:
            print(verdict.written)
            for root in roots.values():
                if (root / verdict.place.path).is_file():
                    _print_lines(root / verdict.place.path, verdict.place.line)


def _silent(code: str, roots: dict[Project, Path], reports: dict[Project, list[Place]]) -> tuple[int, list[Place]]:
    """How many lines the crude search for a rule finds in all projects, and those near which the rule says nothing."""
    found = [silences_of(root, code, SEARCHES[code], reports[project]) for project, root in roots.items()]
    return sum(hits for hits, _ in found), [place for _, places in found for place in places]


def _print_lines(file: Path, number: int, around: int = 4) -> None:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for index in range(max(number - 1 - around, 0), min(number + around, len(lines))):
        print(f"    {'>' if index == number - 1 else ' '} {index + 1:5} {lines[index]}")


if __name__ == "__main__":
    raise SystemExit(main())
