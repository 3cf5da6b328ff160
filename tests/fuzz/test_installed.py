"""Every module that is installed here: real code of real people, past the gate, without safety nets.

By default a sample; all of it with FLAKE8_SQLA_FUZZ_ALL=1.
"""

from __future__ import annotations

import os
import random
import sysconfig
import tokenize
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.strict import review_strictly

from flake8_sqla.syntax.source import Source

_ALL = bool(os.environ.get("FLAKE8_SQLA_FUZZ_ALL"))
_SAMPLE = 400
_BATCH = 40
_WORDS = ("sqlalchemy", "alembic", "sqlmodel")


def _modules() -> list[Path]:
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")}
    found = sorted({path for folder in folders for path in Path(folder).rglob("*.py")})
    if _ALL or len(found) <= _SAMPLE:
        return found
    chance = random.Random("flake8-sqla")
    # Half of the sample is of the libraries that the plugin knows.
    ours = [path for path in found if any(word in path.as_posix() for word in _WORDS)]
    others = [path for path in found if path not in set(ours)]
    return sorted([*chance.sample(ours, min(len(ours), _SAMPLE // 2)), *chance.sample(others, min(len(others), _SAMPLE // 2))])


_MODULES = _modules()


def _batches() -> Iterator[object]:
    for start in range(0, len(_MODULES), _BATCH):
        yield pytest.param(_MODULES[start : start + _BATCH], id=f"{start}-{start + _BATCH - 1}")


@pytest.mark.parametrize("paths", list(_batches()))
def test_installed_modules_are_read(paths: list[Path]) -> None:
    failures = []
    for path in paths:
        try:
            with warnings.catch_warnings(), tokenize.open(path) as file:
                warnings.simplefilter("ignore")
                source = Source.from_text(file.read(), str(path))
        except (SyntaxError, ValueError, OSError, RecursionError):
            continue  # flake8 would not call the plugin
        try:
            review_strictly(source)
        except Exception:
            failures.append(f"{path}\n{traceback.format_exc(limit=-4)}")
    assert not failures, "\n".join(failures)
