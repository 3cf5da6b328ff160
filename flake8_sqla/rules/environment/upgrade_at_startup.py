'''Schema upgraded by whichever process starts first.

An upgrade at import or at start-up runs in every worker and every replica: they race for the same revisions, wait for one another's locks
while the old version still serves, and need rights to change the schema. A failed migration takes the application down with it. Run
`alembic upgrade head` as a step of the deployment, before the new version starts.

```python bad
from contextlib import asynccontextmanager

from alembic import command
from alembic.config import Config
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI):
    command.upgrade(Config("alembic.ini"), "head")  # SQA814 "start-up"
    yield


app = FastAPI(lifespan=lifespan)
```

```python good
from alembic import command
from alembic.config import Config


def main() -> None:
    command.upgrade(Config("alembic.ini"), "head")


if __name__ == "__main__":
    main()
```

Silent in tests and scripts, under a main guard, in commands, and for upgrades of which this file does not show when they run.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import UpgradeCall
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(upgrade: UpgradeCall, context: Context) -> Iterator[Finding]:
    """Report the call where the file shows that it runs at import or start-up."""
    if upgrade.moment and not context.file.test and not context.file.script:
        yield Finding(upgrade.span, {"call": upgrade.call, "moment": upgrade.moment})


RULE = Rule(
    code="SQA814",
    name="upgrade-at-startup",
    impact=Impact.MEDIUM,
    message="{call} runs at {moment}, in every worker at once; run the upgrade as a step of the deployment",
    doc=__doc__,
    on=UpgradeCall,
    check=check,
    sources=("S2-27",),
)
