"""The plugin without its safety nets: whatever goes wrong in the reader or in a rule is raised."""

from __future__ import annotations

from flake8_sqla.extract.file import read_file
from flake8_sqla.options import Settings
from flake8_sqla.project.project import Project
from flake8_sqla.rule import Context
from flake8_sqla.rules import RULES
from flake8_sqla.syntax.source import Source

SETTINGS = Settings()


def review_strictly(source: Source) -> int:
    """Read a file past the gate and ask every rule about every fact; the count of findings. Exceptions are not contained."""
    role, facts, _ = read_file(source, SETTINGS)
    context = Context(role, SETTINGS, Project())
    count = 0
    for fact in facts:
        for rule in RULES:
            if isinstance(fact, rule.on):
                for finding in rule.check(fact, context):
                    text = rule.text(finding)
                    assert "\n" not in text
                    assert 1 <= finding.span.line
                    assert finding.span.column >= 0
                    count += 1
    return count
