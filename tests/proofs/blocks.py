"""The revisions that rule pages show: each as source, as the fact the extractor reads from it, and as a module that can be run."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from support.examples import review
from support.facts import facts

from flake8_sqla.facts.migrations import Operation, Revision
from flake8_sqla.pages import Example, parse_page
from flake8_sqla.rule import Rule
from flake8_sqla.rules import RULES

_FIELD = re.compile(r"\{(\w+)\}")

#: Examples that PostgreSQL cannot show → where they are shown.
SHOWN_ELSEWHERE = {
    **{f"SQA{number}-{kind}-1": "test_other_databases.py, MySQL" for number in (632, 633, 635, 636) for kind in ("bad", "good")},
    **{f"SQA634-{kind}-1": "test_other_databases.py, SQLite" for kind in ("bad", "good")},
    **{f"SQA620-{kind}-1": "test_alembic_pages.py: what the rule speaks of is in the code" for kind in ("bad", "good")},
}


@dataclass(frozen=True)
class Report:
    """A report on a block by the rule of its page: where, which of the rule's messages, and what that says in its fields."""

    path: str
    line: int
    variant: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Script:
    """One revision of a block."""

    path: str
    text: str

    @cached_property
    def fact(self) -> Revision:
        """What the extractors read in it."""
        (found,) = facts(self.text, Revision, self.path)
        return found

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """The statements of its functions that hold no others, in order."""
        return [node for node in ast.walk(ast.parse(self.text)) if isinstance(node, ast.stmt) and not hasattr(node, "body")]

    def statement(self, line: int) -> int:
        """The line on which the statement that this line belongs to begins; the line itself where none does."""
        return next((node.lineno for node in self.statements if node.lineno <= line <= (node.end_lineno or node.lineno)), line)

    def operations(self, line: int) -> list[Operation]:
        """What the extractors read in the statement that begins on this line."""
        entries = (self.fact.upgrade, self.fact.downgrade)
        return [found for entry in entries for found in entry.operations if self.statement(found.span.line) == line]

    def without(self, lines: Collection[int]) -> Script:
        """The revision without the statements that begin on these lines, all others where they were."""
        rows = self.text.splitlines(keepends=True)
        for node in self.statements:
            if node.lineno in lines:
                for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                    rows[number - 1] = " " * node.col_offset + "pass\n" if number == node.lineno else "\n"
        return Script(self.path, "".join(rows))

    def module(self, folder: Path) -> ModuleType:
        """The revision as a module, run from a file of its name."""
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, encoding="utf-8")
        module = ModuleType(path.stem)
        exec(compile(self.text, str(path), "exec"), module.__dict__)  # a page of our own
        return module


@dataclass(frozen=True)
class Block:
    """A `bad` or `good` example of a rule's page."""

    rule: Rule[object]
    number: int | str
    example: Example

    @property
    def name(self) -> str:
        """How tables and lists speak of it: `SQA601-bad-2`."""
        return f"{self.rule.code}-{self.example.kind}-{self.number}"

    @cached_property
    def scripts(self) -> list[Script]:
        """Its revisions, parents first."""
        found = [Script(file.path, file.text) for file in self.example.files if "down_revision" in file.text]
        ordered: list[Script] = []
        while found:
            names = {script.fact.revision for script in found}
            free = [script for script in found if not names & _parents(script)] or found[:1]
            ordered += free
            found = [script for script in found if script not in free]
        return ordered

    @property
    def other_dialect(self) -> str:
        """The database that the example is about, where that is not PostgreSQL."""
        for option in self.example.options:
            name, _, value = option.partition("=")
            if name == "--sqla-dialects" and "postgresql" not in value:
                return value
        return ""

    def reports(self, folder: Path) -> list[Report]:
        """What the rule reports on it. The files are written to the (current) folder."""
        found = [each for each in review(self.example, self.rule.code, folder) if each.code == self.rule.code]
        return [Report(each.path, each.line, *_taken_apart(self.rule, each.text)) for each in found]

    def continues(self, earlier: Block) -> bool:
        """Whether this goes on where the other ends."""
        return bool(self.scripts and earlier.scripts) and earlier.scripts[-1].fact.revision in _parents(self.scripts[0])


def _parents(script: Script) -> set[object]:
    parents = script.fact.down_revision
    return set(parents) if isinstance(parents, tuple) else {parents}


def _taken_apart(rule: Rule[object], text: str) -> tuple[str, dict[str, str]]:
    """Which of its messages a rule used, and the values in it. Where one says it all and more in a field, the other is meant."""
    found: list[tuple[int, str, dict[str, str]]] = []
    for variant, message in {"": rule.message, **rule.variants}.items():
        seen: set[str] = set()
        pattern = ""
        for place, part in enumerate(_FIELD.split(message.replace("{{", "{").replace("}}", "}"))):
            pattern += re.escape(part) if place % 2 == 0 else f"(?P={part})" if part in seen else f"(?P<{part}>.*?)"
            seen |= {part} if place % 2 else set()
        match = re.fullmatch(f"{rule.code} {pattern}", text)
        if match:
            found.append((sum(map(len, match.groups())), variant, match.groupdict()))
    assert found, f"none of the messages of {rule.code} is {text!r}"
    _, variant, fields = min(found, key=lambda each: each[0])
    return variant, fields


def blocks(families: Collection[int] = (6,)) -> Iterator[Block]:
    """Every example of these families, of which the sixth is that of revisions."""
    for rule in RULES:
        if rule.family not in families:
            continue
        counts = Counter[str]()
        for example in parse_page(rule.doc or "").examples:
            counts[example.kind] += 1
            yield Block(rule, counts[example.kind], example)


def chains(found: list[Block]) -> Iterator[list[Block]]:
    """The examples in groups: those that follow one another on a page and continue one another belong together."""
    group: list[Block] = []
    for block in found:
        if group and (block.rule is not group[-1].rule or not block.continues(group[-1])):
            yield group
            group = []
        group = [*group, block]
    if group:
        yield group
