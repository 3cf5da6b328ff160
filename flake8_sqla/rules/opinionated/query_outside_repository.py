"""Query outside a repository.

A query in a route or a service ties what the program does to how its tables look: a renamed column is looked for in every layer, and a
test of the service needs a database. A repository keeps the queries of one aggregate behind methods that say what they are for; the
service takes it by a protocol, and a test hands it one that holds a list.

```python bad file=shop/services.py
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Order


class OrderService:
    def __init__(self, session: Session) -> None:
        self.session = session

    def open_orders(self) -> int:
        return len(self.session.scalars(select(Order.id).where(Order.closed_at.is_(None))).all())  # SQA903 "OrderService.open_orders"
```

```python good file=shop/repositories.py
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Order


class Orders(Protocol):
    def still_open(self) -> Sequence[Order]: ...


class SqlOrderRepository(Orders):
    def __init__(self, session: Session) -> None:
        self.session = session

    def still_open(self) -> Sequence[Order]:
        return self.session.scalars(select(Order).where(Order.closed_at.is_(None))).all()
```

Routes and methods of classes named `…Service` are reported, at the first query of each. With `--sqla-repository-paths` every function
outside these paths is, but for classes named `…Repository`, `…Repo`, `…DAO`, `…Gateway` or `…Store`. A repository class that derives
from nothing is reported too, where no protocol or abstract class of the project asks for methods that it has, or is named for the same
thing (`OrderStore` or `Orders` for `SqlOrderRepository`): nothing can stand in for it.

Whose opinion: guides to layered architecture. What speaks against it: SQLAlchemy's session is a unit of work and its select a query
object already; in a small program a repository is one more layer that hands arguments on. Silent: tests, migrations, env.py, scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from fnmatch import fnmatch

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.repositories import REPOSITORY_ENDINGS, RepositoryClass
from flake8_sqla.facts.session_use import Event, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_READING = ("execute", "scalars", "scalar", "stream", "stream_scalars", "exec", "get", "get_one", "query")
_SERVICE = "Service"
#: A protocol or abstract class, from its name to the end of its body.
_PROTOCOL = r"(?m)^class[ \t]+(\w+\([^)]*\b(?:Protocol|ABC|ABCMeta)\b[^)]*\):[^\n]*\n(?:(?:[ \t][^\n]*)?\n)*)"
_METHOD = lazy_pattern(r"\bdef[ \t]+(?!__)(\w+)")


def _is_query(event: Event) -> bool:
    return event.kind in _READING and event.subject != "text"


def _is_promised(repository: RepositoryClass, context: Context) -> bool:
    """Whether some protocol of the project says what the repository offers."""
    for found in context.find_in_project(_PROTOCOL, ("Protocol", "ABC")):
        if repository.is_promised_by(found.partition("(")[0], frozenset(_METHOD.findall(found))):
            return True
    return False


def _is_repository(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a file, or a folder it lies in, is one of these; the project may be a part of a larger one."""
    parts = path.split("/")
    pieces = ("/".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1))
    return any(fnmatch(piece, pattern) for piece in pieces for pattern in patterns)


def check(fact: SessionUse | RepositoryClass, context: Context) -> Iterator[Finding]:
    """Report the first query of a function that is no place for one, and a repository without a protocol."""
    if context.file.test or context.file.script or context.file.migration or context.file.environment:
        return
    if isinstance(fact, RepositoryClass):
        if not _is_promised(fact, context):
            yield Finding(fact.span, {"name": fact.name}, "protocol")
        return
    places = context.settings.repository_paths
    is_service = fact.owner.endswith(_SERVICE)
    if not fact.route and not is_service:
        if not places or fact.owner.endswith(REPOSITORY_ENDINGS) or _is_repository(context.file.inside, places):
            return
    query = next(filter(_is_query, fact.events), None)
    if query is not None:
        name = f"{fact.owner}.{fact.function}" if fact.owner else fact.function
        yield Finding(query.span, {"name": name})


RULE: Rule[SessionUse | RepositoryClass] = Rule(
    code="SQA903",
    name="query-outside-repository",
    impact=Impact.LOW,
    message="{name} queries the database itself; move the query into a repository and call that",
    doc=__doc__,
    on=(SessionUse, RepositoryClass),
    check=check,
    variants={"protocol": "no protocol says what {name} offers, so nothing can stand in for it in a test; write one with its methods"},
    sources=("S1-16",),
    options=("--sqla-repository-paths",),
)
