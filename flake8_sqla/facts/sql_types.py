"""Column types, the same for SQLAlchemy's objects and for SQL's words: `sa.String(50)` and `character varying(50)` are one thing.

A type is named as PostgreSQL's catalogue prints it, in short form: `varchar`, `timestamptz`, `float8` as `double precision`.
Types of other dialects keep their own names (`tinyint`, `longtext`), so that they are equal to themselves and nothing else.
"""

from __future__ import annotations


from flake8_sqla.facts.expressions import Argument, Constant, Expression, Invocation, Reference
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import field, record, replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


@record
class SqlType:
    """A type. `arguments` are length, or precision and scale; `dimensions` counts an array's brackets.

    `values` are an enum's labels, empty where they are not known. `checked`: a CHECK on the column comes with it (an enum or boolean that
    is not native, with `create_constraint=True`). `constrained`: a domain that is known to have a CHECK or NOT NULL. `single`: a FLOAT
    for which MySQL takes four bytes, since it says no precision, or a low one.
    """

    name: str
    arguments: tuple[int, ...] = ()
    dimensions: int = 0
    kind: str = "plain"
    values: tuple[str, ...] = ()
    checked: bool = False
    constrained: bool = False
    collation: str = ""
    single: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        """As SQL writes it."""
        brackets = f"({', '.join(map(str, self.arguments))})" if self.arguments else ""
        return f"{self.name}{brackets}{'[]' * self.dimensions}"


#: The last word of SQLAlchemy's name for a type → PostgreSQL's name.
_OBJECTS = {
    "autostring": "varchar",
    "bigint": "bigint",
    "biginteger": "bigint",
    "bit": "bit",
    "blob": "bytea",
    "boolean": "boolean",
    "bytea": "bytea",
    "char": "char",
    "cidr": "cidr",
    "citext": "citext",
    "date": "date",
    "datetime": "timestamp",
    "decimal": "numeric",
    "double": "double precision",
    "double_precision": "double precision",
    "float": "double precision",
    "hstore": "hstore",
    "inet": "inet",
    "int": "integer",
    "integer": "integer",
    "interval": "interval",
    "json": "json",
    "jsonb": "jsonb",
    "largebinary": "bytea",
    "macaddr": "macaddr",
    "money": "money",
    "nchar": "char",
    "numeric": "numeric",
    "nvarchar": "varchar",
    "oid": "oid",
    "pickletype": "bytea",
    "real": "real",
    "smallint": "smallint",
    "smallinteger": "smallint",
    "string": "varchar",
    "text": "text",
    "time": "time",
    "timestamp": "timestamp",
    "tsvector": "tsvector",
    "unicode": "varchar",
    "unicodetext": "text",
    "uuid": "uuid",
    "varchar": "varchar",
}
#: What SQL and the catalogue call the types that have several names.
_WORDS = {
    "bool": "boolean",
    "bpchar": "char",
    "character": "char",
    "character varying": "varchar",
    "decimal": "numeric",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "serial": "integer",
    "bigserial": "bigint",
    "smallserial": "smallint",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "varbit": "bit varying",
}
_BUILT_IN = frozenset(_OBJECTS.values()) | frozenset(_WORDS.values())
_ZONED = {"time": "timetz", "timestamp": "timestamptz"}
_WITH_LENGTH = frozenset({"varchar", "char", "bit", "bit varying"})
_TEXT = lazy_pattern(
    r"(?P<name>[a-z_][\w .\"]*?)\s*(?:\((?P<arguments>[\d,\s]+)\))?(?P<rest> with(?:out)? time zone)?(?P<brackets>(?:\[\d*\])*)"
)
_FLOAT_BOUNDARY = 24
_NUMBERS_OF_FOREIGN = ("length", "precision", "scale", "fsp")


def sql_type(written: Expression | str | None) -> SqlType | Unknown | None:
    """The type that an argument or SQL's own words name; None where none is given, UNKNOWN where it says nothing to us."""
    if written is None:
        return None
    if isinstance(written, str):
        return _of_words(written)
    return _of_expression(written)


