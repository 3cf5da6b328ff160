"""Session shared by the whole process.

A session is one unit of work of one thread. One made at module or class level, or as a parameter's default, is shared by every
request and thread that comes by: transactions mix, a failed flush of one leaves the session unusable for all
(PendingRollbackError), and every object ever loaded stays in its identity map.

```python bad
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///app.db")
SessionLocal = sessionmaker(engine)
session = SessionLocal()  # SQA402 "module"


class Service:
    session = Session(engine)  # SQA402 "class"

    def save(self, item: object, session: Session = Session(engine)) -> None:  # SQA402 "default"
        session.add(item)
```

```python good
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite:///app.db")
SessionLocal = sessionmaker(engine)
local_session = scoped_session(SessionLocal)


class Service:
    def __init__(self, session: Session) -> None:
        self.session = session


def main() -> None:
    with SessionLocal() as session:
        Service(session)


if __name__ == "__main__":
    session = SessionLocal()
    main()
```

Factories and `scoped_session` are silent, and so are the main guard, `with Session() as session:` at module level, tests,
migrations and scripts in a folder of scripts, tools or examples, where the process is the unit of work.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.sessions import SessionCreation
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(session: SessionCreation, context: Context) -> Iterator[Finding]:
    """Report sessions that are made once a process."""
    if session.level == "function" or session.main_guard or session.managed:
        return
    if context.file.test or context.file.migration or context.file.environment or context.file.script:
        return
    yield Finding(session.span, {"level": session.level}, "default" if session.level == "default" else "")


RULE = Rule(
    code="SQA402",
    name="global-session",
    impact=Impact.CRITICAL,
    message="a session made at {level} level is shared by every thread and request; keep the factory, make one for each unit of work",
    doc=__doc__,
    on=SessionCreation,
    check=check,
    variants={"default": "a session made as a default value is made once and shared by every call; pass one in, or make it in the body"},
    sources=("S1-2", "P109"),
)
