"""Verdicts once given, kept as sorted lines of text: one file a project, one line a report or a silence.

    SQA601 true   3f1a9c02 app/migrations/versions/1.py:14:5 the table has been there since the first revision

Of a report the verdict is `true`, `false`, `noise` (true, and nobody would want to know) or `-` where nobody has read it yet.
Of a silence (a crude search found the line, the rule says nothing) it is `right`, `wrong` or `-`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.primer.reports import Place, sample

UNREAD = "-"
OF_REPORTS = ("true", "false", "noise", UNREAD)
OF_SILENCES = ("right", "wrong", UNREAD)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody who read a place said of it, with a word of reason."""

    place: Place
    verdict: str = UNREAD
    reason: str = ""

    @property
    def written(self) -> str:
        """The line in the file."""
        place = self.place
        return f"{place.code} {self.verdict:5} {place.key:8} {place.path}:{place.line}:{place.column} {self.reason}".rstrip()


class Malformed(ValueError):
    """A line of a file of verdicts that cannot be read."""


def read(file: Path, allowed: tuple[str, ...] = OF_REPORTS) -> dict[tuple[str, str, str], Verdict]:
    """The verdicts of a file by the identity of their places; none where there is no file. Raises Malformed."""
    if not file.is_file():
        return {}
    found: dict[tuple[str, str, str], Verdict] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        verdict = _parsed(line, f"{file.name}:{number}", allowed)
        if verdict.place.identity in found:
            raise Malformed(f"{file.name}:{number}: the place stands there twice")
        found[verdict.place.identity] = verdict
    return found


def _parsed(line: str, where: str, allowed: tuple[str, ...]) -> Verdict:
    code, verdict, key, place, *reason = [*line.split(maxsplit=4), "", "", "", ""][:5] if line.strip() else ["", "", "", ""]
    path, _, rest = place.partition(".py:")
    row, _, column = rest.partition(":")
    if verdict not in allowed or not (row.isdigit() and column.isdigit()) or not code.startswith("SQA"):
        raise Malformed(f"{where}: not a code, a verdict ({', '.join(allowed)}), a key and a place: {line!r}")
    return Verdict(Place(code, f"{path}.py", int(row), int(column), key), verdict, " ".join(reason).strip())


def write(file: Path, verdicts: Iterable[Verdict], head: str = "") -> None:
    """Write a file of verdicts, sorted by code and place, after a line of its own where there is a `head`."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.place.code, verdict.place.path, verdict.place.line, verdict.place.column))
    lines = [f"# {head}"] if head else []
    file.write_text("".join(f"{line}\n" for line in (*lines, *(verdict.written for verdict in ordered))), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it was: places that are new, and verdicts whose place has gone."""

    new: tuple[Place, ...]
    gone: tuple[Verdict, ...]


def compare(places: Iterable[Place], known: Mapping[tuple[str, str, str], Verdict]) -> Difference:
    """Today's places against the verdicts once given."""
    today = {place.identity: place for place in places}
    return Difference(
        tuple(place for identity, place in today.items() if identity not in known),
        tuple(verdict for identity, verdict in known.items() if identity not in today),
    )


def brought_forward(places: Iterable[Place], known: Mapping[tuple[str, str, str], Verdict]) -> list[Verdict]:
    """Today's places with the verdicts they had, new ones unread."""
    return [replace(known[place.identity], place=place) if place.identity in known else Verdict(place) for place in places]


def sampled(silent: Iterable[Place], known: Mapping[tuple[str, str, str], Verdict], size: int) -> list[Verdict]:
    """So many of a rule's silences: those once read, as far as it is still silent there, and others of the same throw of the dice."""
    all_of_them = brought_forward(silent, known)
    already = [verdict for verdict in all_of_them if verdict.verdict != UNREAD]
    fresh = {verdict.place: verdict for verdict in all_of_them if verdict.verdict == UNREAD}
    return already + [fresh[place] for place in sample(fresh, max(size - len(already), 0))]
