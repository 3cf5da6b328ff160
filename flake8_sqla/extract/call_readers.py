"""Which extractors are asked about a call: found by the names in it, so that none sees a call that it has nothing to say of.

Every call of a file comes by here, and most are called by a name that no extractor knows. So an extractor does not ask again for
what brought the call to it: its entry in the table below is the condition that it begins with. It is loaded with the first such call.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from importlib import import_module
from typing import Any

from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.record import record
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary import api, calls, orm
from flake8_sqla.vocabulary.kinds import FUNCTION_PREFIX

_NONE: frozenset[str] = frozenset()
_One = Callable[[ast.Call, str, Scope, Reading], object]
_Several = Callable[[ast.Call, str, Scope, Reading], Iterable[object]]


@record
class CallReader:
    """An extractor `module.function` of single calls, and the calls that it is asked about.

    These are the calls of such a method on anything, of such a bare name whatever it means, and of what has such a qualified name: one of
    `functions`, or one for which `by_name` holds. `given`: only where there are positional arguments. It gives one fact or None, or
    `several`. `at_work`: not in tests and migrations, since nobody reads there what it would say.
    """

    module: str
    function: str
    methods: AbstractSet[str] = _NONE
    functions: AbstractSet[str] = _NONE
    bare: AbstractSet[str] = _NONE
    by_name: Callable[[str], bool] | None = None
    given: bool = False
    several: bool = False
    at_work: bool = False


def _is_sql_function(name: str) -> bool:
    return name.startswith(FUNCTION_PREFIX)


def _may_be_a_factory(name: str) -> bool:
    """Whether what is called may be a factory of sessions: no function of the libraries is."""
    return not name.startswith(("sqlalchemy.", "builtins.", "alembic."))


#: In the order of their facts.
CALL_READERS = (
    CallReader("calls", "api_call", api.REGISTRY_BASE_METHODS, api.NOTEWORTHY, by_name=_is_sql_function),
    CallReader("schema_calls", "schema_call", functions=calls.SCHEMA_CONSTRUCTS),
    CallReader("engines", "engine_creation", functions=orm.ENGINE_FUNCTIONS.keys()),
    CallReader("sessions", "session_creation", functions=orm.SESSION_CLASSES.keys(), by_name=_may_be_a_factory),
    CallReader(
        "statements",
        "statement",
        orm.EXECUTING_METHODS | orm.QUERY_EXECUTIONS | orm.GENERATIVE_METHODS | orm.TABLE_STATEMENT_METHODS.keys() | {"query"},
        orm.STATEMENT_FUNCTIONS.keys(),
    ),
    CallReader("statements", "legacy_query", frozenset({"query", "query_property"})),
    CallReader("statements", "text_execution", orm.EXECUTING_METHODS | {"exec_driver_sql"}, given=True),
    CallReader("uses", "method_call", api.METHODS),
    CallReader("connections", "connection_use", frozenset({"connect"})),
    CallReader("boolean_clauses", "boolean_clause", functions=calls.JOINING_FUNCTIONS),
    CallReader("sessions", "session_options", functions=orm.SESSION_FACTORIES.keys() | orm.SESSION_CLASSES.keys()),
    CallReader(
        "statement_misuse", "statement_as_result", calls.READS, frozenset({"sqlalchemy.select"}), bare=calls.GOING_OVER | {"len"}
    ),
    CallReader("session_arguments", "wrong_argument", calls.OBJECT_METHODS),
    CallReader("column_misuse", "plain_method", calls.PLAIN_METHODS),
    CallReader("column_misuse", "column_as_value", bare=calls.VALUE_BUILTINS, given=True),
    CallReader("column_misuse", "array_method", frozenset({"any", "all"}), given=True),
    CallReader("interpolation", "interpolated_sql", frozenset({"exec_driver_sql"}), calls.TEXT_FUNCTIONS, given=True, at_work=True),
    CallReader("hard_deletes", "hard_delete", frozenset({"delete"}), frozenset({"sqlalchemy.delete"}), at_work=True),
    CallReader("closed_results", "closed_result", calls.RESULT_METHODS),
    CallReader(
        "engines", "url_arguments", frozenset({"set_main_option"}), orm.ENGINE_FUNCTIONS.keys() | {"sqlalchemy.make_url"}, several=True
    ),
    CallReader("clauses", "clauses", orm.CLAUSE_METHODS.keys(), orm.CLAUSE_FUNCTIONS.keys(), several=True),
    CallReader("connection_begins", "forestalled_begin", frozenset({"begin"}), several=True),
    CallReader("result_uses", "result_call_facts", calls.SCALAR_METHODS | {"first"}, bare=frozenset({"len"}), several=True),
    CallReader("attribute_names", "named_attributes", calls.NAMING_METHODS.keys(), by_name=looks_like_class, several=True),
    CallReader("eager_loads", "eager_loads", orm.EXECUTING_METHODS | orm.QUERY_ENDINGS | orm.GENERATIVE_METHODS, several=True),
    CallReader("eager_loads", "loads_in_list", functions=frozenset({"sqlalchemy.orm.joinedload"}), several=True),
    CallReader("eager_loads", "repeated_rows", calls.RAISING_ON_REPEATS, several=True),
    CallReader("eager_loads", "rows_gone_over", bare=calls.GOING_OVER, given=True, several=True),
    CallReader("coroutines", "coroutine_facts", calls.COROUTINE_METHODS | calls.NOTHING_TO_AWAIT, several=True),
    CallReader("tasks", "shared_sessions", calls.STARTING_METHODS, calls.GATHERING | calls.STARTING, several=True),
    CallReader(
        "statement_operands",
        "statement_operands",
        calls.MEMBERSHIP_METHODS,
        calls.VALUE_FUNCTIONS,
        by_name=_is_sql_function,
        given=True,
        several=True,
    ),
    CallReader("statement_operands", "operands_of_values", frozenset({"values"}), several=True),
)


def _places(names: str) -> dict[str, list[int]]:
    """The places in the table of those that are asked about a word, by one of their sets."""
    found: dict[str, list[int]] = {}
    for place, reader in enumerate(CALL_READERS):
        for name in getattr(reader, names):
            found.setdefault(name, []).append(place)
    return found


_BY_METHOD, _BY_FUNCTION, _BY_BARE_NAME = _places("methods"), _places("functions"), _places("bare")
_JUDGING = [(place, reader.by_name) for place, reader in enumerate(CALL_READERS) if reader.by_name is not None]


def readers_of(method: str, bare: str, name: str) -> list[CallReader]:
    """Those that are asked about calls of a method (empty where there is none), of a bare name, of what has this qualified name."""
    places = {*_BY_METHOD.get(method, ()), *_BY_FUNCTION.get(name, ()), *_BY_BARE_NAME.get(bare, ())}
    places.update(place for place, judges in _JUDGING if judges(name))
    return [CALL_READERS[place] for place in sorted(places)]


@lru_cache(maxsize=8192)
def _asked(method: str, bare: str, name: str, given: bool, at_work: bool) -> tuple[tuple[_One, ...], tuple[_Several, ...]]:
    """The extractors of one fact and those of several that are asked about such calls, loaded."""
    one: list[_One] = []
    several: list[_Several] = []
    for reader in readers_of(method, bare, name):
        if (given or not reader.given) and (at_work or not reader.at_work):
            found = getattr(import_module(f"flake8_sqla.extract.{reader.module}"), reader.function)
            (several if reader.several else one).append(found)
    return tuple(one), tuple(several)


def facts_of_calls(reading: Reading, at_work: bool) -> list[object]:
    """What the calls of a file say, one by one. `at_work`: the file is no test and no migration."""
    facts: list[object] = []
    resolve = reading.names.resolve
    for node, scope in reading.module.nodes[ast.Call]:
        function: Any = node.func
        kind = function.__class__
        name = resolve(function, scope)
        method, bare = function.attr if kind is ast.Attribute else "", function.id if kind is ast.Name else ""
        one, several = _asked(method, bare, name, bool(node.args), at_work)
        for extractor in one:
            fact = extractor(node, name, scope, reading)
            if fact is not None:
                facts.append(fact)
        for extractor_of_several in several:
            facts.extend(extractor_of_several(node, name, scope, reading))
        if node.keywords:
            facts.extend(_of_keywords(node, name, scope, reading))
    return facts


def _of_keywords(node: ast.Call, name: str, scope: Scope, reading: Reading) -> list[object]:
    """What a call says by the names of its keywords, whatever it calls."""
    found: list[object] = []
    words = [keyword.arg for keyword in node.keywords if keyword.arg]
    if not orm.CLAUSE_KEYWORDS.isdisjoint(words):
        from flake8_sqla.extract.clauses import clauses_of_keywords

        found += clauses_of_keywords(node, scope, reading)
    if any(word.startswith(calls.DIALECT_KEYWORDS) for word in words):
        from flake8_sqla.extract.dialect_keywords import dialect_keywords

        found += dialect_keywords(node, name, scope, reading)
    return found
