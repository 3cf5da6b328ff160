"""What one module says of the schema, before anything is put together: the stuff that an index of models is made of."""

from __future__ import annotations

from collections.abc import Mapping

from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.models import ClassAttribute, ColumnDefinition, MappedClass, RelationshipDefinition, SchemaItem, TableDefinition
from flake8_sqla.facts.record import EMPTY, record


@record
class Attached:
    """`User.addresses = relationship(…)` outside of the class: its owner as a dotted path, and what it gets."""

    owner: str
    what: RelationshipDefinition | ColumnDefinition | ClassAttribute

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.what.name if isinstance(self.what, ClassAttribute) else self.what.attribute


@record
class ModuleModels:
    """One module. `module` is its dotted name (empty for a file by itself), `file` its path from the project's root on.

    `classes` and `tables` stand in source order. `plain` are the classes whose bodies map nothing, each with its bases; `made_bases` the
    names bound to `declarative_base(…)` and its like, with the call; `imports` what names are imported as, for targets that are given as
    text; `standing` the indexes made outside of classes and tables.
    """

    module: str = ""
    file: str = ""
    classes: tuple[MappedClass, ...] = ()
    tables: tuple[TableDefinition, ...] = ()
    plain: Mapping[str, tuple[str, ...]] = EMPTY
    made_bases: Mapping[str, Expression] = EMPTY
    metadata: Mapping[str, Expression] = EMPTY
    imports: Mapping[str, str] = EMPTY
    standing: tuple[SchemaItem, ...] = ()
    attached: tuple[Attached, ...] = ()

    @property
    def prefix(self) -> str:
        """What stands before the names of its classes."""
        return self.module or "<local>"

    def path_of(self, name: str) -> str:
        """A name as facts of this module spell it, made absolute."""
        return f"{self.prefix}.{name[8:]}" if name.startswith("<local>.") else name
