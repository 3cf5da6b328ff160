"""Formats for `flake8 --format`. flake8 loads this module on every run: what the formats need is imported when they are used."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from flake8.formatting.base import BaseFormatter
from flake8.violation import Violation

if TYPE_CHECKING:
    from flake8_sqla.output.line import Line

#: Set to anything, it says that `--sqla-migrations-start-after` is not the project's, but what an earlier run chose.
SETTLED = "FLAKE8_SQLA_START_SETTLED"


class Collector(BaseFormatter):  # type: ignore[misc]  # flake8 carries no type information
    """Keeps the reports, and writes all of them when flake8 is done: to standard output and, or instead, to `--output-file`."""

    def after_init(self) -> None:
        """Begin with nothing."""
        self._lines: list[Line] = []

    def start(self) -> None:
        """Empty the file of an earlier run, to which flake8 would add: one of these texts behind another is none."""
        if self.filename and os.path.isfile(self.filename):
            os.truncate(self.filename, 0)
        super().start()

    def handle(self, error: Violation) -> None:
        """Keep one report."""
        from flake8_sqla.output.line import Line

        self._lines.append(Line(error.filename, error.line_number, error.column_number, error.code, error.text))

    def stop(self) -> None:
        """Write them."""
        self._write(self.written(sorted(self._lines, key=lambda line: (line.inside, line.line, line.column, line.code))))
        super().stop()

    def written(self, lines: list[Line]) -> str:
        """All reports as one text."""
        raise NotImplementedError

    def show_statistics(self, statistics: object) -> None:
        """Say nothing: counts would spoil the text."""

    def show_benchmarks(self, benchmarks: object) -> None:
        """Say nothing: times would spoil the text."""


class Sarif(Collector):
    """`--format=sqla-sarif`: SARIF 2.1.0, for code scanning."""

    def written(self, lines: list[Line]) -> str:
        """The log as JSON; in ASCII, so that no encoding of a terminal matters."""
        import json

        from flake8 import __version__

        from flake8_sqla.output.sarif import log

        return json.dumps(log(lines, __version__), indent=2)


class Baseline(Collector):
    """`--format=sqla-baseline`: the configuration that silences what is reported."""

    def written(self, lines: list[Line]) -> str:
        """The lines of the config file."""
        from flake8.utils import matches_filename, normalize_path, parse_files_to_codes_mapping

        from flake8_sqla.options import read_settings
        from flake8_sqla.output.baseline import configuration
        from flake8_sqla.output.heads import HeadFinder

        settings = read_settings(self.options)
        entries = parse_files_to_codes_mapping(self.options.per_file_ignores)

        def ignored(path: str) -> list[str]:
            matching = [entry for entry in entries if matches_filename(path, [normalize_path(entry[0])], "", logging.getLogger(__name__))]
            return max(matching, key=lambda entry: len(normalize_path(entry[0])), default=("", []))[1]

        started, settled = settings.migrations_start_after, SETTLED in os.environ
        return "\n".join(configuration(lines, HeadFinder(settings).heads_of, entries, ignored, started, settled))
