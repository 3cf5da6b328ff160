"""Which rules are on: flake8's own decision, and SQA9 only by name. The rows are those of flake8's select and ignore."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import flake8, flake8_here
from support.samples import MIGRATION, OPINION

OURS, OPINIONS, BOTH = {"SQA601"}, {"SQA901"}, {"SQA601", "SQA901"}


@pytest.fixture
def both(folder: Path) -> Path:
    """A project with a report of an ordinary rule and one of an opinionated rule."""
    (folder / "a1.py").write_text(MIGRATION)
    (folder / "opinion.py").write_text(OPINION)
    return folder


_ROWS = [
    ([], OURS),
    (["extend-ignore = E501"], OURS),
    (["extend-ignore = SQA6"], set()),
    (["ignore = E501"], OURS),
    (["ignore = W503,W504"], OURS),
    (["ignore = SQA6"], set()),
    (["ignore = SQA"], set()),
    (["select = SQA"], OURS),
    (["extend-select = SQA"], OURS),
    (["extend-select = SQA9"], BOTH),
    (["extend-select = SQA90"], BOTH),
    (["extend-select = SQA901"], BOTH),
    (["extend-select = SQA902"], OURS),
    (["extend-select = SQA9", "ignore = E501"], BOTH),
    (["extend-select = SQA9", "extend-ignore = SQA901"], OURS),
    (["select = SQA", "ignore = SQA9"], OURS),
    (["select = SQA", "ignore = E501"], OURS),
    (["select = SQA9"], OPINIONS),
    (["select = SQA901"], OPINIONS),
    (["select = SQA,SQA9"], BOTH),
    (["select = SQA601"], OURS),
    (["select = E,F"], set()),
    (["select = E,F", "extend-select = SQA6"], OURS),
    (["select = E,F", "extend-select = SQA9"], OPINIONS),
    (["extend-select = SQA", "ignore = SQA601"], set()),
]


@pytest.mark.parametrize(("lines", "codes"), _ROWS, ids=[", ".join(lines) or "nothing" for lines, _ in _ROWS])
def test_a_configuration_selects_as_flake8_does_and_opinions_only_by_name(lines: list[str], codes: set[str], both: Path) -> None:
    (both / ".flake8").write_text("\n".join(["[flake8]", *lines, ""]))
    assert flake8_here(".", isolated=False).sampled_codes == codes


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--ignore=E501"], OURS),
        (["--extend-select=SQA"], OURS),
        (["--extend-select=SQA9"], BOTH),
        (["--extend-select=SQA9", "--ignore=E501"], BOTH),
        (["--select=SQA9"], OPINIONS),
        (["--select=E"], set()),
    ],
)
def test_the_command_line_selects_alike(arguments: list[str], codes: set[str], both: Path) -> None:
    assert flake8_here(*arguments, ".").sampled_codes == codes


@pytest.mark.parametrize("pattern", ["a1.py", "./a1.py", "*1.py", "a*"])
def test_per_file_ignores_leave_a_file_alone(pattern: str, both: Path) -> None:
    (both / "setup.cfg").write_text(f"[flake8]\nextend-select = SQA9\nper-file-ignores =\n    {pattern}: SQA601\n")
    assert flake8_here(".", isolated=False).sampled_codes == OPINIONS


def test_per_file_ignores_of_another_code_hide_nothing(both: Path) -> None:
    (both / "setup.cfg").write_text("[flake8]\nper-file-ignores =\n    a1.py: SQA602\n")
    assert flake8_here(".", isolated=False).sampled_codes == OURS


def test_a_project_can_demand_the_plugin(both: Path) -> None:
    assert flake8_here("--require-plugins=flake8-sqla", ".").sampled_codes == OURS


@pytest.mark.parametrize(("ignored", "codes"), [("E501", OURS), ("SQA6", set())])
def test_a_process_of_its_own_decides_alike(ignored: str, codes: set[str], both: Path) -> None:
    (both / ".flake8").write_text(f"[flake8]\nignore = {ignored}\n")
    assert flake8("-j2", ".", folder=both, isolated=False).sampled_codes == codes
