"""Runs of flake8 with and without the plugin, in environments that differ in nothing else."""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_FLAKE8 = ("flake8", "pycodestyle", "pyflakes", "mccabe")
_PLUGIN = ("flake8-sqla", "postgast", "protobuf")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, all its processes together: seconds of CPU, seconds of wall time, megabytes of the largest process."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs in pairs, bare and with the plugin, one right after the other."""

    name: str
    bare: tuple[Cost, ...]
    plugin: tuple[Cost, ...]

    def ratio(self, of: str) -> float:
        """The median of the ratios of the pairs."""
        return statistics.median(getattr(b, of) / max(getattr(a, of), 1e-9) for a, b in zip(self.bare, self.plugin, strict=True))

    def median(self, of: str, plugin: bool) -> float:
        """The median of one side."""
        return statistics.median(getattr(each, of) for each in (self.plugin if plugin else self.bare))


class Environments:
    """Two folders of installed packages: flake8 alone, and flake8 with the plugin. No other plugin can get in.

    They are copies: a checkout is not what users have installed (the plugin looks whether its manifest is older than a rule there), and
    compiled files lie beside the modules as they do with users.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` must be empty."""
        self._folder = folder
        self._cache = folder / "cache"
        self.bare = self._make("bare", _FLAKE8)
        self.plugin = self._make("plugin", (*_FLAKE8, *_PLUGIN))
        package = importlib.util.find_spec("flake8_sqla")
        assert package is not None and package.origin is not None
        if not (self.plugin / "flake8_sqla").exists():  # installed in place: its files are elsewhere
            _copy(Path(package.origin).parent, self.plugin / "flake8_sqla")

    def _make(self, name: str, names: Sequence[str]) -> Path:
        made = self._folder / name / "site-packages"
        made.mkdir(parents=True)
        for each in names:
            try:
                files = distribution(each).files or []
            except PackageNotFoundError:
                continue  # protobuf may not be there, or have come under another name
            site = Path(str(distribution(each).locate_file("")))
            for top in sorted({file.parts[0] for file in files} - {"..", "__pycache__"}):
                if (site / top).exists() and not top.endswith(".pth") and not (made / top).exists():
                    _copy(site / top, made / top)
        return made

    def run(
        self, site: Path, runs: Sequence[Sequence[str]], cwd: Path, given: str = "", program: Sequence[str] = ("-m", "flake8")
    ) -> Cost:
        """Run flake8 once for each list of arguments, all at the same time; `given` is what they find on their standard input.

        `program` is what Python is started with before these arguments.
        """
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FLAKE8", "COV"))}
        variables |= {"PYTHONPATH": str(site), "PYTHONHASHSEED": "0"}
        variables |= {"XDG_CACHE_HOME": str(self._cache), "LOCALAPPDATA": str(self._cache), "HOME": str(self._cache)}
        start = time.perf_counter()
        started = [
            subprocess.Popen(
                [sys.executable, "-S", *program, "--isolated", *arguments],
                cwd=cwd,
                env=variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            for arguments in runs
        ]
        cpu = peak = 0.0
        for process in started:
            assert process.stdin is not None and process.stderr is not None
            process.stdin.write(given.encode())
            process.stdin.close()
            said = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            process.stderr.close()
            if process.returncode not in (0, 1) or said:
                raise RuntimeError(f"flake8 failed ({process.returncode}): {said.decode()[-2000:]}")
            cpu += usage.ru_utime + usage.ru_stime
            peak = max(peak, usage.ru_maxrss / 1024)
        return Cost(cpu, time.perf_counter() - start, peak)

    def forget(self) -> None:
        """Take the cache away."""
        shutil.rmtree(self._cache, ignore_errors=True)

    def compare(
        self, name: str, runs: Sequence[Sequence[str]], cwd: Path, repetitions: int, warm: bool, edited: str = ""
    ) -> Comparison:
        """Pairs of runs, the side that goes first changing every time; one pair before them that does not count.

        `warm`: the cache holds what the run before found. Otherwise it is taken away before each run. `edited` is a text for their standard
        input, to which each pair adds another line.
        """
        bare: list[Cost] = []
        plugin: list[Cost] = []
        for number in range(repetitions + 1):
            order = ((self.bare, bare), (self.plugin, plugin))
            for site, costs in order if number % 2 else order[::-1]:
                if not warm:
                    self.forget()
                cost = self.run(site, runs, cwd, f"{edited}# {number}\n" if edited else "")
                if number:
                    costs.append(cost)
        return Comparison(name, tuple(bare), tuple(plugin))


def _copy(start: Path, end: Path) -> None:
    """A module or package as it is installed, its times kept, its compiled files left behind."""
    if start.is_dir():
        shutil.copytree(start, end, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(start, end)


def joined(name: str, comparisons: Sequence[Comparison]) -> Comparison:
    """Comparisons of several things as one: its pairs are the middle pairs of each, so that lowest and highest are those of the things."""
    middle = [sorted(zip(each.bare, each.plugin, strict=True), key=lambda pair: pair[1].cpu / pair[0].cpu) for each in comparisons]
    pairs = [pairs[len(pairs) // 2] for pairs in middle]
    return Comparison(name, tuple(bare for bare, _ in pairs), tuple(plugin for _, plugin in pairs))
