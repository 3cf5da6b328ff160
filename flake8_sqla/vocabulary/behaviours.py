"""Hybrids, validators and custom types by their canonical names."""

from __future__ import annotations

HYBRIDS = frozenset({"sqlalchemy.ext.hybrid.hybrid_property", "sqlalchemy.ext.hybrid.hybrid_method"})
VALIDATES = frozenset({"sqlalchemy.orm.validates"})
TYPE_BASES = frozenset({"sqlalchemy.TypeDecorator", "sqlalchemy.UserDefinedType"})
#: Methods of a type whose return value is what is stored, read or shown.
PROCESSORS = frozenset({"process_bind_param", "process_result_value", "process_literal_param"})
