"""The documentation as a site: `python -m sphinx -W docs docs/_build`.

Pages are plain Markdown that reads well where the repository is browsed; what only the site needs, above all its navigation, is here.
Sphinx, because it is what flake8, SQLAlchemy and Alembic are documented with, checks links by itself, and is looked after: MkDocs has
had no release since 1.6.1 of August 2024.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from flake8_sqla import DOCUMENTATION, __version__  # noqa: E402
from flake8_sqla.rules import FAMILIES, RULES  # noqa: E402

project = "flake8-sqla"
author = "the flake8-sqla authors"
project_copyright = f"2026, {author}"
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "**/__pycache__"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
html_theme = "furo"
html_title = "flake8-sqla"
html_baseurl = DOCUMENTATION
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"sidebar_hide_name": False, "navigation_with_keys": True}
# The template of revisions has its own words for colours; ours are those of Python.
pygments_style = "friendly"
pygments_dark_style = "github-dark"

linkcheck_timeout = 15
linkcheck_ignore = [re.escape(DOCUMENTATION)]

#: The navigation: headings, and under each the pages with what they are called there (nothing: as they call themselves).
NAVIGATION: dict[str, dict[str, str]] = {
    "Begin": {"from-zero": "", "adopting": "", "configuration": "", "editors": "", "output": ""},
    "Look up": {
        "rules/index": "",
        "locks": "What a migration locks",
        "recipes/index": "",
        "example/README": "Example project",
        "comparison": "",
    },
    "How good it is": {"coverage": "Coverage", "accuracy": "Accuracy", "performance": "Performance"},
    "How it is made": {"architecture": "", "contributing": "", "changelog": ""},
}


def _tree(pages: list[str], caption: str = "") -> str:
    """A table of contents that is seen in the navigation only."""
    words = [":hidden:", *([f":caption: {caption}"] if caption else [])]
    return "\n".join(["", "```{toctree}", *words, "", *pages, "```", ""])


def _navigate(app: object, name: str, text: list[str]) -> None:
    """Add to the pages that others hang below what leads there."""
    if name == "index":
        for caption, pages in NAVIGATION.items():
            text[0] += _tree([f"{title} <{page}>" if title else page for page, title in pages.items()], caption)
    elif name == "rules/index":
        text[0] += _tree([f"family-{digit}" for digit in sorted(FAMILIES)])
    elif name.startswith("rules/family-"):
        text[0] += _tree([rule.code for rule in RULES if rule.family == int(name[-1])])
    elif name == "recipes/index":
        text[0] += _tree(sorted(path.stem for path in (_ROOT / "docs" / "recipes").glob("*.md") if path.stem != "index"))
    # Links that leave the docs lead into the repository, which the site does not hold: the words stay.
    text[0] = re.sub(r"\[([^\]]+)\]\((?:\.\./)+(?:flake8_sqla|tests|\.)[^)]*\)", r"\1", text[0])


def setup(app: object) -> None:
    """Sphinx calls this."""
    app.connect("source-read", _navigate)  # type: ignore[attr-defined]
