"""Databases of tests."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class TestEngine:
    """An engine that a test has not from a fixture that cleans up.

    `form` is `test` (the test makes it), `left` (a fixture makes tables and leaves them) or `borrowed` (the application's is imported).
    `name` is the test's, the fixture's or the engine's.
    """

    span: Span
    form: str
    name: str
