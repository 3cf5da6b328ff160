"""The facts that only opinionated rules read, which are made where such a rule is selected. What makes them is loaded then, too."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.wanted import Wanted
from flake8_sqla.facts.file import FileRole
from flake8_sqla.facts.module_models import ModuleModels


def facts_for_opinions(own: ModuleModels, role: FileRole, reading: Reading, wanted: Wanted) -> Iterator[object]:
    """Those that somebody wants. Types of facts are named as the manifest names them."""
    if wanted.reads("facts.models:DeclaredBase"):
        from flake8_sqla.extract.bases import declared_bases

        yield from declared_bases(own.classes, reading)
    if role.migration:
        return
    if role.test:
        if wanted.reads("facts.test_engines:TestEngine"):
            from flake8_sqla.extract.test_engines import test_engines

            yield from test_engines(reading)
        return
    if wanted.reads("facts.single_rows:LooseSingleRow") or wanted.reads("facts.single_rows:StrictSingleRow"):
        from flake8_sqla.extract.single_rows import single_rows

        yield from single_rows(reading)
    if wanted.reads("facts.single_rows:RouteList"):
        from flake8_sqla.extract.route_lists import route_lists

        yield from route_lists(reading)
    if wanted.reads("facts.single_rows:UniqueLookup"):
        from flake8_sqla.extract.lookups import unique_lookups

        yield from unique_lookups(reading)
    if wanted.reads("facts.patterns:PatternMatch"):
        from flake8_sqla.extract.patterns import pattern_matches

        yield from pattern_matches(reading)
    if wanted.reads("facts.repositories:RepositoryClass"):
        from flake8_sqla.extract.repositories import repository_classes

        yield from repository_classes(reading)
