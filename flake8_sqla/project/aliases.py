"""What names of other files mean in an annotation: classes are themselves, `intpk = Annotated[int, mapped_column(…)]` brings its pieces.

Read off the defining module's own text, so that no two modules wait for one another.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from flake8_sqla.extract.annotations import annotation
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.models import Annotation
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode
from flake8_sqla.syntax.source import Source, parsed_quietly
from flake8_sqla.vocabulary.modules import speaks_of_databases

#: Of what says nothing of databases, only a text with one of these may name an alias.
_WORDS = ("Annotated", "Optional", "Union", "|", "Literal")
_VALUES = (ast.Subscript, ast.BinOp, ast.Name, ast.Attribute)


class Aliases:
    """The annotations that modules give names to. Each module is read once, when one of its names is asked for."""

    def __init__(self, text_of: Callable[[str], str | None], inside: Callable[[str], str]) -> None:
        """`text_of` gives a file's text, `inside` its path from the project's root on."""
        self._text_of = text_of
        self._inside = inside
        self._readings: dict[str, Reading | None] = {}
        self._found: dict[tuple[str, str], Annotation | None] = {}

    def of(self, file: str, name: str) -> Annotation | None:
        """What a name of a file stands for in an annotation; None where that is not known."""
        key = (file, name)
        if key not in self._found:
            self._found[key] = self._look_up(file, name)
        return self._found[key]

    def _look_up(self, file: str, name: str) -> Annotation | None:
        text = self._text_of(file)
        if text is None:
            return None
        if re.search(rf"^class {name}\b", text, re.MULTILINE) and not re.search(rf"^{name}\s*[:=]", text, re.MULTILINE):
            return Annotation(FILE_START, "", False, "", name)
        reading = self._reading(file, text)
        bindings = reading.module.scope.bindings.get(name, []) if reading is not None else []
        if reading is None or len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
            return None
        value = bindings[0].node
        return annotation(value, reading.module.scope, reading) if isinstance(value, _VALUES) else None

    def _reading(self, file: str, text: str) -> Reading | None:
        if file not in self._readings:
            self._readings[file] = self._read(file, text)
        return self._readings[file]

    def _read(self, file: str, text: str) -> Reading | None:
        if not speaks_of_databases(text) and not any(word in text for word in _WORDS):
            return None
        try:
            tree = parsed_quietly(text)
            tree.body = [statement for statement in tree.body if not isinstance(statement, (*FunctionNode, ast.ClassDef))]
            return Reading(Source(file, text.splitlines(keepends=True), tree, self._inside(file)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
