"""What one module tells the others: the names it exports, and its classes."""

from __future__ import annotations

from collections.abc import Mapping

from flake8_sqla.facts.record import EMPTY, record


@record
class ExportedName:
    """A module-level name.

    `kind` is `alias` (it stands for the dotted path `target`), `class`, `base` (made by a call), `function`, `session`,
    `scoped session`, `factory`, `engine`, `connection`, `table` (its name in `target`) or `other`.
    `annotation` is a type that stands for a value of the kind in `returns` (`SessionDep = Annotated[Session, …]`), and `lead` a name
    that `target` leads to, once `steps` are done with it (see `extract.kinds.DeferredValue`); `returns` may be a lead as well.
    `autoflush` and `expires` are those of `extract.kinds.SessionValue`.
    For a function `returns` is the kind of what it gives, if that is known, and `manner`
    how: empty for a plain return, `manager` where it has to be entered, `generator` where it yields it.
    """

    kind: str
    target: str = ""
    asynchronous: bool = False
    returns: str = ""
    manner: str = ""
    steps: tuple[str, ...] = ()
    autoflush: bool = True
    expires: bool = False


@record
class Promise:
    """What a function's annotation promises: an object of the class at the dotted path `target`, with `many` a list of them, or a select.

    `target` may be one of the type parameters of the class that the function is a method of, and `typing.Self`.
    """

    target: str
    many: bool = False
    statement: bool = False


@record
class ClassSummary:
    """A class: its bases as absolute dotted paths, and the role and library its own file gives it (empty where it gives none).

    `makes_table`: SQLModel's `table=True`. `attributes` are the ones its objects have that are sessions, engines and their like.
    `methods` are the names of all its methods, `promises` what those promise that give objects of a class. `parameters` are its type
    parameters, `arguments` what it gives each of its bases for theirs.
    """

    name: str
    bases: tuple[str, ...]
    role: str = ""
    flavour: str = ""
    makes_table: bool = False
    attributes: Mapping[str, ExportedName] = EMPTY
    methods: frozenset[str] = frozenset()
    promises: Mapping[str, Promise] = EMPTY
    parameters: tuple[str, ...] = ()
    arguments: tuple[tuple[str, ...], ...] = ()


@record
class ModuleSummary:
    """A module. `all_names` is `__all__` where it is literal; `star_imports` are the modules whose names it takes over.

    `promises` are those of its functions; `instances` are the names that stand for an object of a class, and the class's path.
    """

    module: str
    names: Mapping[str, ExportedName] = EMPTY
    classes: Mapping[str, ClassSummary] = EMPTY
    star_imports: tuple[str, ...] = ()
    all_names: tuple[str, ...] | None = None
    promises: Mapping[str, Promise] = EMPTY
    instances: Mapping[str, str] = EMPTY