def _of_words(text: str) -> SqlType | Unknown:
    found = _TEXT.fullmatch(text.strip().lower().removeprefix("pg_catalog."))
    if found is None:
        return UNKNOWN
    name = found["name"] + (found["rest"] or "")
    name = _WORDS.get(name, name)
    arguments = tuple(int(part) for part in (found["arguments"] or "").split(",") if part.strip())
    dimensions = found["brackets"].count("[")
    if name not in _BUILT_IN:
        # A domain, an enum, a type of an extension: the name is all that can be compared.
        return SqlType(name, arguments, dimensions, kind="named")
    return _settled(SqlType(name, arguments, dimensions, single=_is_single(found["name"], arguments)))


def _is_single(word: str, arguments: tuple[int, ...]) -> bool:
    """FLOAT, and FLOAT(p) up to 24 bits; FLOAT(m, d) says digits."""
    return word in ("float", "float4") and (len(arguments) != 1 or arguments[0] <= _FLOAT_BOUNDARY)


def _settled(found: SqlType) -> SqlType:
    """Without the arguments that say what the name says anyway."""
    if found.name == "char" and not found.arguments:
        return replace(found, arguments=(1,))
    if found.name == "double precision" and found.arguments:
        return replace(found, name="real" if found.arguments[0] <= _FLOAT_BOUNDARY else found.name, arguments=())
    if found.name == "numeric" and len(found.arguments) == 1:
        return replace(found, arguments=(found.arguments[0], 0))
    return found


def _of_expression(written: Expression) -> SqlType | Unknown:
    match written:
        case Reference(name=name):
            return _of_object(name, (), 0)
        case Invocation(method="with_variant", receiver=base, arguments=arguments) if base is not None:
            return _of_variant(base, arguments)
        case Invocation(function=function, arguments=arguments):
            return _of_object(function, arguments, 1)
        case _:
            return UNKNOWN


def _of_variant(base: Expression, arguments: tuple[Argument, ...]) -> SqlType | Unknown:
    """`String().with_variant(CITEXT(), "postgresql")`: what PostgreSQL sees."""
    names = [argument.value.value for argument in arguments[1:] if isinstance(argument.value, Constant)]
    if len(names) != len(arguments) - 1:
        return UNKNOWN
    return _of_expression(arguments[0].value if "postgresql" in names else base)


def _of_object(path: str, arguments: tuple[Argument, ...], called: int) -> SqlType | Unknown:
    if not path.startswith(("sqlalchemy.", "sqlmodel.")):
        return UNKNOWN
    word = path.rpartition(".")[2].lower()
    if any(argument.starred for argument in arguments):
        if word != "enum" or not any(argument.keyword == "name" for argument in arguments):
            return UNKNOWN
        arguments = tuple(argument for argument in arguments if argument.keyword)  # `*labels`: the name is what counts
    dialect = path.split(".")[2] if path.startswith("sqlalchemy.dialects.") and path.count(".") > 2 else ""
    handler = {"enum": _enum, "array": _array, "domain": _domain}.get(word)
    if handler is not None:
        return handler(arguments, dialect) if called else UNKNOWN
    named = {argument.keyword: argument.value for argument in arguments if argument.keyword}
    places = [argument.value for argument in arguments if not argument.keyword]
    name = _OBJECTS.get(word)
    if name is None or (
        dialect not in ("", "postgresql") and word not in ("integer", "bigint", "smallint", "varchar", "char", "text", "date")
    ):
        numbers = _numbers([*places, *(named[keyword] for keyword in _NUMBERS_OF_FOREIGN if keyword in named)])
        return SqlType(word, numbers, kind="foreign" if dialect else "named", single=_is_single(word, numbers))
    if name in ("time", "timestamp"):
        if word in ("datetime", "time") and places and _flag(places[0]) is not None:
            named.setdefault("timezone", places.pop(0))
        return _temporal(name, named, places)
    if name == "bit" and _flag(named.get("varying")) is True:
        name = "bit varying"
    if word == "uuid" and _flag(named.get("native_uuid")) is False:
        return SqlType("char", (32,))
    return _with_arguments(name, named, places, word)


