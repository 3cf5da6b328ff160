"""`python -m tests.bench [--corpus DIR] [--files N] [--repetitions N] [--json FILE] [--growth N N] [--clock [DIR …]] [--long [N …]]`: what the
plugin costs next to bare flake8."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

if __package__ in (None, ""):  # started as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.clock import clock
from tests.bench.corpus import make
from tests.bench.growth import growth
from tests.bench.long_files import long_files
from tests.bench.measure import Comparison, Environments, joined
from tests.bench.shares import shares

_SHARES = (40, 15, 0)
_CHUNK = 30
#: Files that are measured one by one.
_SINGLES = 15
_LENGTHS = (2500, 5000, 10_000, 20_000)


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="measure on these files, not on a project made for it")
    parser.add_argument("--files", type=int, default=200, help="files of the project that is made")
    parser.add_argument("--repetitions", type=int, default=7, help="pairs of runs for each line of the table")
    parser.add_argument("--json", type=Path, help="write every single run there")
    parser.add_argument("--growth", type=int, nargs=2, metavar="N", help="only: how the costs grow between projects of so many files")
    parser.add_argument("--clock", type=Path, nargs="*", metavar="DIR", help="only: what the plugin takes of cold runs over these trees")
    parser.add_argument("--long", type=int, nargs="*", metavar="N", help="only: what files of so many lines cost, and long histories")
    options = parser.parse_args(arguments)
    if options.long is not None:
        print(long_files(options.long or _LENGTHS))
        return 0
    if options.clock is not None:
        with tempfile.TemporaryDirectory() as folder:
            print(clock(options.clock or list(_made(Path(folder), options.files).values()), options.repetitions))
        return 0
    if options.growth:
        print(growth(*options.growth))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "env").mkdir()
        environments = Environments(Path(folder) / "env")
        corpora = {options.corpus.name: options.corpus.resolve()} if options.corpus else _made(Path(folder), options.files)
        compared: list[Comparison] = []
        first = next(iter(corpora.values()))
        for name, corpus in corpora.items():
            compared += _both(environments, f"{name}: whole tree, -j1", [["-j1", "."]], corpus, options.repetitions)
        compared += _others(environments, first, options.repetitions)
        parts = shares(sorted(first.rglob("*.py")))
    machine = _machine()
    print(_table(compared, parts, machine))
    if options.json:
        runs = [
            {"name": each.name, "bare": [asdict(c) for c in each.bare], "plugin": [asdict(c) for c in each.plugin]} for each in compared
        ]
        options.json.write_text(json.dumps({"machine": machine, "runs": runs, "shares": parts}, indent=1))
    return 0


def _made(folder: Path, files: int) -> dict[str, Path]:
    found = {}
    for share in _SHARES:
        name = f"{share} % of {files} files"
        found[name] = folder / f"share_{share}"
        make(found[name], files, share)
    mended = f"{_SHARES[0]} % of {files} files, nothing to report"
    found[mended] = folder / "mended"
    make(found[mended], files, _SHARES[0], mended=True)
    return found


def _others(environments: Environments, corpus: Path, repetitions: int) -> list[Comparison]:
    """The lines that are measured on the first corpus only."""
    files = sorted(corpus.rglob("*.py"), key=lambda path: (path.stat().st_size, str(path)))
    ours = [path for path in files if "sqlalchemy" in path.read_text(encoding="utf-8", errors="replace")] or files
    named = sorted(map(str, files))
    step = max(len(named) // 4, 1)
    chunks = [["-j1", *named[start : start + min(_CHUNK, step)]] for start in range(0, step * 4, step) if named[start:]]
    singles = [ours[len(ours) * part // _SINGLES] for part in range(min(_SINGLES, len(ours)))]
    alone = [environments.compare(path.name, [["-j1", str(path)]], corpus, 3, warm=False) for path in singles]
    middle = ours[len(ours) // 2]
    buffer, text = ["-j1", "--stdin-display-name", str(middle), "-"], middle.read_text(encoding="utf-8", errors="replace")
    return [
        *_both(environments, "whole tree, -j2", [["-j2", "."]], corpus, repetitions),
        *_both(environments, "one file of middle length", [["-j1", str(middle)]], corpus, repetitions * 2),
        environments.compare("the same, changed in the editor, warm", [buffer], corpus, repetitions * 2, warm=True, edited=text),
        joined(f"one file, cold, each of {len(alone)} of all lengths", alone),
        *_both(environments, f"{len(chunks)} chunks of up to {_CHUNK} files at once", chunks, corpus, repetitions),
        environments.compare("an empty file (start-up)", [["-j1", os.devnull]], corpus, repetitions * 2, warm=True),
        environments.compare("flake8 --version", [["--version"]], corpus, repetitions * 2, warm=True),
    ]


def _both(environments: Environments, name: str, runs: list[list[str]], corpus: Path, repetitions: int) -> list[Comparison]:
    """The same without anything in the cache, and with what the run before left there."""
    return [
        environments.compare(f"{name}, cold", runs, corpus, repetitions, warm=False),
        environments.compare(f"{name}, warm", runs, corpus, repetitions, warm=True),
    ]


def _machine() -> dict[str, str]:
    cpu = platform.processor() or platform.machine()
    try:
        cpu = next(
            line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
        )
    except (OSError, StopIteration):
        pass
    load = "/".join(f"{each:.1f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": f"{cpu}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "python": platform.python_version(),
        "flake8": version("flake8"),
        "flake8-sqla": version("flake8-sqla"),
        "load average at the end (1/5/15 minutes)": load,
    }


def _table(compared: list[Comparison], parts: dict[str, float], machine: dict[str, str]) -> str:
    lines = [f"- {name}: {value}" for name, value in machine.items()]
    lines += ["", "| run | bare, CPU s | with the plugin, CPU s | CPU ratio | lowest to highest | wall ratio | peak memory, MB | ratio |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for each in compared:
        ratios = sorted(b.cpu / max(a.cpu, 1e-9) for a, b in zip(each.bare, each.plugin, strict=True))
        lines.append(
            f"| {each.name} | {each.median('cpu', False):.2f} | {each.median('cpu', True):.2f} | **{each.ratio('cpu'):.3f}** "
            f"| {ratios[0]:.2f}–{ratios[-1]:.2f} | {each.ratio('wall'):.3f} "
            f"| {each.median('peak', False):.0f} → {each.median('peak', True):.0f} | {each.ratio('peak'):.2f} |"
        )
    lines += ["", "Where the plugin's own time goes (profile of one run, per cent):", "", "| module | share |", "|---|---|"]
    lines += [f"| {name} | {share:.1f} |" for name, share in parts.items() if share >= 1.0]
    rules = sum(share for name, share in parts.items() if name.startswith("rules"))
    lines += [f"| all rules together | {rules:.1f} |"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
