"""A rule's page: the docstring taken apart into prose and examples, and put together again as Markdown.

The same grammar serves the edge cases in `tests/cases/`. A fenced block of Python is an example when its info string says
`bad`, `good` or `case`; words behind it say more:

    ```python bad file=app/models.py options="--sqla-dialects=mysql"

Blocks of one kind that name files and follow one another form one small project. Markers say what is reported where:
`# SQA205`, `# SQA205 "part of the message"`, `# todo: SQA205` (a known miss) and `# todo-ok: SQA205` (a known false alarm).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from flake8_sqla.facts.record import record
from flake8_sqla.rule import Rule

EXAMPLE_KINDS = ("bad", "good", "case")
_FENCE = re.compile(r"^(`{3,})(.*)$")
_MARKER = re.compile(r"#\s*(?P<todo>todo: |todo-ok: )?(?P<codes>SQA\d{3}\b.*)$")
_CODE = re.compile(r'(SQA\d{3})(?:\s+"([^"]*)")?')


@record
class Marker:
    """What a comment says is reported on its line. `todo` is empty, `todo` (a known miss) or `todo-ok` (a known false alarm)."""

    line: int
    code: str
    part: str = ""
    todo: str = ""


@record
class ExampleFile:
    """One file of an example."""

    path: str
    text: str

    def markers(self) -> Iterator[Marker]:
        """The markers of every line, in order."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            found = _MARKER.search(line)
            if found:
                for code, part in _CODE.findall(found["codes"]):
                    yield Marker(number, code, part, (found["todo"] or "").rstrip(": "))


@record
class Example:
    """A small project: `kind` is `bad`, `good` or `case`; `title` the last heading above it; `options` as on the command line."""

    kind: str
    title: str
    files: tuple[ExampleFile, ...]
    options: tuple[str, ...] = ()


class Page:
    """A page in parts: paragraphs and blocks as written, and the examples among them."""

    def __init__(self, title: str) -> None:
        """A page with nothing under its title yet."""
        self.title = title
        self.parts: list[str | Example] = []

    @property
    def examples(self) -> list[Example]:
        """The examples, in order."""
        return [part for part in self.parts if isinstance(part, Example)]

    @property
    def summary(self) -> str:
        """The first paragraph under the title."""
        return next((part for part in self.parts if isinstance(part, str)), "")


def parse_page(text: str) -> Page:
    """Take a page apart. Raises ValueError where a fence is never closed or an info string says what nobody knows."""
    lines = text.strip().splitlines()
    page = Page(lines[0].strip().rstrip(".") if lines else "")
    heading, prose = lines[0].lstrip("# ").strip() if lines and lines[0].startswith("#") else "", list[str]()
    position = 1

    def end_prose() -> None:
        paragraph = "\n".join(prose).strip()
        if paragraph:
            page.parts.append(paragraph)
        prose.clear()

    while position < len(lines):
        fence = _FENCE.match(lines[position])
        if fence is None:
            if lines[position].startswith("#"):
                heading = lines[position].lstrip("# ").strip()
            prose.append(lines[position])
            position += 1
            continue
        closing = next((index for index in range(position + 1, len(lines)) if lines[index].rstrip() == fence[1]), None)
        if closing is None:
            raise ValueError(f"the block that begins with {lines[position]!r} is never closed")
        words = shlex.split(fence[2])
        if len(words) > 1 and words[0] == "python":
            end_prose()
            _add_example(page, heading, words[1:], "\n".join(lines[position + 1 : closing]) + "\n")
        else:
            prose.extend(lines[position : closing + 1])
        position = closing + 1
    end_prose()
    return page


def _add_example(page: Page, heading: str, words: list[str], text: str) -> None:
    kind, path, options = words[0], "", list[str]()
    if kind not in EXAMPLE_KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(EXAMPLE_KINDS)}")
    for word in words[1:]:
        name, _, value = word.partition("=")
        if name == "file":
            path = value
        elif name == "options":
            options.extend(shlex.split(value))
        else:
            raise ValueError(f"{word!r} means nothing behind {kind!r}")
    previous = page.parts[-1] if page.parts else None
    if path and isinstance(previous, Example) and previous.kind == kind and path not in {file.path for file in previous.files}:
        if previous.files[0].path != "example.py":
            page.parts[-1] = Example(
                kind, previous.title, (*previous.files, ExampleFile(path, text)), (*previous.options, *options)
            )
            return
    page.parts.append(Example(kind, heading, (ExampleFile(path or "example.py", text),), tuple(options)))


def render(rule: Rule[object], proof: str = "") -> str:
    """The rule's page as Markdown, for the docs and for `explain`. `proof` ends it: who shows that what it says is true."""
    page = parse_page(rule.doc or "")
    default = "off unless selected by name" if rule.opinionated else "on"
    lines = [
        f"# {rule.code} {rule.name}",
        "",
        f"**{page.title}.**",
        "",
        f"Impact: {rule.impact.value}. Default: {default}."
        + (f" Options: {', '.join(f'`{option}`' for option in rule.options)}." if rule.options else ""),
        "",
        f"Message: {_code(rule.message)}",
        "",
    ]
    for variant in rule.variants.values():
        lines[-1:] = ["", f"Or: {_code(variant)}", ""]
    for part in page.parts:
        if isinstance(part, str):
            lines += [part, ""]
        else:
            lines += _rendered_example(part)
    lines.append(proof)
    return "\n".join(lines).rstrip() + "\n"


def _code(text: str) -> str:
    """A message as code in Markdown, its own backticks among it."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _rendered_example(example: Example) -> Iterator[str]:
    label = {"bad": "Reported:", "good": "Not reported:", "case": "Case:"}[example.kind]
    if example.options:
        label = f"{label[:-1]} with `{' '.join(example.options)}`:"
    yield from (label, "")
    for file in example.files:
        if len(example.files) > 1 or file.path != "example.py":
            yield from (f"`{file.path}`", "")
        language = "ini" if file.path.endswith(".ini") else "python"
        yield from (f"```{language}", file.text.rstrip("\n"), "```", "")
