"""Name of a thing that two things may have.

An email address by which people log in, a slug in a URL, the number of an order: the program takes them for keys. Without a unique
constraint two rows get one, by two requests at once, and from then on every look-up finds either.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]  # SQA917 "User.email"
```

```python good
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
```

Taken for keys are columns called `slug`, `sku`, `isbn`, `uuid`, `guid` and `…_number` of an order, invoice, ticket, account, customer,
serial or reference, and `email`, `username` and `login` of a class that is called a user, member, customer or the like. A column that a
unique constraint or index of several columns names is unique enough. A look-up by `one()`, `one_or_none()` and their like is reported too,
where the columns that it compares are no key of the class.

Whose opinion: guides that ask for constraints on natural keys. What speaks against it: the address an invoice was sent to is no key, and
in a table of a log every value may come again. Silent: foreign keys, columns of mixins, classes whose tables are not known whole,
look-ups by a flag (`is_default == true()`: that is for a partial index), and those whose conditions depend on branches; look-ups in scripts;
tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator


from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.facts.single_rows import UniqueLookup
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NATURAL = lazy_pattern(r"slug|sku|isbn|uuid|guid|(?:order|invoice|ticket|account|customer|serial|reference)_(?:number|no)")
_PERSONAL = lazy_pattern(r"user_?name|login|e?mail(?:_address)?")
_PERSONS = lazy_pattern(r"Account|.*(?:User|Admin|Customer|Member|Person|Employee|Subscriber)(?:Model)?")


def _columns_in_keys(table: SchemaTable) -> set[object]:
    return {column for key in table.keys if key.kind != "index" or key.unique is not False for column in key.columns}


def _of_lookup(lookup: UniqueLookup, context: Context) -> Iterator[Finding]:
    table = context.models.table(lookup.model)
    if table is None or not table.complete or table.inherits:
        return
    by_attribute = {column.attribute: column.name for column in table.columns}
    columns = frozenset(name for attribute in lookup.attributes if isinstance(name := by_attribute.get(attribute), str))
    if len(columns) == len(set(lookup.attributes)) and not table.singles_out(columns):
        model = lookup.model.rpartition(".")[2]
        named = " and ".join(f"{model}.{attribute}" for attribute in lookup.attributes)
        yield Finding(lookup.span, {"columns": named, "method": lookup.method}, "lookup")


def check(fact: SchemaTable | UniqueLookup, context: Context) -> Iterator[Finding]:
    """Report columns by their names, and look-ups by columns that are no key."""
    if context.file.test or context.file.migration:
        return
    if isinstance(fact, UniqueLookup):
        if not context.file.script:
            yield from _of_lookup(fact, context)
        return
    if not fact.complete or fact.model is None:
        return
    keyed = _columns_in_keys(fact)
    for column in fact.columns:
        if not isinstance(column.name, str) or not column.own or not column.complete:
            continue
        if not _NATURAL.fullmatch(column.name) and not (_PERSONAL.fullmatch(column.name) and _PERSONS.fullmatch(fact.owner)):
            continue
        if column.unique is False and column.primary_key is False and not column.foreign_keys and column.name not in keyed:
            if UNKNOWN not in keyed and not any(column.name in key.columns for key in fact.foreign_keys):
                yield Finding(column.span, {"owner": fact.owner, "attribute": column.attribute})


RULE: Rule[SchemaTable | UniqueLookup] = Rule(
    code="SQA917",
    name="natural-key-not-unique",
    impact=Impact.LOW,
    message="two rows may have one {owner}.{attribute}, which sounds like a key; write unique=True, or a unique constraint with its owner",
    doc=__doc__,
    on=(SchemaTable, UniqueLookup),
    check=check,
    variants={"lookup": "{method}() counts on {columns} being a key, and no constraint makes it one; add a unique constraint"},
    sources=("S3-13",),
)
