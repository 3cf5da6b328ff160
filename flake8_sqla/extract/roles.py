"""What kind of file this is."""

from __future__ import annotations

import ast
import re

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.file import FileRole
from flake8_sqla.syntax.source import Source

_TEST_FOLDERS = frozenset({"test", "tests", "testing", "test_utils"})
_SCRIPT_FOLDERS = frozenset({"scripts", "script", "tools", "bin", "examples", "example", "docs", "benchmarks"})


def file_role(source: Source, reading: Reading, inside_project: str) -> FileRole:
    """Judge by the file's own text first, by its path inside the project for tests and scripts: where the project lies says nothing."""
    bound = reading.module.scope.bindings
    parts = [part for part in re.split(r"[\\/]+", inside_project) if part not in (".", "")]
    folders, name = {part.lower() for part in parts[:-1]}, (parts[-1] if parts else "")
    test = bool(folders & _TEST_FOLDERS) or name.startswith("test_") or name.endswith("_test.py") or name in ("conftest.py", "tests.py")
    return FileRole(
        path=source.path,
        migration="revision" in bound and "down_revision" in bound,
        environment=_configures_alembic(reading),
        test=test,
        script=bool(folders & _SCRIPT_FOLDERS),
        inside="/".join(parts),
    )


def _configures_alembic(reading: Reading) -> bool:
    if "configure" not in reading.source.text:
        return False
    for node, scope in reading.module.nodes[ast.Call]:
        function = node.func
        # Under another name it can only be called by that name alone.
        if function.attr == "configure" if isinstance(function, ast.Attribute) else isinstance(function, ast.Name):
            if reading.names.resolve(function, scope) == "alembic.context.configure":
                return True
    return False
