"""Which functions of PostgreSQL give every row a value of its own, so that a default which calls them rewrites the table.

What is `volatile` is evaluated row by row; `now()` and its like are stable: evaluated once, and noted in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.facts.unknown import UNKNOWN, Unknown

VOLATILE = frozenset(
    "clock_timestamp currval gen_random_bytes gen_random_uuid gen_salt lastval nextval random random_normal setval timeofday "
    "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7".split()
)
#: Immutable or stable, of those that people write into defaults.
STEADY = frozenset(
    "abs age array_to_json btrim cardinality ceil chr concat concat_ws current_database current_date current_schema current_setting "
    "current_time current_timestamp current_user date date_part date_trunc decode digest encode floor format hstore jsonb_build_array "
    "jsonb_build_object json_build_array json_build_object json_object jsonb_object left length localtime localtimestamp lower lpad "
    "ltrim make_date make_interval make_time make_timestamp md5 mod now octet_length power replace repeat reverse right round row rpad "
    "rtrim session_user sha224 sha256 sha384 sha512 sqrt statement_timestamp string_to_array strpos substr substring timezone "
    "to_char to_date to_json to_jsonb to_number to_timestamp to_tsvector transaction_timestamp trim trunc txid_current upper user "
    "uuid_generate_v3 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_url int4range int8range numrange tsrange tstzrange daterange "
    "cast coalesce nullif greatest least true false null text literal".split()
)


def is_volatile(functions: Iterable[str]) -> bool | Unknown:
    """Whether an expression that calls these is evaluated row by row; UNKNOWN where one of them is somebody's own."""
    found = set(functions)
    if found & VOLATILE:
        return True
    return False if found <= STEADY else UNKNOWN
