"""Whether the revisions of an environment count on a transaction of their own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import walk
from flake8_sqla.project.locations import find_locations
from flake8_sqla.project.summaries import read_module

_MOST_FILES = 20_000
_AUTOCOMMIT = lazy_pattern(r"^[ \t]+with\b[^#\n]*\.autocommit_block\(", re.MULTILINE)
_VALIDATE = lazy_pattern(r"^[^#\n]*\bVALIDATE\s+CONSTRAINT\s+[\"`]?(\w+)", re.MULTILINE | re.IGNORECASE)
_NOT_VALID = lazy_pattern(r"^[^#\n]*(\bNOT\s+VALID\b|postgresql_not_valid\s*=\s*True)", re.MULTILINE | re.IGNORECASE)
_REVISION = lazy_pattern(r"^revision\b[^=\n]*=", re.MULTILINE)


def find_split(environment: Path, root: Path) -> str:
    """The first revision that wants one, in words for a message; empty where none does.

    It leaves the transaction by `autocommit_block()`, or validates what another revision added NOT VALID.
    """
    not_valid: list[tuple[str, str]] = []
    validating: list[tuple[str, str]] = []
    for path in revision_files(environment, root):
        text = read_module(path)
        if text is None or not _REVISION.search(text):
            continue
        name = os.path.basename(path)
        if "autocommit_block" in text and _AUTOCOMMIT.search(text):
            return f"{name} uses autocommit_block()"
        if "valid" not in text.lower():
            continue  # words are looked for much faster than patterns
        if _NOT_VALID.search(text):
            not_valid.append((name, text))
        validating.extend((name, constraint) for constraint in _VALIDATE.findall(text))
    for name, constraint in validating:
        for other, text in not_valid:
            if other != name and re.search(rf"\b{re.escape(constraint)}\b", text):
                return f"{name} validates {constraint}, which {other} adds NOT VALID"
    return ""


def has_revisions(environment: Path, root: Path) -> bool:
    """Whether the environment has any revision."""
    return any(_REVISION.search(read_module(path) or "") for path in revision_files(environment, root))


def revision_files(environment: Path, root: Path) -> Iterator[str]:
    """The modules in the version folders of an environment, in a stable order."""
    count = 0
    for top in find_locations(environment, root).folders:
        for folder, names, files in walk(top, str(root)):
            names[:] = sorted(name for name in names if not name.startswith((".", "__")))
            for name in sorted(files):
                count += 1
                if count > _MOST_FILES:
                    return
                if name.endswith(".py") and name != "env.py":
                    yield os.path.join(folder, name)
