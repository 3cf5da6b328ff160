"""Styles of mapping: where SQLAlchemy configures a program without a warning, no rule claims that it would not."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer

_STYLES = dict(re.findall(r"^# ([^\n]+)\n\n```python\n(.*?)^```$", (Path(__file__).parent / "styles.md").read_text(), re.MULTILINE | re.DOTALL))
#: The rules whose messages say that the program fails, or that a part of it is ignored.
_CLAIMS_ERROR = frozenset(
    f"SQA{number}" for number in (202, 209, 210, 211, 212, 213, 214, 215, 223, 224, 226, 229, 230, 231, 232, 233, 234, 236, 238, 241, 242, 243)
)
_CONFIGURE = "import models, sqlalchemy.orm; sqlalchemy.orm.configure_mappers()"


@pytest.mark.parametrize("style", _STYLES)
def test_no_rule_claims_an_error_where_there_is_none(style: str, folder: Path) -> None:
    for library in ("flask_sqlalchemy", "sqlmodel"):
        if library in _STYLES[style]:
            pytest.importorskip(library)
    text = _STYLES[style]
    (folder / "models.py").write_text(text)
    done = subprocess.run([sys.executable, "-W", "error", "-c", _CONFIGURE], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    reviewer = Reviewer.with_all_rules(Settings(), _CLAIMS_ERROR.__contains__)
    assert reviewer.review(str(folder / "models.py"), text.splitlines(keepends=True), ast.parse(text)) == []


def test_the_rules_read_what_they_are_silent_about(folder: Path) -> None:
    text = _STYLES["Mixins, declared_attr, Annotated, inheritance"].replace('remote_side="Post.id", ', "").replace('"title", "author_id"', '"titel"')
    reviewer = Reviewer.with_all_rules(Settings(), _CLAIMS_ERROR.__contains__)
    found = reviewer.review(str(folder / "models.py"), text.splitlines(keepends=True), ast.parse(text))
    assert {report.code for report in found} == {"SQA214", "SQA234"}
