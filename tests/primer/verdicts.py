"""Verdicts once given, kept as sorted lines of text: one file a project, one line a report or a silence.

    SQA601 true   3f1a9c02 app/migrations/versions/1.py:14:5 the table has been there since the first revision

Of a report the verdict is `true`, `false`, `noise` (true, and nobody would want to know) or `-` where nobody has read it yet.
Of a silence (a crude search found the line, the rule says nothing) it is `right`, `wrong` or `-`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.primer.reports import Place

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


def write(file: Path, verdicts: Iterable[Verdict]) -> None:
    """Write a file of verdicts, sorted by code and place."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.place.code, verdict.place.path, verdict.place.line, verdict.place.column))
    file.write_text("".join(f"{verdict.written}\n" for verdict in ordered), encoding="utf-8")


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
