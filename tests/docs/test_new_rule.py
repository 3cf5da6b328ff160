"""The scaffold of a new rule, on a copy of the project: what it writes is a rule that passes the tests of rules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent.parent
_IGNORED = shutil.ignore_patterns("__pycache__")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the scaffold reads and writes, and of the tests that what it writes has to pass."""
    for folder in ("flake8_sqla", "docs", "tests/support", "tests/rules"):
        shutil.copytree(_ROOT / folder, tmp_path / folder, ignore=_IGNORED)
    for file in ("pyproject.toml", "setup.cfg", "tests/conftest.py"):
        shutil.copy(_ROOT / file, tmp_path / file)
    return tmp_path


def _python(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    # The outer run may be a worker of xdist or measure coverage; the inner one is a run of its own.
    for name in [name for name in environment if name.startswith(("PYTEST_", "COV_"))]:
        del environment[name]
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)


def _begin(project: Path, code: str, name: str) -> subprocess.CompletedProcess[str]:
    # The script of the real checkout, pointed at the copy.
    return _python(project, str(_ROOT / "docs" / "new_rule.py"), code, name, "--root", str(project))


@pytest.mark.parametrize(
    ("code", "name", "folder"),
    [
        ("SQA599", "made-up-engine", "engines"),
        ("SQA299", "made-up-model", "models"),
        ("SQA799", "a-made-up-revision", "history"),
        ("SQA999", "made-up-opinion", "opinionated"),
    ],
)
def test_a_new_rule_passes_the_tests_of_rules(project: Path, code: str, name: str, folder: str) -> None:
    begun = _begin(project, code, name)
    assert begun.returncode == 0, begun.stderr
    module = project / "flake8_sqla" / "rules" / folder / f"{name.replace('-', '_')}.py"
    cases = project / "tests" / "cases" / folder / f"{name}.md"
    index = module.with_name("__init__.py")
    assert begun.stdout.splitlines()[:3] == [str(path.relative_to(project)) for path in (module, cases, index)]

    # Only what concerns this rule: a defect of another one is told by that one's own tests.
    chosen = f"{code} or {name} or in_its_folder[{code[3]}] or order_of_their_codes"
    tested = _python(project, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-k", chosen, "tests/rules")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    for test in (f"{code}-bad-1", f"{code}-good-1", f"{code}-another-engine", f"{folder}/{name}.md", code[3]):
        assert f"[{test}] PASSED" in tested.stdout

    clean = _python(project, "-m", "flake8", "--isolated", "--max-line-length=140", str(module), str(index))
    assert clean.stdout + clean.stderr == ""

    explained = _python(project, "-m", "flake8_sqla", "explain", name)
    assert explained.stdout.startswith(f"# {code} {name}\n")


def test_a_family_keeps_its_order(project: Path) -> None:
    index = project / "flake8_sqla" / "rules" / "migrations" / "__init__.py"
    before = index.read_text(encoding="utf-8")
    assert _begin(project, "SQA698", "aaa-first-name").returncode == 0
    after = index.read_text(encoding="utf-8")
    assert after.splitlines()[0] == before.splitlines()[0]
    imported = after[after.index("import") : after.index("RULES")]
    names = [line.strip(" ,") for line in imported.splitlines() if line.startswith("    ")]
    assert names == sorted(names)
    assert names[0] == "aaa_first_name"
    listed = [line.strip(" ,") for line in after[after.index("RULES") :].splitlines() if line.startswith("    ")]
    assert listed[-1] == "aaa_first_name.RULE"
    assert set(listed) == {f"{name}.RULE" for name in names}


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        ("SQA601", "something-new", "SQA601 blocking-index-creation is there already"),
        ("SQA699", "blocking-index-creation", "SQA601 blocking-index-creation is there already"),
        ("SQA600", "something-new", "'SQA600' is no code"),
        ("sqa699", "something-new", "'sqa699' is no code"),
        ("SQA699", "Something_New", "'Something_New' is no name"),
    ],
)
def test_what_is_taken_or_malformed_is_refused_and_nothing_written(project: Path, code: str, name: str, complaint: str) -> None:
    def state() -> dict[str, bytes]:
        files = (path for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {str(path): path.read_bytes() for path in files}

    before = state()
    refused = _begin(project, code, name)
    assert refused.returncode == 2
    assert complaint in refused.stderr
    assert state() == before
