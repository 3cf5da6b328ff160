"""Tables as they end up: the columns, keys and relationships of a class, its mixins and its abstract bases, resolved and put together.

What a rule asks of a column (is it a key, indexed, nullable, where does it point) is answered here once, for `mapped_column`,
`Column`, SQLModel's `Field`, `Annotated` pieces and `Table` alike.
"""

from __future__ import annotations

from flake8_sqla.facts.expressions import Argument, Collection, Constant, Expression, Invocation, Reference
from flake8_sqla.facts.models import Annotation, MappedClass, RelationshipDefinition, SchemaItem
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import record
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.facts.words import keyword_words

Names = tuple[str | Unknown, ...]


def type_name(expression: Expression | Unknown | None) -> str:
    """The qualified name of a column type, called or not; empty where it is none or not known."""
    match expression:
        case Reference(name=name):
            return name
        case Invocation(function=function):
            return function
        case _:
            return ""


@record
class ForeignKey:
    """A foreign key, of a column or of the table.

    `table` is the table it points to as it is written; `ondelete` is None where nothing is said.
    """

    span: Span
    columns: Names
    table: str | Unknown
    targets: Names
    ondelete: str | Unknown | None = None


#: Columns whose values do not meet their like.
_MADE_UP = lazy_pattern(r"token|secret|hash|nonce|digest|uuid|guid|otp")


@record
class Key:
    """A primary key, unique constraint or index.

    `kind` is `primary`, `unique` or `index`; an expression among `columns` is UNKNOWN. `plain`: neither predicate, method,
    operator class, order nor any other option. `origin` is `flag` (of a column), `item` (in the table) or `standing` (outside of it).
    """

    span: Span
    kind: str
    columns: Names
    unique: bool | Unknown = False
    name: str | Unknown | None = None
    plain: bool = True
    origin: str = "item"

    @property
    def may_be_taken(self) -> bool:
        """Whether what people give for a row may collide with another row's: no partial index, and nothing that programs make up."""
        if self.kind == "primary" or UNKNOWN in self.columns or any(_MADE_UP.search(str(column)) for column in self.columns):
            return False
        return self.kind == "unique" or (self.unique is True and self.plain)


@record
class Column:
    """One column. `type` is None where only the annotation says it, UNKNOWN where it cannot be seen; `own` is false for a mixin's.

    `owner` is the class or table it is written in, `place` as in `ColumnDefinition`.
    `watched`: the file listens to changes of rows, and may set the value then.
    `arguments` are those of the construct and of the pieces of its annotation; `complete` is false where more may be out of sight.
    `keys_read`: it has no other foreign keys than those that are here.
    """

    span: Span
    attribute: str
    name: str | Unknown
    construct: str
    primary_key: bool | Unknown
    nullable: bool | Unknown
    unique: bool | Unknown
    index: bool | Unknown
    type: Expression | Unknown | None
    annotation: Annotation | None
    arguments: tuple[Argument, ...]
    complete: bool
    foreign_keys: tuple[ForeignKey, ...] = ()
    own: bool = True
    owner: str = ""
    place: str = "class"
    watched: bool = False
    keys_read: bool = True

    def words(self) -> list[str]:
        """Its keywords, its attribute in small letters, its type, and the class of its annotation."""
        return [*keyword_words(self.arguments), self.attribute.lower(), type_name(self.type), self.python]

    @property
    def python(self) -> str:
        """The annotation's class, `builtins.int` say; empty for containers and where there is none."""
        return self.annotation.name if self.annotation is not None and not self.annotation.container else ""

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    def lacks(self, *names: str) -> bool:
        """Whether certainly none of these keywords is given."""
        return self.complete and not any(self.keyword(name) for name in names)


@record
class ShadowedArguments:
    """The `__table_args__` of a mixin or abstract base that a class replaces by its own: whose, in which file, and what they make."""

    owner: str
    file: str
    kinds: tuple[str, ...]


