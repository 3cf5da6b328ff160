"""Where the plugin's own time goes, module by module, by a profile of one run over a corpus."""

from __future__ import annotations

import ast
import cProfile
import pstats
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flake8_sqla
from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer

_PACKAGE = str(Path(flake8_sqla.__file__).parent)


def shares(paths: Sequence[Path]) -> dict[str, float]:
    """The part of the time spent in each module (`extract/values.py`), in per cent; library code counts for the module that calls it."""
    return _by_module(_profiled(paths))


def function_calls(paths: Sequence[Path]) -> int:
    """How many functions are called to review files for the first time: the same on every machine, however busy it is."""
    stats: Any = pstats.Stats(_profiled(paths))
    return int(stats.total_calls)


def _profiled(paths: Sequence[Path]) -> cProfile.Profile:
    reviewer = Reviewer.with_all_rules(Settings(), lambda code: not code.startswith("SQA9"))
    files: list[tuple[str, list[str], ast.Module]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            try:
                text = path.read_text(encoding="utf-8")
                files.append((str(path), text.splitlines(keepends=True), ast.parse(text)))
            except (SyntaxError, ValueError):
                continue
    profile = cProfile.Profile()
    profile.enable()
    for file in files:
        reviewer.review(*file)
    profile.disable()
    return profile


def _by_module(profile: cProfile.Profile) -> dict[str, float]:
    found: Counter[str] = Counter()
    stats: Any = pstats.Stats(profile)
    for (path, _, _), (_, _, own, _, callers) in stats.stats.items():
        if path.startswith(_PACKAGE):
            found[_name(path)] += own
            continue
        # Code of the standard library: to those of us that call it, directly at least.
        for (caller, _, _), (_, _, its_own, _) in callers.items():
            found[_name(caller) if caller.startswith(_PACKAGE) else "(library)"] += its_own
    total = sum(found.values()) or 1.0
    return {name: round(100 * own / total, 2) for name, own in found.most_common()}


def _name(path: str) -> str:
    return str(Path(path).relative_to(_PACKAGE))
