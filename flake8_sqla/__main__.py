"""The command line beside flake8's: `python -m flake8_sqla --help` says what it can do."""

from __future__ import annotations

import os
import sys

from flake8_sqla.command_line.arguments import main

if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, `head` or a pager, went away; the interpreter must not complain of it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
