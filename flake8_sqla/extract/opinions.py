"""The facts that only opinionated rules read, which are made where such a rule is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flake8_sqla.extract.bases import declared_bases
from flake8_sqla.extract.lookups import unique_lookups
from flake8_sqla.extract.patterns import pattern_matches
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.repositories import repository_classes
from flake8_sqla.extract.route_lists import route_lists
from flake8_sqla.extract.single_rows import single_rows
from flake8_sqla.extract.test_engines import test_engines
from flake8_sqla.facts.file import FileRole
from flake8_sqla.facts.models import DeclaredBase
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.facts.patterns import PatternMatch
from flake8_sqla.facts.repositories import RepositoryClass
from flake8_sqla.facts.single_rows import LooseSingleRow, RouteList, StrictSingleRow, UniqueLookup
from flake8_sqla.facts.test_engines import TestEngine


def facts_for_opinions(own: ModuleModels, role: FileRole, reading: Reading, wanted: Callable[[type], bool]) -> Iterator[object]:
    """Those that somebody wants."""
    if wanted(DeclaredBase):
        yield from declared_bases(own.classes, reading)
    if role.migration:
        return
    if role.test:
        if wanted(TestEngine):
            yield from test_engines(reading)
        return
    if wanted(LooseSingleRow) or wanted(StrictSingleRow):
        yield from single_rows(reading)
    if wanted(RouteList):
        yield from route_lists(reading)
    if wanted(UniqueLookup):
        yield from unique_lookups(reading)
    if wanted(PatternMatch):
        yield from pattern_matches(reading)
    if wanted(RepositoryClass):
        yield from repository_classes(reading)
