"""The text of one file, and the places of its nodes counted in characters."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from functools import cached_property

from flake8_sqla.facts.place import Span


def parsed_quietly(text: str) -> ast.Module:
    """The tree of another file; raises SyntaxError or ValueError as `ast.parse` does. An invalid escape in it is not ours to report."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


class Source:
    """One file as flake8 hands it over: its path as given, its lines with their ends, its tree."""

    def __init__(self, path: str, lines: Sequence[str], tree: ast.Module, file: str = "") -> None:
        """Keep the parts; nothing is computed until it is asked for. `file` is what places say in a file read for another's sake."""
        self.file = file
        self.path = path
        self.lines = lines
        self.tree = tree

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return "".join(self.lines)

    @classmethod
    def from_text(cls, text: str, path: str = "example.py") -> Source:
        """Parse text; raises SyntaxError or ValueError as `ast.parse` does."""
        return cls(path, text.splitlines(keepends=True), ast.parse(text))

    @cached_property
    def is_ascii(self) -> bool:
        """Whether every character of the file is one byte."""
        return all(map(str.isascii, self.lines))

    def column(self, line: int, byte_offset: int) -> int:
        """Characters before a place that `ast` counted in UTF-8 bytes. `line` counts from one."""
        if self.is_ascii or line > len(self.lines):
            return byte_offset
        text = self.lines[line - 1]
        if text.isascii():
            return byte_offset
        return len(text.encode("utf-8")[:byte_offset].decode("utf-8", "replace"))

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias | ast.pattern) -> Span:
        """The place of a node."""
        end_line = node.end_lineno or node.lineno
        if self.is_ascii:  # nearly all are: then bytes are characters
            return Span(node.lineno, node.col_offset, end_line, node.end_col_offset or node.col_offset, self.file)
        return Span(
            node.lineno,
            self.column(node.lineno, node.col_offset),
            end_line,
            self.column(end_line, node.end_col_offset or node.col_offset),
            self.file,
        )

    def attribute_span(self, node: ast.Attribute) -> Span:
        """The place of the attribute's own name: in a chain over several lines, the line a reader would point at."""
        line = node.end_lineno or node.lineno
        end = node.end_col_offset or node.col_offset
        if not self.is_ascii:
            end = self.column(line, end)
        begin = end - len(node.attr)
        return Span(line, begin if begin > 0 else 0, line, end, self.file)

    def callee_span(self, call: ast.Call) -> Span:
        """The place that stands for a call: its attribute's name in a chain, else its start."""
        function = call.func
        if isinstance(function, ast.Attribute) and not isinstance(function.value, ast.Name):
            return self.attribute_span(function)
        return self.span(call)
