"""Reports as the configuration that silences them, so that an old project can begin.

Two means that are there already. Migrations that have run are never mended: `sqla-migrations-start-after` leaves out all up to the
newest. Everything else is listed file by file in `per-file-ignores`. Of that flake8 applies one entry to a file, the longest that matches
it; so an entry of ours repeats what the project says of the same file, and all entries are written, old and new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from flake8_sqla.output.heads import Heads
from flake8_sqla.output.line import Line
from flake8_sqla.review import is_about_migrations

#: The entries of `per-file-ignores` that the project has, and for a file the codes of the one that applies to it.
Entries = Sequence[tuple[str, Sequence[str]]]
Ignored = Callable[[str], Sequence[str]]
_HEAD = "# By `python -m flake8_sqla baseline`: what was reported that day. Take a line away when its file is mended."


def configuration(
    lines: Iterable[Line], heads_of: Callable[[str], Heads | None], entries: Entries, ignored: Ignored, started: str, settled: bool = False
) -> Iterator[str]:
    """The lines of a config file. Reports of other plugins have no part in it.

    `started` is the revision the project starts after; `settled`: it was chosen by a run before this one, and stays.
    """
    ours = [line for line in lines if line.code.startswith("SQA")]
    if not ours and not started and not entries:
        yield "# flake8-sqla reports nothing: no baseline is needed."
        return
    yield "[flake8]"
    yield _HEAD
    environments = _environments(ours, heads_of)
    start = started if settled else _start(ours, environments, started)
    if start:
        yield f"sqla-migrations-start-after = {start}"
    for heads in sorted({heads for heads in environments.values() if start not in heads.revisions}, key=lambda heads: heads.folder):
        yield f"# Newest in {heads.folder}: {', '.join(heads.revisions) or 'none'}. Only one revision can be started after."
    found: dict[str, list[str]] = {pattern: list(codes) for pattern, codes in entries}
    for line in ours:
        own = environments.get(line.inside) if is_about_migrations(line.code) else None
        if own is None or start not in own.revisions:
            codes = found.setdefault(_pattern(line.inside), list(ignored(line.inside)))
            if line.code not in codes:
                codes.append(line.code)
    if found:
        yield "per-file-ignores ="
        yield from (f"    {pattern}: {', '.join(sorted(codes))}" for pattern, codes in sorted(found.items()))


def _environments(lines: Iterable[Line], heads_of: Callable[[str], Heads | None]) -> Mapping[str, Heads]:
    """The migrations with reports that their history may silence, each with its environment's heads."""
    paths = {line.inside for line in lines if is_about_migrations(line.code)}
    found = {path: heads_of(path) for path in sorted(paths)}
    return {path: heads for path, heads in found.items() if heads is not None}


def _start(lines: Iterable[Line], environments: Mapping[str, Heads], started: str) -> str:
    """The revision to start after: the newest where most reports are, if it is the only newest; what the project says if that is one."""
    if started and (not environments or any(started in heads.revisions for heads in environments.values())):
        return started
    counts = Counter(environments[line.inside] for line in lines if is_about_migrations(line.code) and line.inside in environments)
    single = [heads for heads, _ in counts.most_common() if len(heads.revisions) == 1]
    return single[0].revisions[0] if single else started


def _pattern(path: str) -> str:
    """The path as an entry of `per-file-ignores`. Without a slash flake8 would take it for the name of a file in any folder."""
    return path if "/" in path else f"./{path}"
