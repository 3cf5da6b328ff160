"""Mapped classes, tables, columns, relationships: what the code says the schema is."""

from __future__ import annotations


from collections.abc import Iterator

from flake8_sqla.facts.expressions import Argument, Collection, Constant, Expression, Invocation
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.facts.words import keyword_words


@record
class Annotation:
    """An attribute's annotation.

    `wrapper` is `Mapped`, `DynamicMapped`, `WriteOnlyMapped`, `ClassVar` or empty; `optional` says whether None is among the
    values; `container` is `list`, `set`, … for collections; `name` is the qualified name inside, or the text of a forward reference.
    `pieces` are the arguments of a `mapped_column` inside `Annotated[…]`: they count as the column's own. UNKNOWN where the
    annotation is a name of another file, which may be such an alias.
    """

    span: Span
    wrapper: str
    optional: bool | Unknown
    container: str = ""
    name: str = ""
    pieces: tuple[Argument, ...] | Unknown = ()


@record
class ColumnDefinition:
    """One column as it is written.

    `construct` is `mapped_column`, `Column`, `Field` (SQLModel) or empty for a bare annotation.
    `place` is `class` (an attribute of a mapped class or mixin), `table` (an argument of `Table`) or `operation` (of a migration).
    `name` is the column's own name where it is known to differ from the attribute's.
    `by_function`: a `declared_attr` function returns it.
    """

    span: Span
    attribute: str
    construct: str
    place: str
    arguments: tuple[Argument, ...] = ()
    annotation: Annotation | None = None
    name: str | Unknown = ""
    by_function: bool = False

    def words(self) -> list[str]:
        """Its keywords."""
        return keyword_words(self.arguments)

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    @property
    def has_starred(self) -> bool:
        """Whether `*args` or `**kwargs` may hold what cannot be read."""
        return any([argument.starred for argument in self.arguments])

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The positional arguments: name, type, constraints."""
        return tuple([argument for argument in self.arguments if not argument.keyword and not argument.starred])


@record
class RelationshipDefinition:
    """One `relationship(…)` attribute. `target` is the class named by the argument or the annotation, as written.

    `by_function`: a `declared_attr` function returns it.
    """

    span: Span
    attribute: str
    arguments: tuple[Argument, ...] = ()
    annotation: Annotation | None = None
    target: str | Unknown = ""
    by_function: bool = False

    def words(self) -> list[str]:
        """Its keywords, and the wrapper of its annotation."""
        found = keyword_words(self.arguments)
        if self.annotation is not None:
            found.append(self.annotation.wrapper)
        return found

    @property
    def cascades(self) -> tuple[str, ...]:
        """The words of a literal `cascade=`."""
        argument = self.keyword("cascade")
        if argument is None or not isinstance(argument.value, Constant) or not isinstance(argument.value.value, str):
            return ()
        return tuple(word.strip() for word in argument.value.value.split(","))

    @property
    def back_populates(self) -> str | Unknown | None:
        """The attribute of the other class that it names; None where it names none."""
        given = self.keyword("back_populates")
        if given is None:
            return UNKNOWN if self.has_starred else None
        value = given.value.value if isinstance(given.value, Constant) else UNKNOWN
        return value if value is None or isinstance(value, str) else UNKNOWN

    @property
    def backref(self) -> tuple[str, tuple[Argument, ...]] | None:
        """The name that `backref=` gives the other class, and the arguments of a `backref(…)`; None where there is none to read."""
        given = self.keyword("backref")
        value = given.value if given is not None else None
        arguments: tuple[Argument, ...] = ()
        if isinstance(value, Invocation) and value.positional:
            arguments = tuple(argument for argument in value.arguments if argument.keyword or argument.starred)
            value = value.positional[0].value
        return (value.value, arguments) if isinstance(value, Constant) and isinstance(value.value, str) else None

    @property
    def uselist(self) -> bool | Unknown:
        """Whether it is a collection by what it says itself, its annotation included."""
        if self.has_starred:
            return UNKNOWN
        given = self.keyword("uselist")
        if given is not None:
            return bool(given.value.value) if isinstance(given.value, Constant) and given.value.value is not None else UNKNOWN
        annotation = self.annotation
        if annotation is not None and annotation.wrapper in ("DynamicMapped", "WriteOnlyMapped"):
            return True
        if annotation is not None and annotation.wrapper in ("Mapped", "") and (annotation.container or annotation.name):
            return bool(annotation.container)
        return True if self.keyword("collection_class") is not None else UNKNOWN

    @property
    def lazy(self) -> str | Unknown:
        """The loading strategy by its one name (`select`, `joined`, `noload` …); UNKNOWN where it is computed."""
        wrappers = {"DynamicMapped": "dynamic", "WriteOnlyMapped": "write_only"}
        if self.annotation is not None and self.annotation.wrapper in wrappers:
            return wrappers[self.annotation.wrapper]
        given = self.keyword("lazy")
        if given is None:
            return UNKNOWN if self.has_starred else "select"
        if not isinstance(given.value, Constant):
            return UNKNOWN
        value = given.value.value
        words = {True: "select", False: "joined", None: "noload", "immediate": "immediate"}
        return value if isinstance(value, str) else words.get(value, UNKNOWN) if value is None or isinstance(value, bool) else UNKNOWN

    @property
    def target_name(self) -> str:
        """The bare name of the class it leads to; empty where it is not known."""
        return self.target.rpartition(".")[2].strip("'\" ") if isinstance(self.target, str) else ""

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    @property
    def has_starred(self) -> bool:
        """Whether `*args` or `**kwargs` may hold what cannot be read."""
        return any([argument.starred for argument in self.arguments])


@record
class SchemaItem:
    """An index or a constraint, in `__table_args__`, in `Table(…)` or standing alone.

    `kind` is the construct's name (`Index`, `UniqueConstraint`, `CheckConstraint`, `ForeignKeyConstraint`, …).
    `attribute` is the name that a class body binds it to.
    """

    span: Span
    kind: str
    arguments: tuple[Argument, ...] = ()
    attribute: str = ""

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The positional arguments."""
        return tuple([argument for argument in self.arguments if not argument.keyword and not argument.starred])

    @property
    def has_starred(self) -> bool:
        """Whether `*args` or `**kwargs` may hold what cannot be read."""
        return any([argument.starred for argument in self.arguments])


