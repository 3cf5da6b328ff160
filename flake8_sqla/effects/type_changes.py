"""Changes of a column's type: which of them PostgreSQL makes in its catalogue alone, and which rewrite the table.

As measured, for a column that no index, check or foreign key uses. An index over it is checked, or rebuilt where the order of its values
may change; a CHECK over it makes even a free change scan the table.
"""

from __future__ import annotations

from flake8_sqla.effects.locks import Work
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: Stored alike: (from, to).
_ALIKE = frozenset(
    {
        ("varchar", "text"),
        ("text", "varchar"),
        ("citext", "text"),
        ("citext", "varchar"),
        ("text", "citext"),
        ("varchar", "citext"),
        ("cidr", "inet"),
        ("integer", "oid"),
        ("oid", "integer"),
        ("bit", "bit varying"),
    }
)
#: The greatest precision of these, which leaving it out means.
_FULL_PRECISION = {"timestamp": 6, "timestamptz": 6, "time": 6, "timetz": 6, "interval": 6}
_IN_UTC_ONLY = frozenset({("timestamp", "timestamptz"), ("timestamptz", "timestamp")})
_UTC_SINCE = 12


def type_change(old: SqlType | Unknown, new: SqlType | Unknown, using: bool, version: int, utc_session: bool) -> Work | Unknown:
    """The work of `ALTER COLUMN … TYPE`. `utc_session`: the session's time zone is UTC, of which no migration can be sure."""
    if isinstance(new, SqlType) and new.checked:
        # The new CHECK is added after the type, and not as NOT VALID.
        return Work.SCAN
    if not isinstance(old, SqlType) or not isinstance(new, SqlType):
        return UNKNOWN
    if (old.name, new.name) in _IN_UTC_ONLY and not old.dimensions and not new.dimensions:
        free = utc_session and version >= _UTC_SINCE and not using and _widens(_FULL_PRECISION["timestamp"], old, new)
        return Work.NONE if free else Work.REWRITE
    if old.dimensions != new.dimensions:
        return Work.REWRITE
    if "named" in (old.kind, new.kind) and old.name != new.name:
        # Perhaps a domain over the same type, perhaps an enum.
        return UNKNOWN
    if "domain" in (old.kind, new.kind) and old.name != new.name:
        # To the type it is over, or to another domain without a constraint over that, costs nothing; which one that is, is not known.
        return Work.REWRITE if new.constrained else UNKNOWN
    if using and old.name != new.name and (old.name, new.name) not in _ALIKE:
        return Work.REWRITE
    if using:
        # An expression that computes something rewrites; a bare cast between what is stored alike does not.
        return UNKNOWN
    if not _is_free(old, new):
        return Work.REWRITE
    # Another collation sorts otherwise: the table stays, its indexes are rebuilt, if there are any.
    return Work.INDEX if new.collation != old.collation and new.collation else Work.NONE


def _is_free(old: SqlType, new: SqlType) -> bool:
    if new.dimensions:
        # Each value of an array is looked at as soon as there is something to convert or to measure.
        return old.name == new.name and new.arguments in ((), old.arguments)
    if old.name != new.name:
        alike = (old.name, new.name) in _ALIKE
        return alike and not (new.name in ("varchar", "bit varying") and new.arguments)
    if new.name == "numeric":
        return _numeric_widens(old.arguments, new.arguments)
    if new.name in _FULL_PRECISION:
        return _widens(_FULL_PRECISION[new.name], old, new)
    if new.name in ("varchar", "bit varying"):
        return not new.arguments or (bool(old.arguments) and new.arguments[0] >= old.arguments[0])
    return old.arguments == new.arguments


def _widens(full: int, old: SqlType, new: SqlType) -> bool:
    return (new.arguments or (full,))[0] >= (old.arguments or (full,))[0]


def _numeric_widens(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    if not new:
        return True
    return len(old) == len(new) and new[1] == old[1] and new[0] >= old[0]