@record
class SchemaTable:
    """One table, by the class or `Table` that makes it. `owner` is the class's name, or the variable of a `Table`.

    `complete`: every base is known and every name in the class is read, so that what is not here does not exist; `bases_known`
    speaks of the bases alone, `keys_known` of the keys and indexes on the columns that are here.
    `allows_unmapped`: it or a class behind it sets `__allow_unmapped__`.
    `inherits`: another table of the same hierarchy stands behind this one. `convention` is the naming convention its metadata
    have: None for none, UNKNOWN where they are not in sight; `type_map` the `type_annotation_map` likewise. `repeats` names an earlier
    class of the same base that has this table. `items` are its constraints and indexes as they are written. `path` is the absolute
    dotted path of the class or variable. `shadowed` are the table arguments that the class's own put out of force.
    """

    span: Span
    owner: str
    name: str | Unknown
    columns: tuple[Column, ...]
    keys: tuple[Key, ...]
    foreign_keys: tuple[ForeignKey, ...]
    relationships: tuple[RelationshipDefinition, ...] = ()
    complete: bool = False
    bases_known: bool = False
    keys_known: bool = False
    allows_unmapped: bool = False
    inherits: bool = False
    model: MappedClass | None = None
    schema: str | Unknown | None = None
    convention: NamingConvention | Unknown | None = UNKNOWN
    type_map: Expression | Unknown | None = UNKNOWN
    repeats: str = ""
    items: tuple[SchemaItem, ...] = ()
    path: str = ""
    shadowed: tuple[ShadowedArguments, ...] = ()

    def words(self) -> list[str]:
        """Its columns' attributes and the classes of their annotations, the kinds of its items and of its keys, and what is rare.

        That is `foreign key` (any), `table key` (one that is the table's own), `ondelete`, `relationship`, `keyless`, `shadowed`,
        `repeats`, `same name` (of two columns), and `unwrapped` (an annotation without `Mapped[…]` or the like).
        """
        found = [item.kind for item in self.items]
        for key in self.keys:
            found += (key.kind, key.origin)
        keyless, foreign_keys = True, self.foreign_keys
        for column in self.columns:
            found += (column.attribute, column.python)
            foreign_keys += column.foreign_keys
            if column.primary_key is not False:
                keyless = False
        if foreign_keys:
            found.append("foreign key")
            if any(key.ondelete is not None for key in foreign_keys):
                found.append("ondelete")
        if self.foreign_keys:
            found.append("table key")
        if self.relationships:
            found.append("relationship")
        if keyless:
            found.append("keyless")
        if self.shadowed:
            found.append("shadowed")
        if self.repeats:
            found.append("repeats")
        if len({column.name for column in self.columns}) < len(self.columns):
            found.append("same name")
        if self.model is not None:
            annotations = [each.annotation for each in self.model.columns] + [each.annotation for each in self.model.relationships]
            if any(annotation is not None and not annotation.wrapper for annotation in annotations):
                found.append("unwrapped")
        return found

    def column(self, name: str) -> Column | None:
        """The column of this name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def column_of(self, attribute: str) -> Column | None:
        """The column behind an attribute of the class, or None."""
        return next((column for column in self.columns if column.attribute == attribute), None)

    def singles_out(self, columns: frozenset[str]) -> bool:
        """Whether these columns hold a primary key or a unique one; true too where a key cannot be read."""
        keys = (key for key in self.keys if key.kind != "index" or key.unique is not False)
        return any(key.unique is UNKNOWN or UNKNOWN in key.columns or columns.issuperset(map(str, key.columns)) for key in keys)

    def is_called(self, written: str) -> bool | Unknown:
        """Whether `users` or `shop.users`, as a foreign key writes it, is this table."""
        if not isinstance(self.name, str) or self.schema is UNKNOWN:
            return UNKNOWN
        return written == (f"{self.schema}.{self.name}" if self.schema else self.name)

    @property
    def all_foreign_keys(self) -> tuple[ForeignKey, ...]:
        """Those of the columns and those of the table."""
        return tuple(key for column in self.columns for key in column.foreign_keys) + self.foreign_keys

    @property
    def file(self) -> str:
        """The file it stands in, from the project's root on; empty for the one being read."""
        return self.span.file

    @property
    def title(self) -> str:
        """What to call it in a message."""
        return self.name if isinstance(self.name, str) else self.owner


