"""What the plugin takes of a run, by a clock inside the run: what else the machine does slows both parts alike."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import Environments

#: flake8 with a clock around all that it calls of the plugin, and around what the plugin does when the process ends. What the plugin costs
#: elsewhere is not in it: what is looked through or tokenised once more because of it.
_RUN = """\
import atexit, sys, time
from flake8.main import cli

own, clock = [0.0], time.process_time


def timed(called, whole=lambda found: found):
    def call(*given, **named):
        start = clock()
        try:
            return whole(called(*given, **named))
        finally:
            own[0] += clock() - start

    return call


def load():
    from flake8_sqla.plugin import Plugin
    from flake8_sqla.project.cache import Verdicts

    return Plugin, Verdicts


Plugin, Verdicts = timed(load)()
Plugin.run = timed(Plugin.run, lambda found: iter(list(found)))
Plugin.add_options, Plugin.parse_options = timed(Plugin.add_options), timed(Plugin.parse_options)
Verdicts.close = timed(Verdicts.close)
atexit.register(lambda: open(sys.argv[1], "w").write(str(own[0])))
sys.exit(cli.main(sys.argv[2:]))
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One cold run: the CPU seconds of the whole process, and those of them that the plugin took."""

    whole: float
    own: float

    @property
    def ratio(self) -> float:
        """How many times as long it took as without the plugin."""
        return self.whole / (self.whole - self.own)


def timed(environments: Environments, folder: Path, cwd: Path) -> Timed:
    """Run flake8 over a tree in one process, nothing in the cache. `folder` is for what the run leaves."""
    told = folder / "own.txt"
    environments.forget()
    cost = environments.run(environments.plugin, [["-j1", "."]], cwd, program=("-W", "ignore", "-c", _RUN, str(told)))
    return Timed(cost.cpu, float(told.read_text()))


def clock(trees: Sequence[Path], repetitions: int) -> str:
    """A table with a line for each tree: the median of some runs."""
    lines = ["| tree | files | CPU s | of these the plugin's | ratio | lowest to highest |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "env").mkdir()
        environments = Environments(Path(folder) / "env")
        # The first run over a tree does not count: it compiles, or is the first to read the files.
        timings = [[timed(environments, Path(folder), tree.resolve()) for _ in range(repetitions + 1)][1:] for tree in trees]
    for tree, runs in zip(trees, timings, strict=True):
        ratios = sorted(run.ratio for run in runs)
        whole, own = statistics.median(run.whole for run in runs), statistics.median(run.own for run in runs)
        files = sum(1 for _ in tree.rglob("*.py"))
        lines.append(
            f"| {tree.name} | {files} | {whole:.1f} | {own:.2f} | **{statistics.median(ratios):.3f}** | {ratios[0]:.2f}–{ratios[-1]:.2f} |"
        )
    return "\n".join(lines)
