"""Objects that a function of another file loaded: with which options, and what else it knows of them."""

from __future__ import annotations

from flake8_sqla.extract.fixed_parents import is_fixed
from flake8_sqla.extract.given_objects import completed
from flake8_sqla.extract.kinds import EntityValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.schema import Link


def loaded_elsewhere(entity: EntityValue, reading: Reading) -> tuple[GivenObjects | None, str]:
    """How the function that gave an object loads it when it is called as it is here, and its name, empty for a statement from here."""
    giving = entity.giving
    given = reading.neighbours.giving(giving.path) if giving is not None else None
    if given is None or giving is None:
        return None, ""
    done = completed(given, giving.call, giving.scope, reading)
    if done is None or done.statement:
        return None, ""
    if done.options:  # the caller was handed them itself
        done = replace(done, loading=replace(done.loading, complete=False))
    return done, "" if given.statement else giving.path.rpartition(".")[2]


def is_known(entity: EntityValue, link: Link, given: GivenObjects, for_certain: bool) -> bool:
    """Whether a to-one relationship needs no query for each row (see `fixed_parents.is_at_hand`)."""
    if link.is_collection is not False:
        return False
    if entity.path:
        return link.target.path in entity.owners
    return is_fixed(link, given.fixed_by_object if for_certain else given.fixed)


def is_perhaps_loaded_there(name: str, entity: EntityValue, link: Link, given: GivenObjects) -> bool:
    """Whether the function that loaded the object may have loaded the relationship by other means: it names it, or has the other object."""
    if name in given.named or not given.loading.complete:
        return True
    held = link.target.path if link.is_collection is not True and not link.remote else ""
    return held in given.held or (not entity.path and link.owner.path in given.held)
