"""What kind of file this is."""

from __future__ import annotations

from flake8_sqla.facts.record import field, record


@record
class FileRole:
    """The file's part in the project, judged by its own text and its path.

    `migration`: a revision module, with `revision` and `down_revision` at module level.
    `environment`: Alembic's env.py.
    `test`: a test module, or in a folder of tests.
    `script`: in a folder of scripts or tools, or under a main guard by nature.
    `inside`: its path from the project's root on, with slashes.
    """

    path: str
    migration: bool = False
    environment: bool = False
    test: bool = False
    script: bool = False
    inside: str = field(default="", compare=False)


@record
class Crash:
    """Something in the plugin failed on this file: the rule or stage, and the exception in one line."""

    where: str
    error: str
