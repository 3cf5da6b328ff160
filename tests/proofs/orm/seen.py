"""What was seen while one statement of an example ran, and what it defines was used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from proofs.orm.program import Entry

Tables = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Sent:
    """One statement that went to the driver."""

    sql: str
    parameters: object
    rowcount: int


@dataclass
class Seen:
    """An entry's run. `stage` says how far it came: `made` (the statement ran), `created` (its tables are), `used`."""

    entry: Entry
    fields: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""
    error: BaseException | None = None
    warnings: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    value: object = None
    result: object = None
    """What a function returned, the rows a statement found, or None."""
    rowcount: int = -1
    printed: str = ""
    logged: str = ""
    before: Tables = field(default_factory=dict, repr=False)
    after: Tables = field(default_factory=dict, repr=False)
    afterwards: BaseException | None = None
    """What a session that was handed in says to the next statement."""
    checked_out: int = 0
    connects: int = 0
    commits: int = 0
    fetched: int = 0
    ticks: int = 0
    """How often another task of the event loop had its turn."""
    schema: str = field(default="", repr=False)
    """What SQLite keeps of its tables and indexes, as SQL."""
    file: str = ""
    names: Mapping[str, object] = field(default_factory=dict, repr=False)
    arguments: Mapping[str, object] = field(default_factory=dict)

    lines: range = range(0)
    """The lines of the statement that is reported, where one is."""

    @property
    def failed_there(self) -> bool:
        """Whether the error comes from the reported statement, or the line that the message names, as far as the example has a part in it."""
        traceback, line = self.error.__traceback__ if self.error is not None else None, 0
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == self.entry.path:
                line = traceback.tb_lineno
            traceback = traceback.tb_next
        grouped = hasattr(self.error, "exceptions")  # raised where the group of tasks ends
        return grouped or not self.lines or not line or line in self.lines or str(line) == self.fields.get("line")

    @property
    def error_names(self) -> set[str]:
        """The names of the error's classes, and of its causes'."""
        return {kind.__name__ for error in _with_causes(self.error) for kind in type(error).__mro__}

    def sql(self, kind: str = "") -> Sequence[Sent]:
        """The statements sent that begin with a word."""
        return [each for each in self.sent if each.sql.lstrip().upper().startswith(kind.upper())]

    @property
    def written(self) -> bool:
        """Whether what others can read of the database has changed."""
        return self.before != self.after


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        for part in getattr(error, "exceptions", ()):
            yield from _with_causes(part)
        error = error.__cause__
