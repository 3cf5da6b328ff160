"""Which modules with models an env.py never imports, where that can be told for sure."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from typing import Any

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import walk
from flake8_sqla.project.index import Index
from flake8_sqla.project.modules import Modules, absolute, is_package
from flake8_sqla.project.outline import import_text
from flake8_sqla.project.summaries import read_module
from flake8_sqla.syntax.source import parsed_quietly
from flake8_sqla.syntax.walk import in_blocks

_MOST_FILES = 4000
_LONGEST_LINEAGE = 60
# A pattern that begins with a word is looked for much faster than one that begins with a boundary.
_COLUMN = lazy_pattern(r"Column\((?<=\bColumn\()")
_TABLE = lazy_pattern(r"table(?<=\btable)\s*=\s*True")
_RUNS_ALEMBIC = lazy_pattern(r"\balembic(?:\.command\b|\s+import\b.*\bcommand\b)")
#: Imports that only a run can tell.
_DYNAMIC_WORDS = (
    "import_module __import__ walk_packages iter_modules import_submodules find_modules import_string load_module exec_module entry_points"
).split()
_DYNAMIC = lazy_pattern(rf"\b({'|'.join(_DYNAMIC_WORDS)})\b")
_ELSEWHERE = frozenset(
    {
        "test",
        "tests",
        "testing",
        "migrations",
        "alembic",
        "versions",
        "examples",
        "docs",
        "scripts",
        "node_modules",
        "site-packages",
        "__pycache__",
    }
)
_ANY_MODEL = "sqlmodel.SQLModel"
_ImportsOf = Callable[[str], "tuple[str, ...] | None"]


def unregistered(
    owner: str, imports: tuple[str, ...], environment: str, modules: Modules, index: Index, imports_of: _ImportsOf
) -> tuple[str, ...]:
    """The modules whose models hang on the metadata of `owner`, and that importing the file `environment` does not import.

    `imports_of` is `imports_of_file`, or something that remembers what it said.
    """
    own = modules.name_of(environment)
    wanted = [absolute(path, own, is_package(environment)) for path in imports]
    candidates = _candidates(owner, wanted, modules, index)
    missing = _not_reached(candidates, wanted, modules, imports_of) if candidates else ()
    if missing:
        # Whoever runs autogenerate through a script of the project's has the script's imports too.
        wanted += [modules.name_of(file) for file in _scripts(owner, environment, modules)]
        missing = _not_reached(candidates, wanted, modules, imports_of)
    return missing


def _scripts(owner: str, environment: str, modules: Modules) -> Iterator[str]:
    """The files of the base's package, and those beside env.py, that call Alembic's autogenerate."""
    top = owner.partition(".")[0]
    beside = os.path.dirname(environment)
    near = [os.path.join(folder, name) for folder, _, names in walk(beside) if folder == beside for name in names]
    for file in dict.fromkeys([*near, *(_files_of(top, modules) if owner != _ANY_MODEL else ())]):
        text = (read_module(file) or "") if file.endswith(".py") and file != environment else ""
        if "autogenerate" in text and _RUNS_ALEMBIC.search(text):
            yield file


def _candidates(owner: str, wanted: list[str], modules: Modules, index: Index) -> dict[str, str]:
    """File → module, of those in the packages of the base (or, for SQLModel's, of env.py's imports) that hold models of it."""
    tops = (
        {owner.partition(".")[0]} if owner != _ANY_MODEL else {path.partition(".")[0] for path in wanted if path and modules.split(path)[0]}
    )
    found: dict[str, str] = {}
    count = 0
    for top in sorted(tops):
        for file in _files_of(top, modules):
            count += 1
            if count > _MOST_FILES:
                return {}
            text = read_module(file)
            if text is None or not _may_hold_tables(text):
                continue
            module = modules.name_of(file)
            if not module.startswith(f"{top}.") or modules.file_of(module) != file:
                continue  # nobody can import it under a name we know
            if any(_is_model(path, owner, index) for path in index.classes_of(module)):
                found[file] = module
    return found


def _may_hold_tables(text: str) -> bool:
    # No table without one of these words, or what the patterns find. Words are looked for faster, and most files have none of them.
    if "__tablename__" in text or "__table__" in text or "mapped_column" in text:
        return True
    if "Column(" in text and _COLUMN.search(text) is not None:
        return True
    return "table" in text and "True" in text and _TABLE.search(text) is not None


def _files_of(top: str, modules: Modules) -> Iterator[str]:
    initial = modules.file_of(top)
    if not is_package(initial):
        return
    for folder, names, files in walk(os.path.dirname(initial)):
        names[:] = sorted(name for name in names if name not in _ELSEWHERE and not name.startswith("."))
        for name in sorted(files):
            if name.endswith(".py") and not name.startswith(("test_", "conftest")):
                yield os.path.join(folder, name)


def _is_model(path: str, owner: str, index: Index) -> bool:
    """Whether a class is mapped and its ancestors lead to the base."""
    if index.mapping(path)[0] != "model":
        return False
    pending, seen = [path], set[str]()
    while pending and len(seen) < _LONGEST_LINEAGE:
        current = index.follow(pending.pop())
        if current == owner:
            return True
        if current not in seen:
            seen.add(current)
            pending.extend(index.bases_of(current))
    return False


def _not_reached(candidates: dict[str, str], wanted: list[str], modules: Modules, imports_of: _ImportsOf) -> tuple[str, ...]:
    """The candidates that no chain of imports leads to; none where some import is made by a computed name."""
    left = dict(candidates)
    pending, seen = list(wanted), set[str]()
    while pending and left:
        path = pending.pop()
        for file in _imported_files(path, modules):
            if file in seen:
                continue
            seen.add(file)
            left.pop(file, None)
            imported = imports_of(file)
            if imported is None or len(seen) > _MOST_FILES:
                return ()
            module = modules.name_of(file)
            for found in imported:
                full = absolute(found, module, is_package(file))
                if full:
                    pending.append(full)
    return tuple(sorted(left.values()))


def _imported_files(path: str, modules: Modules) -> Iterator[str]:
    """The files that importing a dotted path runs: the packages on the way among them."""
    module, _ = modules.split(path)
    parts = module.split(".") if module else []
    for end in range(1, len(parts) + 1):
        file = modules.file_of(".".join(parts[:end]))
        if file:
            yield file


def imports_of_file(file: str) -> tuple[str, ...] | None:
    """What a file imports; None where it cannot be read, or imports by a computed name."""
    text = read_module(file)
    if text is None or (any(word in text for word in _DYNAMIC_WORDS) and _DYNAMIC.search(text)):
        return None
    return tuple(imports_of(text))


def imports_of(text: str) -> Iterator[str]:
    """Every dotted path that a module imports, wherever the import stands but under TYPE_CHECKING."""
    tree = _parsed(text)
    stack: list[Any] = [tree] if tree is not None else []
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is ast.Import:
            yield from [alias.name for alias in node.names]
        elif kind is ast.ImportFrom:
            start = "." * node.level + (node.module or "")
            separator = "" if start.endswith(".") else "."
            yield start
            yield from [f"{start}{separator}{alias.name}" for alias in node.names if alias.name != "*"]
        elif kind is ast.If and "TYPE_CHECKING" in ast.dump(node.test):
            stack += node.orelse
        else:
            stack += in_blocks(node)


def _parsed(text: str) -> ast.Module | None:
    """The tree of a module, or of what is left of it without the statements that import nothing; None where it does not parse."""
    shorter = import_text(text)
    for each in (shorter, text) if shorter is not text else (text,):
        try:
            return parsed_quietly(each)
        except SyntaxError:
            pass  # what looked like a statement of its own was something else
        except (ValueError, RecursionError, MemoryError):
            return None
    return None
