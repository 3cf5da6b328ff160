"""Pattern with a value pasted in.

In LIKE, `%` and `_` stand for anything. In a search for `50%` or `a_b` the value's own signs count as such: too much is found, and
a `%` in front makes the database read the whole table. `contains()`, `startswith()` and `endswith()` escape them with
`autoescape=True`.

```python bad
from sqlalchemy import Select, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def search(words: str) -> Select[tuple[User]]:
    return select(User).where(User.name.ilike(f"%{words}%"))  # SQA941 "ilike"
```

```python good
from sqlalchemy import Select, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def search(words: str) -> Select[tuple[User]]:
    return select(User).where(User.name.icontains(words, autoescape=True))
```

Whose opinion: reviewers of search forms. What speaks against it: in an internal tool wildcards from users are a feature, and the
value may have been escaped before. Silent: a pattern that is a constant or a variable, `escape=`, parts that are calls (which may
escape), tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant, FormattedText, Invocation, Opaque, walk
from flake8_sqla.facts.statements import Clause
from flake8_sqla.rule import Context, Finding, Impact, Rule

_METHODS = {"like": "contains", "ilike": "icontains", "not_like": "contains", "not_ilike": "icontains", "notlike": "contains", "notilike": "icontains"}


def _is_pasted(call: Invocation) -> bool:
    """Whether its pattern is a text with wildcards around a plain value."""
    pattern = call.positional[0].value if call.positional else None
    if call.keyword("escape") is not None or call.has_starred or len(call.positional) != 1 or not isinstance(pattern, FormattedText):
        return False
    written = "".join(part for part in pattern.parts if isinstance(part, str))
    values = [part for part in pattern.parts if not isinstance(part, (str, Constant))]
    return "%" in written and bool(values) and not any(isinstance(value, (Invocation, Opaque)) for value in values)


def check(clause: Clause, context: Context) -> Iterator[Finding]:
    """Look for `like` in a clause."""
    if context.file.test or context.file.migration:
        return
    for part in walk(clause.expression):
        if isinstance(part, Invocation) and part.method in _METHODS and _is_pasted(part):
            yield Finding(part.span, {"method": part.method, "better": _METHODS[part.method]})


RULE = Rule(
    code="SQA941",
    name="like-with-user-input",
    impact=Impact.LOW,
    message="% and _ in the value are wildcards of this {method}(); write {better}(…, autoescape=True), or startswith and endswith likewise",
    doc=__doc__,
    on=Clause,
    check=check,
    sources=("P119",),
)