def _with_arguments(name: str, named: dict[str, Expression], places: list[Expression], word: str) -> SqlType | Unknown:
    wanted: list[Expression] = []
    if name in _WITH_LENGTH:
        wanted = [named["length"]] if "length" in named else places[:1]
    elif name == "numeric":
        wanted = (
            [named[keyword] for keyword in ("precision", "scale") if keyword in named]
            if named.keys() & {"precision", "scale"}
            else places[:2]
        )
        if "scale" in named and "precision" not in named:
            wanted = [*places[:1], named["scale"]]
    elif name in ("double precision", "interval"):
        keyword = "precision" if name == "double precision" else "second_precision"
        wanted = [named[keyword]] if keyword in named else (places[:1] if name == "double precision" else [])
    given = [part for part in wanted if not (isinstance(part, Constant) and part.value is None)]
    numbers = _numbers(given)
    if len(numbers) != len(given):
        return UNKNOWN
    collation = named.get("collation")
    text = collation.value if isinstance(collation, Constant) and isinstance(collation.value, str) else ""
    found = _settled(SqlType(name, numbers, collation=text, single=_is_single(word, numbers)))
    checked = name == "boolean" and _flag(named.get("create_constraint")) is True
    return replace(found, checked=checked)


def _temporal(name: str, named: dict[str, Expression], places: list[Expression]) -> SqlType | Unknown:
    zone = named.get("timezone") or (places[0] if places else None)
    aware = _flag(zone) if zone is not None else False
    if aware is None:
        return UNKNOWN
    precision = named.get("precision") or (places[1] if len(places) > 1 else None)
    return SqlType(_ZONED[name] if aware else name, _numbers([precision] if precision is not None else []))


def _enum(arguments: tuple[Argument, ...], dialect: str) -> SqlType | Unknown:
    named = {argument.keyword: argument.value for argument in arguments if argument.keyword}
    labels = [argument.value for argument in arguments if not argument.keyword]
    values = tuple(label.value for label in labels if isinstance(label, Constant) and isinstance(label.value, str))
    if len(values) != len(labels):
        values = ()
    if dialect == "mysql":
        return SqlType("enum", kind="enum", values=values)
    native = _flag(named["native_enum"]) if "native_enum" in named else True
    if native is None:
        return UNKNOWN
    if not native:
        length = _numbers([named["length"]]) if "length" in named else ((max(map(len, values)),) if values else ())
        checked = _flag(named.get("create_constraint")) is True
        return SqlType("varchar", length, values=values, checked=checked) if length else UNKNOWN
    name = named.get("name")
    if isinstance(name, Constant) and isinstance(name.value, str):
        return SqlType(name.value.lower(), kind="enum", values=values)
    if len(labels) == 1 and isinstance(labels[0], Reference) and not values:
        # An enum of Python: the type has its class's name, which a variable's need not be.
        word = labels[0].name.rpartition(".")[2]
        return SqlType(word.lower(), kind="enum") if word[:1].isupper() else UNKNOWN
    return UNKNOWN


def _array(arguments: tuple[Argument, ...], dialect: str) -> SqlType | Unknown:
    if not arguments:
        return UNKNOWN
    item = _of_expression(arguments[0].value)
    return item if item is UNKNOWN else replace(item, dimensions=item.dimensions + 1)


def _domain(arguments: tuple[Argument, ...], dialect: str) -> SqlType | Unknown:
    if not arguments or not isinstance(arguments[0].value, Constant):
        return UNKNOWN
    named = {argument.keyword: argument.value for argument in arguments if argument.keyword}
    constrained = "check" in named or _flag(named.get("not_null")) is True
    return SqlType(str(arguments[0].value.value).lower(), kind="domain", constrained=constrained)


def _numbers(parts: list[Expression]) -> tuple[int, ...]:
    return tuple(part.value for part in parts if isinstance(part, Constant) and type(part.value) is int)


def _flag(part: Expression | None) -> bool | None:
    return part.value if isinstance(part, Constant) and isinstance(part.value, bool) else None
