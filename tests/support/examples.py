"""Examples of rule pages and case files: run them through the plugin, and hold its reports against their markers."""

from __future__ import annotations

import ast
import configparser
from argparse import Namespace
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import flake8
from flake8.main.options import register_default_options
from flake8.options.aggregator import aggregate_options
from flake8.options.manager import OptionManager

from flake8_sqla.options import Selection, add_options, read_settings
from flake8_sqla.pages import Example, Marker
from flake8_sqla.review import Reviewer
from flake8_sqla.rules import RULES
from support.asked import AskingAll

#: The plugin's own failures are compared everywhere: no example may hide one.
CRASH = "SQA001"


def parse_options(words: Sequence[str]) -> Namespace:
    """Flake8's options as the command line would give them, our own among them, no configuration file read."""
    manager = OptionManager(version=flake8.__version__, plugin_versions="", parents=[], formatter_names=["default"])
    register_default_options(manager)
    manager.extend_default_select(["SQA"])
    manager.extend_default_ignore(["SQA9"])
    add_options(manager)
    return aggregate_options(manager, configparser.RawConfigParser(), ".", list(words))


@dataclass(frozen=True, order=True, slots=True)
class Reported:
    """One report of the plugin, in one of an example's files."""

    path: str
    line: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """One marker, in one of an example's files."""

    path: str
    marker: Marker

    def meets(self, report: Reported) -> bool:
        """Whether this marker speaks of this report."""
        marker = self.marker
        return (self.path, marker.line, marker.code) == (report.path, report.line, report.code) and marker.part in report.text


def write_files(example: Example, folder: Path) -> list[str]:
    """Put the example's files into a folder; their relative paths."""
    for file in example.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    return [file.path for file in example.files]


def markers_of(example: Example) -> list[Expected]:
    """The markers of all of the example's files."""
    return [Expected(file.path, marker) for file in example.files for marker in file.markers()]


def review(example: Example, own_code: str, folder: Path) -> list[Reported]:
    """What the plugin reports on the example, whose files are written to the (current) folder.

    Opinionated rules are on where they are the page's own or a marker names them.
    """
    named = {own_code, *(expected.marker.code for expected in markers_of(example))}
    by_name = [code for code in sorted(named) if code.startswith("SQA9")]
    words = [*example.options]
    if by_name and not any(word.startswith("--extend-select") for word in words):
        words.append(f"--extend-select={','.join(by_name)}")
    options = parse_options(words)
    reviewer = Reviewer(AskingAll(RULES, Selection(options)), read_settings(options))
    return sorted(
        Reported(path, report.line, report.code, report.text)
        for path in write_files(example, folder)
        if path.endswith(".py")
        for report in review_file(reviewer, path)
    )


def review_file(reviewer: Reviewer, path: str) -> Iterator:
    """The reports on one file of the current folder."""
    text = Path(path).read_text(encoding="utf-8")
    yield from reviewer.review(path, text.splitlines(keepends=True), ast.parse(text))


def differences(example: Example, reports: Collection[Reported], compared: Callable[[str], bool]) -> str:
    """What speaks against the example, as text for people; empty where markers and reports agree.

    One marker stands for one report: two reports of one code on a line want `# SQA205 SQA205`.
    `compared` says which codes count.
    """
    # The pickier markers choose first.
    markers = sorted(markers_of(example), key=lambda expected: (-len(expected.marker.part), expected.path, expected.marker.line))
    left = [report for report in reports if compared(report.code)]
    complaints: list[tuple[str, int, str]] = []
    for expected in markers:
        marker = expected.marker
        met = next((report for report in left if expected.meets(report)), None)
        words = marker.code + (f' "{marker.part}"' if marker.part else "")
        if marker.todo == "todo":
            if met is not None:
                left.remove(met)
                complaints.append((expected.path, marker.line, f"mended   {words}: a known miss is reported now; drop its `todo: `"))
        elif met is not None:
            left.remove(met)
        elif marker.todo == "todo-ok":
            complaints.append((expected.path, marker.line, f"mended   {words}: a known false alarm is gone; drop its marker"))
        else:
            complaints.append((expected.path, marker.line, f"missing  {words}"))
    complaints += [(report.path, report.line, f"extra    {report.text}") for report in left]
    return _for_people(example, reports, complaints) if complaints else ""


def _for_people(example: Example, reports: Collection[Reported], complaints: list[tuple[str, int, str]]) -> str:
    sources = {file.path: file.text.splitlines() for file in example.files}
    words = [f"{example.kind} example under {example.title!r}" + (f", options {' '.join(example.options)}" if example.options else "")]
    for path, line, complaint in sorted(complaints):
        shown = sources[path][line - 1].strip() if 0 < line <= len(sources[path]) else ""
        words += [f"  {path}:{line}: {complaint}", f"      | {shown}"]
    words.append("All reports:" if reports else "No reports at all.")
    words += [f"  {report.path}:{report.line}: {report.text}" for report in reports]
    for path, lines in sources.items():
        words.append(f"{path}:")
        words += [f"  {number:4} {line}" for number, line in enumerate(lines, start=1)]
    return "\n".join(words)