@record
class SchemaCall:
    """A construct of the schema, wherever it is made; of columns and tables the keywords alone. `construct` is its canonical name."""

    span: Span
    construct: str
    arguments: tuple[Argument, ...] = ()

    def words(self) -> list[str]:
        """The construct's own name (`Index`), and the keywords."""
        return [self.construct.rpartition(".")[2], *keyword_words(self.arguments)]

    def keyword(self, name: str) -> Argument | None:
        """The keyword argument of this name, or None."""
        for argument in self.arguments:
            if argument.keyword == name:
                return argument
        return None

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The positional arguments."""
        return tuple([argument for argument in self.arguments if not argument.keyword and not argument.starred])

    @property
    def has_starred(self) -> bool:
        """Whether `*args` or `**kwargs` may hold what cannot be read."""
        return any([argument.starred for argument in self.arguments])


@record
class ClassAttribute:
    """Anything else that a class body binds: settings, plain values, functions (`function` is set, `value` is what it returns).

    `span` is the value's place, `name_span` the name's.
    """

    span: Span
    name: str
    value: Expression | None = None
    annotation: Annotation | None = None
    function: bool = False
    name_span: Span | None = None


@record
class TableNaming:
    """How a base makes table names of class names: `transform` is `same`, `lower` or `snake`; texts may stand before and after."""

    transform: str
    prefix: str = ""
    suffix: str = ""


@record
class MappedClass:
    """A class that maps a table, or helps others to.

    `role` is `model`, `base` (the declarative base itself), `abstract`, `mixin`, or `unknown` where the bases are elsewhere.
    `flavour` is `declarative`, `flask_sqlalchemy` or `sqlmodel`.
    `table_args` is the expression of `__table_args__`, None where there is none.
    `attributes` are the other names that the body binds. `decorated`: `@registry.mapped` maps it, not its base.
    `wrapped`: a decorator that we do not know may add to it.
    `shares_table`: a child in single-table inheritance, or a mixin of one; rows of other classes live in its table.
    `naming`: how a function for `__tablename__` makes the name, where it makes one of the class's. `functions` and `hybrids` are the
    names of its other methods and properties.
    """

    span: Span
    name: str
    role: str
    flavour: str
    bases: tuple[str, ...]
    table_name: str | Unknown | None = None
    columns: tuple[ColumnDefinition, ...] = ()
    relationships: tuple[RelationshipDefinition, ...] = ()
    schema_items: tuple[SchemaItem, ...] = ()
    table_args: Expression | None = None
    allows_unmapped: bool = False
    shares_table: bool = False
    is_dataclass: bool = False
    attributes: tuple[ClassAttribute, ...] = ()
    decorated: bool = False
    wrapped: bool = False
    naming: TableNaming | None = None
    functions: tuple[str, ...] = ()
    hybrids: tuple[str, ...] = ()

    def words(self) -> list[str]:
        """Its role, the names of all attributes, the constructs and keywords of the columns (`column nullable=`), and what is rare.

        That is `unannotated` (a column or relationship is), `item` (an index or constraint stands in it), `tuple` (the value of an
        attribute that is no column), and `annotated value`.
        """
        found = [self.role]
        for column in self.columns:
            found += (column.attribute, column.construct)
            found += [f"column {word}" for word in keyword_words(column.arguments)]
            if column.annotation is None:
                found.append("unannotated")
        for relationship in self.relationships:
            found.append(relationship.attribute)
            if relationship.annotation is None:
                found.append("unannotated")
        for attribute in self.attributes:
            found.append(attribute.name)
            if attribute.annotation is not None:
                found.append("annotated value")
            if isinstance(attribute.value, Collection):
                found.append(attribute.value.kind)
        if self.schema_items:
            found.append("item")
        if self.table_args is not None:
            found.append("__table_args__")
        return found

    def attribute(self, name: str) -> ClassAttribute | None:
        """The other attribute of this name, or None."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        return None

    def left_out(self) -> Iterator[tuple[Span, str, str]]:
        """The columns of its body that its `__mapper_args__` leave out of the mapping: the place of the entry, the column, the entry."""
        settings = self.attribute("__mapper_args__")
        if settings is None or not isinstance(settings.value, Collection) or settings.value.kind != "dict":
            return
        for key, value in zip(settings.value.keys, settings.value.items, strict=True):
            word = key.value if isinstance(key, Constant) else None
            if word not in ("include_properties", "exclude_properties") or not isinstance(value, Collection) or not value.complete:
                continue
            named = {item.value: item.span for item in value.items if isinstance(item, Constant)}
            for column in self.columns:
                if word == "exclude_properties" and column.attribute in named:
                    yield named[column.attribute], column.attribute, word
                elif word == "include_properties" and column.attribute not in named and len(named) == len(value.items):
                    yield key.span, column.attribute, word


@record
class TableDefinition:
    """A `Table("name", metadata, …)`. `variable` is the name it is bound to, if any.

    `complete`: all its arguments could be read; `metadata` is the second of them.
    """

    span: Span
    variable: str
    name: str | Unknown
    columns: tuple[ColumnDefinition, ...] = ()
    schema_items: tuple[SchemaItem, ...] = ()
    schema: str | Unknown | None = None
    complete: bool = True
    metadata: Expression | None = None


@record
class DeclaredBase:
    """What the models of a program derive from, where it is made: a class, `declarative_base()`, or Flask-SQLAlchemy's `db`.

    `is_first`: no other stands above it in the file.
    """

    span: Span
    name: str
    is_first: bool = True
