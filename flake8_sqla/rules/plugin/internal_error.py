"""A part of flake8-sqla failed on this file.

The rule named in the message, or the part that reads files, raised an exception. It was contained: the other rules still
report, and flake8 goes on with the other files. The defect is in flake8-sqla, not in your code.

What to do: report it with the smallest snippet that shows it. Until it is mended, leave the rule out with
`extend-ignore = SQA…`. With the environment variable `FLAKE8_SQLA_RAISE=1` an exception of the reader is raised with its
traceback instead of being reported.

There is no example: code that is known to crash a rule is a defect that has been mended.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.file import Crash
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(crash: Crash, context: Context) -> Iterator[Finding]:
    """Report the crash at the start of the file: where it happened in the code may be what could not be found out."""
    yield Finding(FILE_START, {"where": crash.where, "error": crash.error})


RULE = Rule(
    code="SQA001",
    name="internal-error",
    impact=Impact.HIGH,
    message="flake8-sqla failed here ({where}): {error}; the other rules went on, please report it",
    doc=__doc__,
    on=Crash,
    check=check,
)
