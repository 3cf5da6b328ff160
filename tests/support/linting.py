"""The real flake8: in a process of its own, or (ten times as fast) in this one."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flake8.main.cli import main
from support.samples import SAMPLED_CODES

from flake8_sqla.plugin import Plugin

_LINE = re.compile(r"^(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<code>[A-Z]+\d+) (?P<text>.*)$")


@dataclass(frozen=True, order=True, slots=True)
class Line:
    """One line of flake8's output; columns as flake8 prints them, from one."""

    path: str
    line: int
    column: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of flake8 said."""

    exit_code: int
    output: str
    errors: str

    @property
    def lines(self) -> list[Line]:
        """Every report, in the order printed."""
        found = map(_LINE.match, self.output.splitlines())
        return [Line(line["path"], int(line["line"]), int(line["column"]), line["code"], line["text"]) for line in found if line]

    @property
    def ours(self) -> list[Line]:
        """The reports of this plugin."""
        return [line for line in self.lines if line.code.startswith("SQA")]

    @property
    def codes(self) -> set[str]:
        """The codes of this plugin's reports."""
        return {line.code for line in self.ours}

    @property
    def sampled(self) -> list[Line]:
        """The reports of the rules that `support.samples` is about, whatever else later rules may say of its code."""
        return [line for line in self.ours if line.code in SAMPLED_CODES]

    @property
    def sampled_codes(self) -> set[str]:
        """The codes among `sampled`."""
        return {line.code for line in self.sampled}


def flake8(
    *arguments: str, folder: Path, stdin: bytes | None = None, isolated: bool = True, environment: Mapping[str, str] | None = None
) -> Run:
    """Run flake8 in a folder. `isolated`: whatever configuration lies around is not read."""
    command = [sys.executable, "-m", "flake8", *(["--isolated"] if isolated else []), *_cached(arguments)]
    return python_process(command, folder, stdin, environment)


def flake8_here(*arguments: str, isolated: bool = True) -> Run:
    """Run flake8's own entry point in this process and the current folder, one file after the other."""
    output, errors = io.BytesIO(), io.StringIO()
    before = Plugin._reviewer, Plugin._verdicts
    with (
        contextlib.redirect_stdout(io.TextIOWrapper(output, encoding="utf-8", write_through=True)) as stream,
        contextlib.redirect_stderr(errors),
    ):
        try:
            exit_code = main(["-j1", *(["--isolated"] if isolated else []), *_cached(arguments)])
        except SystemExit as leaving:
            exit_code = leaving.code if isinstance(leaving.code, int) else 1
        finally:
            if Plugin._verdicts is not None:
                Plugin._verdicts.close()  # what a process of its own does at its end
            Plugin._reviewer, Plugin._verdicts = before
            stream.flush()
    return Run(exit_code, output.getvalue().decode("utf-8"), errors.getvalue())


def flake8_started_by(method: str, *arguments: str, folder: Path) -> Run:
    """Run flake8 with its workers started by this method of `multiprocessing`."""
    # Workers that are spawned import the main module again, hence a file and its guard.
    script = folder / f"run_{method}.py"
    script.write_text(
        "import multiprocessing, sys\n"
        "from flake8.main.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    sys.exit(main(sys.argv[1:]))\n"
    )
    return python_process([sys.executable, str(script), "--isolated", *_cached(arguments)], folder, None, None)


def _cached(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments, and no cache unless they ask for one: a test is to see what the code does now."""
    has_said = "--version" in arguments or any(argument.startswith("--sqla-cache-dir") for argument in arguments)
    return arguments if has_said else ("--sqla-cache-dir=off", *arguments)


def python_process(command: list[str], folder: Path, stdin: bytes | None, environment: Mapping[str, str] | None) -> Run:
    """Run a command to its end; a worker of flake8 that dies would make it wait for ever, hence the timeout."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FLAKE8_SQLA_")}
    done = subprocess.run(
        command,
        cwd=folder,
        input=stdin if stdin is not None else b"",
        capture_output=True,
        timeout=120,
        check=False,
        env={**inherited, "PYTHONIOENCODING": "utf-8", **(environment or {})},
    )
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