@record
class NamingConvention:
    """A `naming_convention=`: its formats by key; `complete` is false where keys or formats cannot be read."""

    span: Span
    formats: tuple[tuple[str, str | Unknown], ...]
    complete: bool = True

    def format(self, key: str) -> str | Unknown | None:
        """The format for `ix`, `uq`, `ck`, `fk` or `pk`; None where there is none."""
        return dict(self.formats).get(key, None if self.complete else UNKNOWN)


@record
class Link:
    """A relationship whose two classes are in sight, in this file or another.

    `local` are the foreign keys of the owner's table that point to the target's, `remote` those that point back.
    `keys_known`: every key that is in sight is known to lead to the other table or not to. `certain`: both tables and all their
    keys are known, so that no other key can exist.
    """

    span: Span
    owner: SchemaTable
    relationship: RelationshipDefinition
    target: SchemaTable
    local: tuple[ForeignKey, ...]
    remote: tuple[ForeignKey, ...]
    certain: bool
    keys_known: bool = True

    def words(self) -> list[str]:
        """The relationship's keywords, `self-referential`, and how many keys there are: `keyless`, `one key` or `several keys`."""
        found = keyword_words(self.relationship.arguments)
        count = len(self.local) + len(self.remote)
        found.append("keyless" if not count else "one key" if count == 1 else "several keys")
        if self.is_self_referential:
            found.append("self-referential")
        return found

    @property
    def is_self_referential(self) -> bool:
        """Whether the class relates to itself."""
        return self.owner.path == self.target.path

    @property
    def direction(self) -> str | Unknown:
        """`many-to-one`, `one-to-many` or `many-to-many`."""
        relationship = self.relationship
        if relationship.keyword("secondary") is not None:
            return "many-to-many"
        if relationship.has_starred or relationship.keyword("primaryjoin") is not None:
            return UNKNOWN
        if self.is_self_referential:
            if not self.keys_known or not self.local:
                return UNKNOWN
            return "many-to-one" if relationship.keyword("remote_side") is not None else "one-to-many"
        if not self.keys_known or bool(self.local) == bool(self.remote):
            return UNKNOWN
        return "many-to-one" if self.local else "one-to-many"

    @property
    def is_collection(self) -> bool | Unknown:
        """Whether reading it gives many objects."""
        said = self.relationship.uselist
        if said is not UNKNOWN:
            return said
        direction = self.direction
        return UNKNOWN if direction is UNKNOWN else direction != "many-to-one"

    @property
    def lazy(self) -> str | Unknown:
        """How it is loaded where a statement does not say: `select`, `joined`, `selectin`, `dynamic` …"""
        return self.relationship.lazy

    @property
    def is_many_to_one(self) -> bool:
        """Whether the key that joins them is certainly the owner's: many of it may point to one target."""
        if self.relationship.has_starred or any(self.relationship.keyword(name) for name in ("primaryjoin", "secondary", "secondaryjoin")):
            return False
        if self.is_self_referential:
            return self.relationship.keyword("remote_side") is not None and len(self.local) == 1
        return len(self.local) == 1 and not self.remote and self.keys_known

    @property
    def joins_itself(self) -> bool:
        """Whether the relationship itself says how the tables are joined."""
        names = ("primaryjoin", "foreign_keys", "secondary", "secondaryjoin", "remote_side")
        return self.relationship.has_starred or any(self.relationship.keyword(name) is not None for name in names)


def convention_of(metadata: Expression | None) -> NamingConvention | Unknown | None:
    """The naming convention of a `MetaData(…)`; UNKNOWN where it is not one we can read."""
    if not isinstance(metadata, Invocation) or metadata.function != "sqlalchemy.MetaData":
        return UNKNOWN
    given = metadata.keyword("naming_convention")
    if given is None:
        return UNKNOWN if metadata.has_starred or len(metadata.positional) > 3 else None
    if not isinstance(given.value, Collection) or given.value.kind != "dict":
        return None if isinstance(given.value, Constant) and given.value.value is None else UNKNOWN
    formats: list[tuple[str, str | Unknown]] = []
    complete = given.value.complete
    for key, value in zip(given.value.keys, given.value.items, strict=False):
        if isinstance(key, Constant) and isinstance(key.value, str):
            formats.append((key.value, value.value if isinstance(value, Constant) and isinstance(value.value, str) else UNKNOWN))
        else:
            complete = False
    return NamingConvention(given.span, tuple(formats), complete)
