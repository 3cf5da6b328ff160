"""The recipes of the docs: each page's revisions as one example."""

from __future__ import annotations

from pathlib import Path

from flake8_sqla.pages import Example, parse_page

FOLDER = Path(__file__).parent.parent.parent / "docs" / "recipes"
PAGES = {path.stem: path for path in sorted(FOLDER.glob("*.md")) if path.stem != "index"}


def recipe(name: str) -> Example:
    """All files of a page, in order."""
    examples = parse_page(PAGES[name].read_text(encoding="utf-8")).examples
    assert {example.kind for example in examples} == {"good"}
    return Example("good", name, tuple(file for example in examples for file in example.files))
