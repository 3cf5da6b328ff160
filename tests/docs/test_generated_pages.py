"""The generated pages in `docs/` are those that the package would give today."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_ROOT = Path(__file__).parent.parent.parent
_DOCS = _ROOT / "docs"


def _generator() -> ModuleType:
    specification = importlib.util.spec_from_file_location("docs_generate", _DOCS / "generate.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    before = list(sys.path)
    try:
        specification.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


generate = _generator()
PAGES: dict[str, str] = generate.pages()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_is_fresh(path: str) -> None:
    written = _DOCS / path
    assert written.is_file(), "run python docs/generate.py"
    assert written.read_text(encoding="utf-8") == PAGES[path], "run python docs/generate.py"


def test_no_page_is_left_over() -> None:
    assert {f"rules/{path.name}" for path in (_DOCS / "rules").glob("*.md")} <= set(PAGES)


def test_check_lists_what_is_missing_changed_and_left_over(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "SQA999.md").write_text("a rule that is gone", encoding="utf-8")
    (tmp_path / "rules" / "SQA998.md").write_text("an older page", encoding="utf-8")
    (tmp_path / "index.md").write_text("fresh", encoding="utf-8")
    expected = {"index.md": "fresh", "rules/SQA997.md": "a new page", "rules/SQA998.md": "the page"}
    out_of_date = ["rules/SQA997.md", "rules/SQA998.md", "rules/SQA999.md"]
    assert generate.stale(tmp_path, expected) == out_of_date
    assert generate.write(tmp_path, expected) == out_of_date
    assert generate.stale(tmp_path, expected) == []
    assert sorted(path.name for path in (tmp_path / "rules").iterdir()) == ["SQA997.md", "SQA998.md"]


def test_check_ends_with_status_1_where_a_page_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.main(["--check"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(PAGES)
    assert "docs/configuration.md is out of date; run python docs/generate.py" in told
    assert not (tmp_path / "docs").exists()
    assert generate.main([]) == 0
    capsys.readouterr()
    assert generate.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_every_option_and_every_rule_is_in_the_docs() -> None:
    from flake8_sqla.options import OPTIONS
    from flake8_sqla.rules import RULES

    for option in OPTIONS:
        assert f"`{option.flag}=" in PAGES["configuration.md"]
    for rule in RULES:
        assert f"[{rule.code}]({rule.code}.md)" in PAGES["rules/index.md"]


def test_links_between_pages_lead_somewhere() -> None:
    import re

    for page in [_ROOT / "README.md", *_DOCS.glob("*.md"), *(_DOCS / "rules").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(_ROOT)} links to {target}"
