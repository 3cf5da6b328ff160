"""Questions about a project that few files lead to: what answers one is loaded when it is asked. A run over one file is mostly loading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flake8_sqla.facts.record import replace

if TYPE_CHECKING:
    from flake8_sqla.project.requirements import Requirements


def nothing_stated() -> Requirements:
    """The requirements of no project."""
    from flake8_sqla.project.requirements import Requirements

    return Requirements()


def requirements_of(part: Path, root: Path) -> Requirements:
    """What the files of a part of the project ask for, else those at its root."""
    from flake8_sqla.project.requirements import find_requirements

    requirements = find_requirements(part)
    if part == root:
        return requirements
    whole = find_requirements(root)
    return replace(requirements if requirements.stated else whole, uses_alembic=requirements.uses_alembic or whole.uses_alembic)


def untested(root: str) -> str:
    """See `migration_tests.find_untested`."""
    from flake8_sqla.project.migration_tests import find_untested

    return find_untested(root)


def untried(environment: Path, root: Path) -> str:
    """See `data_tests.find_untried_data`."""
    from flake8_sqla.project.data_tests import find_untried_data

    return find_untried_data(environment, root)


def imports_of(file: str) -> tuple[str, ...] | None:
    """See `registration.imports_of_file`."""
    from flake8_sqla.project.registration import imports_of_file

    return imports_of_file(file)


def migrates(root: str) -> bool:
    """See `migration_tools.has_migrations`."""
    from flake8_sqla.project.migration_tools import has_migrations

    return has_migrations(root)


def leaves_unchecked(root: str) -> bool:
    """See `foreign_key_checks.leaves_keys_unchecked`."""
    from flake8_sqla.project.foreign_key_checks import leaves_keys_unchecked

    return leaves_keys_unchecked(root)


def is_strict(part: Path, root: Path) -> bool:
    """Whether pytest-asyncio runs only the tests that are marked for it, in a part of the project or all of it."""
    from flake8_sqla.project import asyncio_mode

    return asyncio_mode.is_strict(part) or (part != root and asyncio_mode.is_strict(root))
