"""The commands and their arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from flake8_sqla import __version__
from flake8_sqla.options import OLDEST_SUPPORTED_POSTGRESQL

_EPILOG = """\
examples:
  python -m flake8_sqla explain SQA601 legacy-query
  python -m flake8_sqla rules SQA6
  python -m flake8_sqla locks --postgresql-version=17 migrations/versions/3f2a9c51d0e7_create_the_shop.py
  python -m flake8_sqla baseline

To check code, run flake8: the plugin is part of it once it is installed.
"""
_BASELINE = """\
Run flake8 and print, instead of its reports, the configuration that silences those there are: for each file the codes to be ignored in
it, and for old migrations, which nobody mends once they have run, the revision after which the rules begin. What is new is reported from
then on; take a line away when its file is mended.
"""
_LOCKS = """\
Print what each operation of a migration does to a running PostgreSQL: which lock it takes on which table, who waits for it, what is done
while it is held (a scan, an index build, a rewrite), and whether it runs inside the transaction of the migration. Locks that are taken
inside are kept until it ends; those that somebody waits for are listed under the table.
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="python -m flake8_sqla",
        description="Read about the rules of flake8-sqla, review a migration, or start on an old project.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"flake8-sqla {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    one = commands.add_parser("explain", help="print the pages of rules", description="Print the pages of rules.")
    one.add_argument("rules", nargs="+", metavar="RULE", help="a code such as SQA601, or a name such as blocking-index-creation")

    table = commands.add_parser("rules", help="list rules", description="List all rules, or those of some families.")
    table.add_argument("beginnings", nargs="*", metavar="CODE", help="the beginning of a code, such as SQA6 (default: all rules)")
    table.add_argument("--json", action="store_true", help="as JSON, for programs")

    locks = commands.add_parser("locks", help="print what migrations lock, and for which work", description=_LOCKS)
    locks.add_argument("files", nargs="+", metavar="FILE", help="a revision module")
    locks.add_argument(
        "--postgresql-version",
        type=_version,
        default=OLDEST_SUPPORTED_POSTGRESQL,
        metavar="MAJOR",
        help="the major version it will run on (default: %(default)s)",
    )
    locks.add_argument("--downgrade", action="store_true", help="the way back as well")
    locks.add_argument("--json", action="store_true", help="as JSON, for programs")

    start = commands.add_parser("baseline", help="print a configuration that silences what there is", description=_BASELINE)
    start.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="files, folders and options, as for flake8")
    return parser


def _version(text: str) -> int:
    if not text.isdecimal() or not 9 <= int(text) <= 99:
        raise argparse.ArgumentTypeError(f"{text!r} is no major version of PostgreSQL")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the value is the exit status. Wrong arguments end with status 2."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["baseline"] and not {"-h", "--help"} & set(words):
        # Everything behind it is flake8's to understand.
        from flake8_sqla.command_line.baseline import write_baseline

        return write_baseline(words[1:])
    parser = make_parser()
    given = parser.parse_args(words)
    if given.command is None:
        # Somebody who does not know it yet.
        parser.print_help(sys.stderr)
        return 2
    # Each command loads what it needs.
    if given.command == "explain":
        from flake8_sqla.command_line.explain import explain

        return explain(given.rules)
    if given.command == "rules":
        from flake8_sqla.command_line.listing import list_rules

        return list_rules(given.beginnings, given.json)
    from flake8_sqla.command_line.locks import tell_locks

    return tell_locks(given.files, given.postgresql_version, given.downgrade, given.json)
