"""An example as a program: its files, statement by statement, each an entry that can be run and asked about."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flake8_sqla.pages import ExampleFile

Place = tuple[str, int]


@dataclass(frozen=True)
class Entry:
    """One statement at a file's top level: a function, a class, an assignment, …"""

    path: str
    node: ast.stmt = field(repr=False)
    added: bool = field(default=False, repr=False)

    @property
    def name(self) -> str:
        """What it defines; its line where that is nothing with a name."""
        match self.node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                return name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name
        return f"line {self.node.lineno}"

    @property
    def is_definition(self) -> bool:
        """Whether it only prepares what follows: an import, a docstring, a main guard."""
        match self.node:
            case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
                return True
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                return True
        return False


@dataclass(frozen=True)
class Program:
    """The Python files of an example, those that others import first. `cut` are places that are left out, but for the one that is `kept`;
    `replaced` are pieces of text, `instead` too, where the line is one of those that would be cut; `added` is code at a file's end.
    """

    files: Sequence[ExampleFile]
    cut: Collection[Place] = ()
    kept: Place | None = None
    replaced: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    added: str = ""

    @cached_property
    def entries(self) -> list[Entry]:
        """Every statement at top level, in order."""
        return [entry for file in _in_order([file for file in self.files if file.path.endswith(".py")]) for entry in self._read(file)]

    def _read(self, file: ExampleFile) -> Iterator[Entry]:
        lines = file.text.splitlines()
        for number in range(len(lines)):
            for old, new in self.replaced.items():
                lines[number] = lines[number].replace(old, new)
        kept = self.kept[1] if self.kept is not None and self.kept[0] == file.path else 0
        cut = {line for path, line in self.cut if path == file.path and line != kept}
        for number in list(cut):
            for old, new in self.instead.items():
                if old in lines[number - 1]:
                    lines[number - 1] = lines[number - 1].replace(old, new)
                    cut.discard(number)
        tree = ast.parse("\n".join([*lines, self.added]))
        for number in sorted(cut, reverse=True):
            _cut(tree, number, kept)
        for node in tree.body:
            yield Entry(file.path, node, node.lineno > len(lines))

    def at(self, place: Place) -> Entry:
        """The entry that a place lies in."""
        path, line = place
        return next(
            entry for entry in self.entries if entry.path == path and _first_line(entry.node) <= line <= (entry.node.end_lineno or line)
        )


def lines_around(entry: Entry, line: int) -> range:
    """The lines of the statement that a line belongs to. Of a class all: it fails when it is whole."""
    found = [entry.node]
    if not isinstance(entry.node, ast.ClassDef):
        found += [node for node in ast.walk(entry.node) if isinstance(node, ast.stmt) and _covers(node, line)]
    smallest = max(found, key=lambda node: node.lineno)
    return range(_first_line(smallest), (smallest.end_lineno or smallest.lineno) + 1)


def module_name(path: str) -> str:
    """The name that a file is imported by."""
    return re.sub(r"(/__init__)?\.py$", "", path.removeprefix("src/")).replace("/", ".")


def _in_order(files: Sequence[ExampleFile]) -> list[ExampleFile]:
    """Files that others import come before those."""
    names = {module_name(file.path): file for file in files}
    done: list[ExampleFile] = []

    def add(file: ExampleFile, above: tuple[str, ...] = ()) -> None:
        if file in done or file.path in above:
            return
        for node in ast.walk(ast.parse(file.text)):
            for name in _imported(node):
                if name in names:
                    add(names[name], (*above, file.path))
        done.append(file)

    for file in files:
        add(file)
    return done


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module=str(module), names=aliases):
            yield module
            yield from (f"{module}.{alias.name}" for alias in aliases)
        case ast.Import(names=aliases):
            yield from (alias.name for alias in aliases)


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _covers(node: ast.AST, line: int) -> bool:
    return getattr(node, "lineno", line + 1) <= line <= (getattr(node, "end_lineno", None) or 0)


def _cut(tree: ast.Module, line: int, kept: int) -> None:
    """Take out the smallest statement on a line or, where that holds the line that is kept too, what of it can be spared."""
    best: tuple[list[ast.stmt], int] | None = None
    for node in ast.walk(tree):
        for body in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(body, list):
                best = next(((body, index) for index, each in enumerate(body) if _covers(each, line)), best)
    if best is None:
        return
    body, index = best
    statement = body[index]
    if not _covers(statement, kept):
        body[index] = ast.copy_location(ast.Pass(), statement)
        return
    for node in ast.walk(statement):
        for part in ("elts", "args", "keywords"):
            elements = getattr(node, part, None)
            if isinstance(elements, list):
                spared = [each for each in elements if _covers(each, line) and not _covers(each, kept)]
                if spared:
                    elements[:] = [each for each in elements if each not in spared]
                    return
