"""The site: which pages it has, and how one gets to each of them. That it builds without a warning, `tox -e docs` shows."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flake8_sqla.rules import FAMILIES, RULES

_DOCS = Path(__file__).parent.parent.parent / "docs"
_PAGES = sorted(path.relative_to(_DOCS).with_suffix("").as_posix() for path in _DOCS.rglob("*.md") if "_build" not in path.parts)


def _conf() -> ModuleType:
    specification = importlib.util.spec_from_file_location("docs_conf", _DOCS / "conf.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    before = list(sys.path)
    try:
        specification.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


conf = _conf()


def _read(name: str) -> str:
    """A page as Sphinx gets it, with what is added to it for the site."""
    text = [(_DOCS / f"{name}.md").read_text(encoding="utf-8")]
    conf._navigate(None, name, text)
    return text[0]


def _entries(name: str) -> list[str]:
    """The pages in the tables of contents of a page, from the root of the docs."""
    found = []
    for tree in re.findall(r"```\{toctree\}\n(.*?)```", _read(name), re.DOTALL):
        lines = [line for line in tree.splitlines() if line and not line.startswith(":")]
        inside = [re.sub(r".*<(.+)>", r"\1", line) for line in lines]
        found += [((Path(name).parent / entry).as_posix()) for entry in inside]
    return found


def test_every_page_is_reached_from_the_first_one_once() -> None:
    reached = ["index"]
    for name in reached:
        reached += _entries(name)
    assert sorted(reached) == _PAGES


def test_the_navigation_names_pages_that_there_are() -> None:
    listed = {page for pages in conf.NAVIGATION.values() for page in pages}
    assert listed <= set(_PAGES)


@pytest.mark.parametrize("page", sorted({page for pages in conf.NAVIGATION.values() for page in pages}))
def test_the_first_page_leads_to_each_that_the_navigation_has(page: str) -> None:
    assert f"]({page}.md)" in (_DOCS / "index.md").read_text(encoding="utf-8")


def test_rules_stand_below_their_families() -> None:
    assert _entries("rules/index") == [f"rules/family-{digit}" for digit in sorted(FAMILIES)]
    for digit in FAMILIES:
        assert _entries(f"rules/family-{digit}") == [f"rules/{rule.code}" for rule in RULES if rule.family == digit]


def test_links_that_leave_the_docs_are_words_on_the_site() -> None:
    text = ["[the package](../flake8_sqla/rule.py), [a rule](rules/SQA601.md), [tests](../../tests/docs/test_site.py)"]
    conf._navigate(None, "rules/SQA601", text)
    assert text == ["the package, [a rule](rules/SQA601.md), tests"]
