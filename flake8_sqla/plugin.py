"""flake8's face: options in, (line, column, text, type) out. Nothing else knows flake8, but for `options.py`."""

from __future__ import annotations

import ast
import gc
import multiprocessing
import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from flake8.options.manager import OptionManager

from flake8_sqla import __version__
from flake8_sqla.options import Selection, Settings, add_options, read_settings
from flake8_sqla.vocabulary.modules import speaks_of_databases

if TYPE_CHECKING:
    from flake8_sqla.project.cache import Verdicts
    from flake8_sqla.review import Reviewer

#: Set to anything, it lets exceptions through: for people who work on the plugin.
_RAISE = "FLAKE8_SQLA_RAISE"
#: What is known of a project is set apart after so many more files at the earliest, at the end of one of at most so many lines.
_FEW, _SHORT = 8, 120


class Plugin:
    """One file's check. flake8 makes one of these for each file."""

    name = "flake8-sqla"
    version = __version__
    _settings: ClassVar[Settings] = Settings()
    _selection: ClassVar[Selection | None] = None
    _reviewer: ClassVar[Reviewer | None] = None
    _verdicts: ClassVar[Verdicts | None] = None
    #: How many files this process has reviewed, and at how many what is known by then is set apart.
    _reviewed: ClassVar[int] = 0
    _next_setting_apart: ClassVar[int] = _FEW + 1
    _is_set_apart: ClassVar[bool] = False

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        """What flake8 gives by the names of the parameters: the parsed file, its path, its lines (those of stdin for `-`)."""
        self._tree = tree
        self._filename = filename
        self._lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Called once by flake8, before the configuration is read."""
        add_options(manager)
        manager.extend_default_ignore(["SQA9"])

    @classmethod
    def parse_options(cls, manager: OptionManager, options: Namespace, args: Sequence[str]) -> None:
        """Called once a process, when the configuration is read. A wrong value ends flake8 with its usual message."""
        try:
            settings = read_settings(options)
        except ValueError as error:
            manager.parser.error(str(error))
        cls._settings, cls._selection, cls._reviewer = settings, Selection(options), None
        cls._verdicts = None
        if _will_fork(options) and not cls._knows_something():
            cls._prepare([name for name in _names(options) if os.path.isdir(name)])

    @classmethod
    def _prepare(cls, folders: Sequence[str]) -> None:
        """Load everything, and find out what files of these folders ask about their projects: all processes that flake8 forks have it."""
        collects = gc.isenabled()
        gc.disable()
        try:
            cls._load().prepare(folders)
        except Exception:
            if os.environ.get(_RAISE):
                raise
            # Whatever it was, the files that ask for it will meet it again, and report it.
        finally:
            if not cls._is_set_apart:
                cls._set_apart()
            if collects:
                gc.enable()

    @classmethod
    def _load(cls) -> Reviewer:
        """The reviewer of this run. It is most of the package: a process that meets no file for it never loads it."""
        from flake8_sqla.review import Reviewer

        cache = cls._cache()
        kept = cache.start() if cache is not None else None
        cls._reviewer = Reviewer.with_listed_rules(cls._settings, cls._selection or (lambda code: True), kept)
        return cls._reviewer

    @classmethod
    def _set_apart(cls) -> None:
        """What is there by now stays: the package, and what is known of the project. No garbage collection looks it through any more.

        In a run over hundreds of files that is a tenth of all time, and the collections at the end of the process are a fifth of what a
        run over one file costs.
        """
        if hasattr(gc, "freeze"):
            gc.freeze()
        cls._is_set_apart = True

    def _set_apart_in_time(self) -> None:
        """Do so after the first file where it was not done yet, and again whenever half as many more were reviewed: by then more is known.

        What is at work at that moment is set apart too, and what of it are circles stays in memory: the tree that pyflakes has tied
        together, for instance. So it is a short file each time but the first.
        """
        cls = type(self)
        cls._reviewed += 1
        if not cls._is_set_apart:
            self._set_apart()
        elif cls._reviewed >= cls._next_setting_apart and len(self._lines) <= _SHORT:
            gc.collect()
            self._set_apart()
        else:
            return
        cls._next_setting_apart = cls._reviewed + max(cls._reviewed // 2, _FEW)

    @classmethod
    def _cache(cls) -> Verdicts | None:
        """What earlier runs found, or None for a run that shall not know."""
        if cls._verdicts is None and cls._selection is not None and cls._settings.cache_dir != "off" and not os.environ.get(_RAISE):
            from flake8_sqla.project.cache import Verdicts, fingerprint, user_folder

            folder = cls._settings.cache_dir or user_folder()
            if folder:
                cls._verdicts = Verdicts(folder, fingerprint(cls._settings, cls._selection.fingerprint))
        return cls._verdicts

    @classmethod
    def _knows_something(cls) -> bool:
        cache = cls._cache()
        return cache is not None and not cache.is_new

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """The reports on this file. Never raises: an exception here would cost flake8 the results of all files."""
        for line, column, text in self._reports():
            yield line, column, text, type(self)

    def _reports(self) -> list[tuple[int, int, str]]:
        text = "".join(self._lines)
        if not speaks_of_databases(text):
            return []
        cache = self._cache()
        known = cache.find(self._filename, text) if cache is not None else None
        if known is not None:
            return known
        # Loading and a review make much, which stays or goes as a whole: the garbage collector would look it through in vain.
        collects = gc.isenabled()
        gc.disable()
        try:
            reviewer = self._reviewer or self._load()
            try:
                reports = reviewer.review(self._filename, self._lines, self._tree)
            except Exception as error:
                if os.environ.get(_RAISE):
                    raise
                reports, cache = reviewer.failure(self._filename, error), None  # the next run may fare better
        finally:
            self._set_apart_in_time()
            if collects:
                gc.enable()
        found = [(each.line, each.column, each.text) for each in reports]
        if cache is not None:
            cache.keep(self._filename, text, found)
        return found


def _names(options: Namespace) -> Sequence[str]:
    """The files and folders that flake8 is to look at."""
    found: Sequence[str] = getattr(options, "filenames", None) or ["."]
    return found


def _will_fork(options: Namespace) -> bool:
    """Whether flake8 is about to fork: what is known before that, all its processes share."""
    jobs = getattr(options, "jobs", None)
    alone = jobs is None or (not jobs.is_auto and jobs.n_jobs <= 1)
    names = _names(options)
    return not alone and (len(names) > 1 or os.path.isdir(names[0])) and multiprocessing.get_start_method() == "fork"
