"""The project a file belongs to: its root, the databases it runs on, and the names of its other files.

What only some questions need is imported where they are asked: a run over one file has most of its time in loading.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_sqla.extract.neighbours import Neighbours, NoNeighbours
from flake8_sqla.facts.record import field, record
from flake8_sqla.options import Settings
from flake8_sqla.project import on_demand
from flake8_sqla.project.dialects import find_dialects, read_text
from flake8_sqla.project.environment_dialects import dialects_of_environment
from flake8_sqla.project.disk import real_path
from flake8_sqla.project.index import Index
from flake8_sqla.project.inventory import Inventory, Kept
from flake8_sqla.project.modules import Modules, Packages
from flake8_sqla.project.roots import Roots, below
from flake8_sqla.project.summaries import Summaries, read_module

if TYPE_CHECKING:
    from flake8_sqla.facts.environment import Surroundings
    from flake8_sqla.facts.history import History, RevisionHeader
    from flake8_sqla.project.bases import Bases
    from flake8_sqla.project.migrations import Environment
    from flake8_sqla.project.requirements import Requirements
    from flake8_sqla.project.search import Search


@record
class Project:
    """What rules may ask about the project. `dialects` is empty where nothing says what they are."""

    root: str = ""
    dialects: frozenset[str] = frozenset()
    read_requirements: Callable[[], Requirements] = field(default=on_demand.nothing_stated, compare=False)
    read_strict_asyncio: Callable[[], bool] = field(default=lambda: False, compare=False)
    read_migrates: Callable[[], bool] = field(default=lambda: True, compare=False)
    read_unchecked: Callable[[], bool] = field(default=lambda: False, compare=False)
    read_makes_tables: Callable[[], bool] = field(default=lambda: True, compare=False)

    @property
    def requirements(self) -> Requirements:
        """What the project says it needs."""
        return self.read_requirements()

    @property
    def strict_asyncio(self) -> bool:
        """Whether pytest-asyncio runs only the tests that are marked for it."""
        return self.read_strict_asyncio()

    @property
    def migrates(self) -> bool:
        """Whether anything in the project carries its schema from one version to the next: Alembic or another tool."""
        return self.requirements.uses_alembic or self.read_migrates()

    @property
    def makes_tables(self) -> bool:
        """Whether the application makes tables itself, past the migrations."""
        return self.read_makes_tables()

    @property
    def leaves_keys_unchecked(self) -> bool:
        """Whether the project maps foreign keys and nothing in it tells SQLite to check them."""
        return self.read_unchecked()

    def may_be(self, dialect: str) -> bool:
        """Whether the project may run on this database. Where nothing is known, it may be PostgreSQL and nothing else."""
        if not self.dialects:
            return dialect == "postgresql"
        if dialect in ("mysql", "mariadb"):
            return bool(self.dialects & {"mysql", "mariadb"})
        return dialect in self.dialects


class Projects:
    """The projects met in one run. Each root is looked at once."""

    def __init__(self, settings: Settings, kept: Kept | None = None) -> None:
        """`settings` may name the root and the dialects outright; `kept` is what a cache knows of files."""
        self._settings = settings
        self._kept = kept
        self._roots = Roots(Path(real_path(settings.project_root)) if settings.project_root else None)
        self._folders: dict[str, tuple[Path, Path]] = {}
        self._by_folders: dict[tuple[Path, Path], Project] = {}
        self._by_folder: dict[str, Project] = {}  # by the folder of a file, as its path is given
        self._packages = Packages()
        self._summaries: dict[str, Summaries] = {}
        self._inventories: dict[str, Inventory] = {}
        self._searches: dict[str, Search] = {}
        self._indexes: dict[tuple[str, str], Index] = {}
        self._environments: dict[tuple[Path, Path], Environment] = {}
        self._environments_above: dict[tuple[str, str], Environment | None] = {}  # by the folder of a revision, and its root
        self._compared = ("", "", False)
        self._insides: dict[str, str] = {}  # the folder of a file → that folder from the project's root on
        self._bases: dict[Path, Bases] = {}  # by the folder of a part of a project
        self._histories: dict[str, tuple[History, ...]] = {}
        self._surroundings: dict[tuple[str | Path, ...], Surroundings] = {}
        #: What has been found out once a run, whichever file asks: about tests and the imports of files.
        self._untested = cache(on_demand.untested)
        self._untried = cache(on_demand.untried)
        self._imports_of = cache(on_demand.imports_of)

    def of(self, path: str) -> Project:
        """The project of a file. Never raises: a folder that cannot be read has nothing to say."""
        try:
            folder = os.path.dirname(path)
            found = self._by_folder.get(folder)
            if found is None:
                folders = self._folders_of(path)
                if folders not in self._by_folders:
                    self._by_folders[folders] = self._look_at(*folders)
                found = self._by_folder[folder] = self._by_folders[folders]
            return found
        except (OSError, ValueError, RuntimeError):
            return Project("", frozenset(self._settings.dialects))

    def _look_at(self, root: Path, part: Path) -> Project:
        """What the files at the root say; those of the part the file belongs to go before."""
        dialects = frozenset(self._settings.dialects) or _dialects_in(part, root)
        return Project(
            str(root),
            dialects,
            cache(lambda: on_demand.requirements_of(part, root)),
            cache(lambda: on_demand.is_strict(part, root)),
            cache(lambda: on_demand.migrates(str(root))),
            cache(lambda: on_demand.leaves_unchecked(str(root))),
            cache(lambda: self._makes_tables(str(root))),
        )

    def inside(self, path: str) -> str:
        """The file's path from the project's root on (or from its part of the project on); the path as it is where it lies elsewhere."""
        folder, name = os.path.split(path)
        is_named = name not in ("", ".", "..")
        if is_named and folder in self._insides:
            return os.path.join(self._insides[folder], name)
        try:
            part = self._folders_of(path)[1]
            found = below(Path(path).absolute(), part)
            if found is not None and is_named:
                self._insides[folder] = str(found.parent) if len(found.parts) > 1 else ""
            if found is None:
                found = below(Path(self._packages.real_path(os.path.abspath(path))), Path(real_path(str(part))))
        except (OSError, ValueError, RuntimeError):
            return path
        return str(found) if found is not None else path

    def neighbours(self, path: str, text: str) -> Neighbours:
        """The other files, as this one sees them: under the source roots, and under the folder above its own topmost package.

        What is in the editor counts, not what the disk holds of the same file.
        """
        root = self.of(path).root
        try:
            if not root or not path.endswith(".py"):
                return NoNeighbours()  # stdin without a name belongs nowhere
            file = self._packages.real_path(os.path.abspath(path))
            top = self._packages.start_of(file, text, self._packages.real_folder(root))
            summaries = self._summaries_of(root)
            if self._is_on_disk(file, text):
                return self._index(root, top).seen_from(file)
            modules, overlaid = self._modules(root, top, file), summaries.with_text(file, text)
            return Index(modules, overlaid, Inventory(modules.root, overlaid.text_of, self._kept, file)).seen_from(file)
        except (OSError, ValueError, RuntimeError):
            return NoNeighbours()

    def _index(self, root: str, top: str) -> Index:
        """The index of the files as they are on the disk."""
        if top == os.path.join(root, "src") and self._packages.share_nothing(root, top):
            top = root  # which of them is looked through first makes no difference
        found = self._indexes.get((root, top))
        if found is None:
            found = self._indexes[root, top] = Index(self._modules(root, top), self._summaries_of(root), self._inventory_of(root))
        return found

    def _summaries_of(self, root: str) -> Summaries:
        """The summaries of the files below a root, as they are on the disk."""
        return self._summaries.setdefault(root, Summaries())

    def _inventory_of(self, root: str) -> Inventory:
        """What the files below a root define, as they are on the disk."""
        found = self._inventories.get(root)
        if found is None:
            found = self._inventories[root] = Inventory(real_path(root), self._summaries_of(root).text_of, self._kept)
        return found

    def _modules(self, root: str, top: str, unsaved: str = "") -> Modules:
        folders = (*(Path(root) / folder for folder in self._settings.source_roots), Path(top))
        return Modules(Path(root), folders, self._packages, unsaved)

    def history(self, path: str, text: str) -> History:
        """The history a revision module belongs to. What the file's own text says counts, not what is on disk."""
        from flake8_sqla.project.migrations import NO_HISTORY

        root = self.of(path).root
        try:
            file = self._packages.real_path(os.path.abspath(path))
            found = self._environment_above(file, root) if root else None
            if found is None:
                return NO_HISTORY
            return found.history_on_disk(file, text) if self._is_on_disk(file, text) else found.history_with(file, text)
        except (OSError, ValueError, RuntimeError):
            return NO_HISTORY

    def histories(self, path: str) -> tuple[History, ...]:
        """The history of each Alembic environment of a file's project, as it is on the disk. Never raises."""
        from flake8_sqla.project.migrations import NO_HISTORY

        root = self.of(path).root
        if root not in self._histories:
            try:
                real = real_path(root)
                found = self._environment_folders(Path(real)) if root else ()
                self._histories[root] = tuple(self._environment(folder, root).history for folder in found)
            except (OSError, ValueError, RuntimeError):
                self._histories[root] = (NO_HISTORY,)
        return self._histories[root]

    def has_earlier_base(self, path: str) -> bool:
        """Whether a file of the same part of the project that comes before this one, by path, declares a base. Never raises."""
        from flake8_sqla.project.bases import Bases  # rare rules ask

        try:
            root, part = self._folders_of(path)
            if part not in self._bases:
                summaries, real = self._summaries_of(str(root)), real_path(str(part))
                files = (file for file in self._inventory_of(str(root)).all_files() if file.startswith(real.rstrip(os.sep) + os.sep))
                self._bases[part] = Bases(files, summaries.text_of, lambda file, text: self._declares_base(file, text, real))
            return self._bases[part].any_before(self._packages.real_path(os.path.abspath(path)))
        except (OSError, ValueError, RuntimeError):
            return False

    def _declares_base(self, file: str, text: str, part: str) -> bool:
        from flake8_sqla.project.bases import declares_base

        is_of_part = real_path(str(self._folders_of(file)[1])) == part
        return is_of_part and declares_base(file, text, self.neighbours(file, text), self.inside(file))

    def _environment_folders(self, root: Path) -> tuple[Path, ...]:
        """The folders of all env.py below a root, its links followed."""
        from flake8_sqla.project.environments import find_environments

        files = self._inventory_of(str(root)).all_files()
        return tuple(find_environments(root, files, self._summaries_of(str(root)).text_of))

    def _is_first(self, environment: Path, root: Path) -> bool:
        """Whether no other environment with revisions comes before this one: what is true of them all is reported there."""
        from flake8_sqla.project.splits import has_revisions

        earlier = (folder for folder in self._environment_folders(root) if str(folder) < str(environment))
        return not any(has_revisions(folder, root) for folder in earlier)

    def _makes_tables(self, root: str) -> bool:
        from flake8_sqla.project.table_makers import makes_tables

        return makes_tables(Path(real_path(root)), self._inventory_of(root).all_files(), self._summaries_of(root).text_of)

    def _environment(self, folder: Path, root: str) -> Environment:
        from flake8_sqla.project.migrations import Environment

        key = (folder, Path(root))
        if key not in self._environments:
            self._environments[key] = Environment(folder, Path(real_path(root)))
        return self._environments[key]

    def _environment_above(self, file: str, root: str) -> Environment | None:
        """The environment that a revision module belongs to: all that lie in one folder share it."""
        key = (os.path.dirname(file), root)
        if key not in self._environments_above:
            from flake8_sqla.project.migrations import environment_of

            folder = environment_of(file, Path(real_path(root)))
            self._environments_above[key] = self._environment(folder, root) if folder is not None else None
        return self._environments_above[key]

    def _is_on_disk(self, path: str, text: str) -> bool:
        """Whether a file holds what we were given; an editor may hold something else. Several questions about one file ask in a row."""
        if self._compared[0] != path or self._compared[1] is not text:
            found = read_module(path)
            self._compared = (path, text, found is not None and found.removeprefix("\ufeff") == text.removeprefix("\ufeff"))
        return self._compared[2]

    def find(self, pattern: str, words: tuple[str, ...], path: str, text: str) -> frozenset[str]:
        """What a pattern with one of these words in it matches in the Python files of the file's project; nothing outside of one."""
        from flake8_sqla.project.search import Search

        root = self.of(path).root
        try:
            if not root:
                return frozenset()
            if root not in self._searches:
                self._searches[root] = Search(self._inventory_of(root), self._summaries_of(root).text_of)
            return self._searches[root].find(pattern, words, self._packages.real_path(os.path.abspath(path)), text)
        except (OSError, ValueError, RuntimeError):
            return frozenset()

    def prepare(self, folders: Iterable[str]) -> bool:
        """Find out now what most files below these folders are going to ask about their projects; whether any of them is about a database.

        For a process that others are about to be made from: what it knows, they need not find out each for itself.
        """
        from flake8_sqla.project.preparation import roots_of, tables_of

        found = False
        for root in roots_of(folders, lambda path: self.of(path).root):
            inventory = self._inventory_of(root)
            found = found or inventory.says_something
            tables = tables_of(inventory, partial(self._read_models, root))
            for history in self.histories(os.path.join(root, "any.py")) if tables else ():
                history.read_about(tables)
        return found

    def _read_models(self, root: str, file: str) -> None:
        text = self._summaries_of(root).text_of(file)
        if text is not None:
            self._index(root, self._packages.start_of(file, text, self._packages.real_folder(root))).library.of_file(file)

    def header(self, path: str, text: str) -> RevisionHeader:
        """What a revision module's own text says of its place."""
        from flake8_sqla.project.migrations import header_of

        return header_of(text, self._packages.real_path(os.path.abspath(path)))

    def surroundings(self, path: str, of_revision: bool = False) -> Surroundings:
        """What lies around an env.py, or (`of_revision`) around that of a revision module. Never raises."""
        from flake8_sqla.facts.environment import Surroundings
        from flake8_sqla.project.migrations import environment_of

        try:
            root = Path(real_path(self.of(path).root or "."))
            file = self._packages.real_path(os.path.abspath(path))
            environment = environment_of(file, root) if of_revision else Path(file).parent
            if environment is None or not self.of(path).root or (environment != root and root not in environment.parents):
                return Surroundings()
            part = Path(real_path(str(self._folders_of(path)[1])))
            # A revision asks about its environment, not about itself: all revisions share the answers.
            asking = str(environment / "env.py") if of_revision else file
            key = (environment, root, part, asking)
            if key not in self._surroundings:
                self._surroundings[key] = self._look_around(environment, root, part, asking)
            return self._surroundings[key]
        except (OSError, ValueError, RuntimeError):
            return Surroundings()

    def _look_around(self, environment: Path, root: Path, part: Path, file: str) -> Surroundings:
        """What lies around the env.py `file`. What takes long is found out when it is asked for."""
        from flake8_sqla.facts.environment import Surroundings
        from flake8_sqla.project.alembic_config import find_alembic_pin, find_configuration
        from flake8_sqla.project.registration import unregistered
        from flake8_sqla.project.splits import find_split, has_revisions

        top = self._packages.start_of(file, read_module(file) or "", str(root))
        modules, index = self._modules(str(root), top), self._index(str(root), top)
        return Surroundings(
            find_configuration(environment, root),
            environment.relative_to(root).as_posix(),
            find_alembic_pin((part, root), root),
            cache(lambda: find_split(environment, root)),
            lambda: self._untested(str(root)) if has_revisions(environment, root) and self._is_first(environment, root) else "",
            lambda: self._untried(environment, root),
            lambda: read_text(environment / "script.py.mako", root),
            lambda imports: tuple(name for name in imports if not name.startswith(".") and modules.split(name)[0]),
            lambda owner, imports: unregistered(owner, imports, file, modules, index, self._imports_of),
        )

    def _folders_of(self, path: str) -> tuple[Path, Path]:
        """(the root, the folder nearest above the file that marks a part of the project)."""
        name = os.path.dirname(os.path.abspath(path))
        found = self._folders.get(name)
        if found is None:
            root, part = self._roots.above(Path(path).absolute().parent)
            found = self._folders[name] = (root, part if part is not None and below(part, root) is not None else root)
        return found


def _dialects_in(part: Path, root: Path) -> frozenset[str]:
    """The databases that the files of a part of a project name, else those at its root; what env.py is written for is added."""
    found = find_dialects(part) or find_dialects(root)
    named, batches = dialects_of_environment(part)
    found |= named
    return found | ({"sqlite"} if found else {"sqlite", "postgresql"}) if batches else found
