"""The recipes are what we ask of others: the plugin has nothing to say of them. That they hold, `tests/proofs/test_recipes.py` shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import flake8_here
from support.projects import write
from support.recipes import FOLDER, PAGES, recipe

#: What every recipe follows.
_BEFORE = (
    '"""What was there before."""\n\nrevision = "a0"\ndown_revision = None\n\n\ndef upgrade() -> None:\n    """Nothing."""\n'
    '\n\ndef downgrade() -> None:\n    """Nothing."""\n'
)


@pytest.mark.parametrize("name", PAGES)
def test_a_recipe_has_no_reports(name: str, folder: Path) -> None:
    write(folder, {"migrations/env.py": "", "migrations/versions/a0_before.py": _BEFORE, **{f"migrations/{file.path}": file.text for file in recipe(name).files}})
    run = flake8_here("--select=SQA,F,E,W", "--max-line-length=140", "--sqla-dialects=postgresql", "migrations/versions")
    assert run.output == ""


@pytest.mark.parametrize("name", PAGES)
def test_the_revisions_of_a_recipe_follow_one_another(name: str) -> None:
    files = recipe(name).files
    assert [file.path.partition("_")[0] for file in files] == [f"versions/a{number}" for number in range(1, len(files) + 1)]
    for number, file in enumerate(files, start=1):
        assert f'revision = "a{number}"\ndown_revision = "a{number - 1}"\n' in file.text


def test_the_index_lists_every_recipe_with_its_revisions() -> None:
    index = (FOLDER / "index.md").read_text(encoding="utf-8")
    for name, path in PAGES.items():
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"| [{title}]({name}.md) | {len(recipe(name).files)} |" in index
