"""What the queries of a file look for, each set of conditions once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_sqla.facts.filters import Condition, Filter, Term, filter_of
from flake8_sqla.facts.statements import Statement, Use


def filters(statements: Iterable[Statement]) -> Iterator[Filter]:
    """What the queries that a file executes ask for, each set of conditions once."""
    seen: set[object] = set()
    for made in statements:
        found = filter_of(made) if made.use is Use.EXECUTED else None
        if found is not None:
            key = frozenset(map(repr, _asked(found.terms)))
            if key not in seen:
                seen.add(key)
                yield found


def _asked(terms: Iterable[Term]) -> Iterator[tuple[object, ...]]:
    """The terms without their places."""
    for term in terms:
        if isinstance(term, Condition):
            yield (term.owner, term.attribute, term.kind, term.optional)
        else:
            yield (term.optional, *(tuple(_asked(arm)) for arm in term.arms))
