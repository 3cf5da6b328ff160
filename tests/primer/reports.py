"""Reports of a project, each with a key that stays when lines move, and the lines that a crude search finds."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.primer.searches import UPGRADES_ALONE

_LINE = re.compile(r"^(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<code>SQA\d+) (?P<text>.*)$")
_FLAKE8 = Path(__file__).with_name("alone.py")
#: A report this many lines from what the crude search found is about it: a statement runs over several lines.
_NEAR = 6
#: Rules of this family speak of revisions: elsewhere the same words mean other things.
_ABOUT_REVISIONS = "SQA6"


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A line of a project that a rule spoke of, or was silent about. `key` depends on the line's text, not on its number."""

    code: str
    path: str
    line: int
    column: int
    key: str
    text: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same place in another version of the file."""
        return self.code, self.path, self.key


def reports_of(root: Path, select: str = "SQA") -> list[Place]:
    """What the plugin says of the files below a folder, in order."""
    command = [sys.executable, str(_FLAKE8), "--isolated", f"--select={select}", f"--sqla-project-root={root}"]
    command += ["--sqla-cache-dir=off", "--exit-zero", "."]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=1800, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or done.stdout.strip())
    found = [match for match in map(_LINE.match, done.stdout.splitlines()) if match]
    raw = ((m["code"], m["path"].removeprefix("./"), int(m["line"]), int(m["column"]), m["text"]) for m in found)
    return _keyed(root, raw)


def silences_of(root: Path, code: str, pattern: re.Pattern[str], reports: Iterable[Place]) -> tuple[int, list[Place]]:
    """How many lines a crude search finds, and those of them that the rule says nothing about."""
    spoken: dict[str, list[int]] = {}
    for report in reports:
        if report.code == code:
            spoken.setdefault(report.path, []).append(report.line)
    hits = 0
    silent: list[tuple[str, str, int, int, str]] = []
    for file in sorted(root.rglob("*.py")):
        path, text_of_file = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8", errors="replace")
        if code.startswith(_ABOUT_REVISIONS) and "down_revision" not in text_of_file:
            continue
        if code in UPGRADES_ALONE:
            text_of_file = text_of_file.partition("\ndef downgrade")[0]
        for number, column, text in _matches(text_of_file, pattern):
            hits += 1
            if not any(abs(line - number) <= _NEAR for line in spoken.get(path, ())):
                silent.append((code, path, number, column, text))
    return hits, _keyed(root, silent)


def _matches(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    seen: set[int] = set()
    for match in pattern.finditer(text):
        start = match.end() - len(match.group().lstrip())
        number = text.count("\n", 0, start) + 1
        if number not in seen:
            seen.add(number)
            begin = text.rfind("\n", 0, start) + 1
            yield number, start - begin + 1, text[begin:].split("\n", 1)[0].strip()


def _keyed(root: Path, raw: Iterable[tuple[str, str, int, int, str]]) -> list[Place]:
    lines: dict[str, list[str]] = {}
    met: dict[tuple[str, str, str], int] = {}
    found = []
    for code, path, line, column, text in sorted(set(raw)):
        if path not in lines:
            lines[path] = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
        content = lines[path][line - 1].strip() if 0 < line <= len(lines[path]) else ""
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        number = met[code, path, digest] = met.get((code, path, digest), 0) + 1
        found.append(Place(code, path, line, column, digest if number == 1 else f"{digest}.{number}", text))
    return found


def sample(places: Iterable[Place], size: int) -> list[Place]:
    """So many of the places, always the same ones, spread at random."""
    return sorted(sorted(places, key=lambda place: hashlib.sha256("\0".join(place.identity).encode()).digest())[:size])
