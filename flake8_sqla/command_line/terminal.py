"""Markdown on a screen: with colours by `rich` where that is installed and somebody is looking, else as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def show(pages: Sequence[str]) -> None:
    """Print pages of Markdown, an empty line between two. What is piped or redirected is the Markdown itself."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ and _show_rich(pages):
        return
    print("\n".join(pages), end="")


def _show_rich(pages: Sequence[str]) -> bool:
    """Print them with colours, if the extra `flake8-sqla[rich]` is there."""
    try:
        from rich.console import Console
        from rich.markdown import Markdown
        from rich.theme import Theme
    except ImportError:
        return False
    # By itself it puts words of code on black, which is a box on a light screen.
    console = Console(theme=Theme({"markdown.code": "cyan"}))
    for page in pages:
        console.print(Markdown(page, code_theme="ansi_dark"))
        console.print()
    return True
