"""How the costs of the plugin grow with the project: the same project in two sizes."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

from tests.bench.clock import Timed, timed
from tests.bench.corpus import make
from tests.bench.measure import Comparison, Environments
from tests.bench.shares import function_calls

_SHARE = 40
#: Pairs of runs over one file: they are short. Whole trees are run once, they are long.
_SINGLE_RUNS = 3


def growth(small: int, large: int) -> str:
    """A table: what a cold run over the whole tree and a warm one over a file cost in either size, in CPU seconds and in function calls.

    The exponent says how many times as much it is where there are n times as many files: n to the power of it.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "env").mkdir()
        environments = Environments(Path(folder) / "env")
        trees, files, calls = [], [], []
        clocked: list[Timed] = []
        for size in (small, large):
            corpus = Path(folder) / str(size)
            make(corpus, size, _SHARE)
            middle = str(next(iter(sorted(corpus.rglob("service_*.py")))))
            trees.append(environments.compare(f"whole tree of {size} files, cold", [["-j1", "."]], corpus, 1, warm=False))
            clocked.append(timed(environments, Path(folder), corpus))
            files.append(environments.compare(f"one file of {size}, warm", [["-j1", middle]], corpus, _SINGLE_RUNS, warm=True))
        for size in (small, large):  # last: what this process takes for it would count as memory of those that it starts
            calls.append(function_calls(sorted((Path(folder) / str(size)).rglob("*.py"))))
    lines = ["| run | bare, CPU s | with the plugin, CPU s | CPU ratio | peak memory, MB | ratio |", "|---|---|---|---|---|---|"]
    for each in (*trees, *files):
        lines.append(
            f"| {each.name} | {each.median('cpu', False):.2f} | {each.median('cpu', True):.2f} | {each.ratio('cpu'):.3f} "
            f"| {each.median('peak', False):.0f} → {each.median('peak', True):.0f} | {each.ratio('peak'):.2f} |"
        )
    times = math.log(large / small)
    lines += ["", f"Exponent of the plugin's own share of a cold run: {_steepness(trees, times)}"]
    parts = " and ".join(f"{run.own:.2f} of {run.whole:.1f}" for run in clocked)
    exponent = math.log(clocked[1].own / clocked[0].own) / times
    lines += [f"By a clock inside the run the plugin took {parts} CPU seconds, exponent {exponent:.2f}"]
    lines += [f"Function calls of the plugin's in a cold run: {calls[0]} and {calls[1]}, exponent {math.log(calls[1] / calls[0]) / times:.2f}"]
    lines += [f"Exponent of a warm run over one file, flake8 included: {math.log(_whole(files[1]) / _whole(files[0])) / times:.2f}"]
    return "\n".join(lines)


def _whole(compared: Comparison) -> float:
    return compared.median("cpu", True)


def _steepness(trees: list[Comparison], times: float) -> str:
    own = [each.median("cpu", True) - each.median("cpu", False) for each in trees]
    return f"{math.log(own[1] / own[0]) / times:.2f}" if min(own) > 0 else "too little to be measured"
