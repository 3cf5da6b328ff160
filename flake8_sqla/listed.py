"""Rules that are known before they are loaded: by code, by facts and by words of facts, as `manifest.py` lists them.

Loading all rules takes longer than reading a file. So a rule's module is loaded when the first fact comes that it has to be asked
about, and not at all where its code is not selected. The families' own lists (`rules/<family>/__init__.py`) stay the truth:
`docs/generate.py` makes the manifest from them, and a test holds it against them.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

from flake8_sqla.facts.record import record
from flake8_sqla.manifest import MANIFEST
from flake8_sqla.rule import Rule

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
#: Seconds by which the files of one checkout may differ in age.
_AT_ONCE = 10.0


@record
class Listed:
    """One rule of the manifest.

    `module` is `family.name`; `on` are the types of the facts it reads, as `facts.calls:ApiCall`; `words` are the rule's.
    """

    code: str
    module: str
    on: tuple[str, ...]
    words: tuple[str, ...] = ()

    def load(self) -> Rule[Any]:
        """The rule itself. Its module is loaded without its family's list, which would load the whole family."""
        name = f"{__package__}.rules.{self.module}"
        module = sys.modules.get(name)
        if module is None:
            folder = os.path.join(_PACKAGE, "rules", self.module.partition(".")[0])
            spec = PathFinder.find_spec(name, [folder])
            if spec is None or spec.loader is None:
                raise ImportError(f"{name} is in the manifest and not in {folder}", name=name)
            module = sys.modules[name] = module_from_spec(spec)
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[name]
                raise
        rule = module.RULE
        assert isinstance(rule, Rule)
        return rule


def type_name(kind: type) -> str:
    """A type of facts, as the manifest writes it."""
    return f"{kind.__module__.removeprefix(f'{__package__}.')}:{kind.__qualname__}"


def listed_rules() -> tuple[Listed, ...]:
    """Every rule, by code; nothing where the manifest is older than a rule, as it may be while somebody writes one."""
    if os.path.exists(os.path.join(_PACKAGE, "..", "docs", "generate.py")) and _is_old():
        return ()
    return tuple(Listed(*entry) for entry in MANIFEST)


def _is_old() -> bool:
    limit = os.stat(os.path.join(_PACKAGE, "manifest.py")).st_mtime + _AT_ONCE
    for family in os.scandir(os.path.join(_PACKAGE, "rules")):
        if family.is_dir() and any(each.stat().st_mtime > limit for each in os.scandir(family) if each.name.endswith(".py")):
            return True
    return False
