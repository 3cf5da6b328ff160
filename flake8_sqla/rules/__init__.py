"""The rules, one file each, by family. A family's `__init__.py` lists its rules; a test demands that list and folder agree."""

from __future__ import annotations

from typing import Any

from flake8_sqla.rule import Rule
from flake8_sqla.rules import engines, environment, history, legacy, migrations, models, opinionated, plugin, queries, sessions

#: Every family by the first digit of its codes: the folder's name and what it is about.
FAMILIES: dict[int, tuple[str, str]] = {
    0: ("plugin", "The plugin itself"),
    1: ("legacy", "The 2.0 API"),
    2: ("models", "Models"),
    3: ("queries", "Queries"),
    4: ("sessions", "Sessions and transactions"),
    5: ("engines", "Engines"),
    6: ("migrations", "Migration safety"),
    7: ("history", "Migration history"),
    8: ("environment", "The Alembic environment"),
    9: ("opinionated", "Opinionated: off unless selected"),
}

RULES: tuple[Rule[Any], ...] = tuple(
    sorted(
        (
            *plugin.RULES,
            *legacy.RULES,
            *models.RULES,
            *queries.RULES,
            *sessions.RULES,
            *engines.RULES,
            *migrations.RULES,
            *history.RULES,
            *environment.RULES,
            *opinionated.RULES,
        ),
        key=lambda rule: rule.code,
    )
)

BY_CODE: dict[str, Rule[Any]] = {rule.code: rule for rule in RULES}
