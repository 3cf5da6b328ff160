"""What a file may ask about names that other files of the project define."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from flake8_sqla.extract.kinds import Value
from flake8_sqla.extract.models_index import Models
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.facts.models import Annotation
from flake8_sqla.facts.module_models import ModuleModels


#: The roles of classes whose attributes are columns in a query.
MAPPED_ROLES = frozenset({"model", "abstract", "mixin"})


class Neighbours(Protocol):
    """The other files, as far as they can be read. Every answer may be 'not known'."""

    #: The file's own dotted name; empty where it is not known.
    module: str
    #: The file's path from the project's root on; empty where it is not known.
    file: str

    def absolute(self, path: str) -> str:
        """A dotted path as this file's imports spell it, relative ones made absolute."""

    def models(self, own: ModuleModels) -> Models:
        """The models of the project as this file sees them; `own` is what it says itself."""

    def follow(self, path: str) -> str:
        """A dotted path as imports spell it, followed through re-exports to the module that defines the name, or into a library."""

    def value_of(self, path: str) -> Value | None:
        """The kind of a module-level name of another file: a session factory, an engine, Flask-SQLAlchemy's `db` …"""

    def returned_by(self, path: str) -> Value | None:
        """The kind of what a function of another file returns, where its annotation says so."""

    def provided_by(self, path: str) -> Value | None:
        """The kind of what a function of another file gives as a dependency: what it yields or, failing that, returns."""

    def promise(self, path: str) -> tuple[str, Value] | None:
        """What a function or method (`app.users.Users.find`) of another file promises: objects of a mapped class or a select of them.

        With it comes the path of the function itself, which may be an ancestor's method.
        """

    def giving(self, path: str) -> GivenObjects | None:
        """How the function at such a path loads the objects that it gives; None where that is not known."""

    def reads(self, path: str, attributes: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """What a function of another file reads of its parameters, by their names in order; of interest are only these attributes."""

    def is_class(self, path: str) -> bool:
        """Whether a path leads to a class of another file."""

    def annotation(self, path: str) -> Annotation | None:
        """What a name of another file stands for in an annotation; None where that is not known."""

    def promised_by(self, path: str) -> Value | None:
        """The kind of value that a type of another file stands for as an annotation: an alias, a `NewType`, a class of sessions."""

    def attribute_of(self, path: str, name: str) -> Value | None:
        """The kind of an attribute that a class of another file, or one of its ancestors, gives its objects."""

    def bases_of(self, path: str) -> tuple[str, ...]:
        """The bases of a class of another file, as that file spells them; none where it is not known."""

    def class_role(self, path: str) -> str:
        """The role of a class (see `facts.models.MappedClass`), its bases in other files considered; empty if it maps nothing."""

    def class_flavour(self, path: str) -> str:
        """The library that maps a class of another file (see `facts.models.MappedClass`); empty if it maps nothing."""


class NoNeighbours:
    """A file by itself."""

    module = ""
    file = ""

    def absolute(self, path: str) -> str:
        """The path as it is."""
        return path

    def models(self, own: ModuleModels) -> Models:
        """The file's own."""
        return Models(own)

    def follow(self, path: str) -> str:
        """The path as it is."""
        return path

    def value_of(self, path: str) -> Value | None:
        """Nothing is known."""
        return None

    def returned_by(self, path: str) -> Value | None:
        """Nothing is known."""
        return None

    def provided_by(self, path: str) -> Value | None:
        """Nothing is known."""
        return None

    def promise(self, path: str) -> tuple[str, Value] | None:
        """Nothing is known."""
        return None

    def giving(self, path: str) -> GivenObjects | None:
        """Nothing is known."""
        return None

    def reads(self, path: str, attributes: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """Nothing is known."""
        return {}

    def is_class(self, path: str) -> bool:
        """Nothing is known."""
        return False

    def annotation(self, path: str) -> Annotation | None:
        """Nothing is known."""
        return None

    def promised_by(self, path: str) -> Value | None:
        """Nothing is known."""
        return None

    def attribute_of(self, path: str, name: str) -> Value | None:
        """Nothing is known."""
        return None

    def bases_of(self, path: str) -> tuple[str, ...]:
        """Nothing is known."""
        return ()

    def class_role(self, path: str) -> str:
        """Nothing is known."""
        return ""

    def class_flavour(self, path: str) -> str:
        """Nothing is known."""
        return ""
