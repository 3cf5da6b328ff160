"""The changelog: what this version has, and fragments from which the next one's list is made."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from support.checkout import ROOT, run

from flake8_sqla import __version__

_FRAGMENT = re.compile(r"(\d+|\+[\w-]+)\.(added|changed|fixed|removed)\.md")


def test_this_version_has_its_list() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.*?)\] - (not released yet|\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert newest is not None and newest[1] == __version__


def test_fragments_are_named_as_they_have_to_be() -> None:
    names = {path.name for path in (ROOT / ".changes").iterdir()} - {"README.md"}
    assert [name for name in sorted(names) if not _FRAGMENT.fullmatch(name)] == []


def test_a_release_is_put_together_from_its_fragments(tmp_path: Path) -> None:
    pytest.importorskip("towncrier", reason="towncrier is not installed: NO RELEASE WAS PUT TOGETHER")
    shutil.copytree(ROOT / ".changes", tmp_path / ".changes")
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".changes" / "12.fixed.md").write_text("SQA601 is silent about made-up tables.\n", encoding="utf-8")
    (tmp_path / ".changes" / "+made-up-rule.added.md").write_text("A rule that was made up.\n", encoding="utf-8")
    before = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert run(["git", "init", "--quiet"], tmp_path).returncode == 0
    assert run(["git", "add", "."], tmp_path).returncode == 0
    done = run([sys.executable, "-m", "towncrier", "build", "--yes", "--version=9.8.7", "--date=2030-01-02"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    head, _, below = before.partition("## [")
    after = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert after.startswith(f"{head}## [9.8.7] - 2030-01-02\n\n### Added\n\n")
    new = after.removeprefix(head).partition(f"## [{below.partition(']')[0]}]")[0]
    assert "\n- A rule that was made up.\n" in new and "\n- SQA601 is silent about made-up tables. (#12)\n" in new
    assert after.endswith(f"## [{below}")
    assert {path.name for path in (tmp_path / ".changes").iterdir()} == {"README.md"}
