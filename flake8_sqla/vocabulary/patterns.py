"""Methods of columns that become LIKE."""

from __future__ import annotations

#: They take a pattern.
PATTERN_METHODS = frozenset({"like", "ilike", "not_like", "not_ilike", "notlike", "notilike"})
#: They take the text itself, and put `%` beside it. `contains` is another thing for arrays, JSON and relationships.
TEXT_METHODS = frozenset({"startswith", "endswith", "istartswith", "iendswith", "icontains", "contains"})
