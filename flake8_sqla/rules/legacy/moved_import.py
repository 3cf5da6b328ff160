"""Import from where a name no longer is.

Names have moved between SQLAlchemy's modules. Some old places are kept for old time's sake (`sqlalchemy.ext.declarative.declared_attr`,
`sqlalchemy.future.select`, `sqlalchemy.orm.exc.NoResultFound`); others are gone, and the import raises (`RowProxy`, `MapperExtension`,
`sqlalchemy.databases`).

```python bad
from sqlalchemy.databases import postgres  # SQA111 "sqlalchemy.dialects"
from sqlalchemy.engine.result import RowProxy  # SQA111 "sqlalchemy.Row"
from sqlalchemy.ext.declarative import declared_attr  # SQA111 "sqlalchemy.orm.declared_attr"
from sqlalchemy.future import select  # SQA111 "sqlalchemy.select"
from sqlalchemy.orm.exc import NoResultFound  # SQA111 "sqlalchemy.exc.NoResultFound"
```

```python good
from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase, DeferredReflection
from sqlalchemy.orm import declared_attr
```

`ConcreteBase`, `AbstractConcreteBase` and `DeferredReflection` live in `sqlalchemy.ext.declarative` alone. `declarative_base` and
`as_declarative` are SQA102's, wherever they are imported from. An import in a `try` with a handler for ImportError is silent: it is there
for several versions.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import NameImport
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.moved import GONE, GONE_MODULES, MOVED


def check(found: NameImport, context: Context) -> Iterator[Finding]:
    """Report an import that raises, or that works for old time's sake only."""
    if found.guarded:
        return
    module, name = found.module, found.name
    whole = f"{module}.{name}" if name else module
    if name in GONE.get(module, {}):
        yield Finding(found.span, {"name": whole, "instead": GONE[module][name]}, "gone")
    elif module in GONE_MODULES or whole in GONE_MODULES:
        gone = module if module in GONE_MODULES else whole
        yield Finding(found.span, {"name": gone, "instead": GONE_MODULES[gone]}, "gone")
    elif name in MOVED.get(module, {}):
        yield Finding(found.span, {"name": whole, "instead": MOVED[module][name]})


RULE = Rule(
    code="SQA111",
    name="moved-import",
    impact=Impact.MEDIUM,
    message="{name} is kept for old time's sake; import {instead}",
    doc=__doc__,
    on=NameImport,
    words=frozenset(GONE_MODULES) | {f"{module}.{name}" for table in (GONE, MOVED) for module, names in table.items() for name in names},
    check=check,
    variants={"gone": "{name} is gone, and importing it raises; use {instead}"},
    sources=("L2.1", "L2.3"),
)
