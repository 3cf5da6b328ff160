"""String where SQLAlchemy 2 wants an attribute.

Loader options, `join` and `with_parent` once took the names of attributes as strings; `filter` and `where` took pieces of SQL. All of
them raise since 2.0: an attribute is given as `User.orders`, which a type checker can follow and a rename finds, and SQL is given as
`text()`. An `order_by` of text that is more than a name fails when the statement is compiled. `join` took several relationships in one
call; now each has its own.

```python bad
from app.models import User
from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

statement = select(User).options(joinedload("orders"), load_only("name"))  # SQA108 SQA108
joined = select(User).join("orders")  # SQA108 "orders"
old = select(User).where("name = 'x'")  # SQA108 "text()"
sorted_ = select(User).order_by("name desc")  # SQA108 "order_by"
```

```python good
from app.models import Order, User
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload, load_only, selectinload

statement = select(User).options(selectinload(User.orders), load_only(User.name))
one = select(Order).options(joinedload(Order.user))
joined = select(User).join(User.orders).where(text("users.name = 'x'")).order_by("name")
further = select(Order).join(Order.user).join(User.addresses)
```

Silent: the wildcard `"*"`, `undefer_group("…")`, a plain name in `order_by` or `group_by` (a label may be called so), and the two-argument
forms `selectinload(A.b, B.c)` and `join(B, A.bs)`, which are legal.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, MethodCall
from flake8_sqla.facts.expressions import Argument, Collection, ColumnReference, Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.kinds import LOADERS

_STATEMENTS = ("query", "select")
_JOINS = frozenset({"join", "outerjoin"})
_CRITERIA = frozenset({"filter", "where", "having", "from_statement"})


def _text(argument: Argument) -> str | None:
    value = argument.value
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) and not argument.starred else None


def _wrong(argument: Argument, name: str) -> Finding | None:
    """A string or a collection where an attribute belongs."""
    text = _text(argument)
    if text is not None and text != "*":
        return Finding(argument.span, {"name": name, "text": text})
    if isinstance(argument.value, Collection) and not argument.starred:
        return Finding(argument.span, {"name": name}, "tuple" if name in _JOINS else "list")
    return None


def _loader(arguments: tuple[Argument, ...], name: str) -> Iterator[Finding]:
    """The first such argument: one report a call says enough."""
    yield from [found for each in arguments if not each.keyword and (found := _wrong(each, name)) is not None][:1]


def check(call: ApiCall | MethodCall, context: Context) -> Iterator[Finding]:
    """Report strings in loader options, joins, criteria and `with_parent`."""
    if isinstance(call, ApiCall):
        name = call.function.removeprefix("sqlalchemy.orm.")
        if call.function.startswith("sqlalchemy.orm.") and name in LOADERS:
            yield from _loader(call.arguments, name)
        elif call.function == "sqlalchemy.orm.with_parent":
            yield from _loader(call.arguments[1:2], name)
        elif call.function in ("sqlalchemy.orm.join", "sqlalchemy.orm.outerjoin"):
            yield from _loader(call.arguments[2:3], name)
    elif call.kind == "loader":
        if call.method in LOADERS:
            yield from _loader(call.arguments, call.method)
    elif call.kind in _STATEMENTS and call.method in _JOINS:
        yield from _loader(call.positional[:1], call.method)
        yield from _chain(call, context)
    elif call.kind in _STATEMENTS or (call.kind == "dml" and call.method == "where"):
        for argument in call.positional:
            text = _text(argument)
            if text is not None and call.method in _CRITERIA:
                yield Finding(argument.span, {"name": call.method}, "criterion")
            elif text is not None and call.method in ("order_by", "group_by") and len(text.split()) > 1:
                yield Finding(argument.span, {"name": call.method, "text": text}, "order")


def _chain(call: MethodCall, context: Context) -> Iterator[Finding]:
    """`join(User.orders, Order.items)`: each join has one target, and a relationship brings its own condition."""
    further = [*(each.span for each in call.positional[1:]), *(each.span for each in call.arguments if each.keyword == "onclause")]
    target = call.positional[0].value if call.positional else None
    if further and isinstance(target, ColumnReference) and context.models.attribute(target.owner, target.attribute) == "relationship":
        yield Finding(further[0], {"name": call.method, "target": f"{target.owner.rpartition('.')[2]}.{target.attribute}"}, "chain")
    elif len(call.positional) > 2:
        yield Finding(call.positional[2].span, {"name": call.method}, "several")


RULE: Rule[ApiCall | MethodCall] = Rule(
    code="SQA108",
    name="string-attribute-name",
    impact=Impact.HIGH,
    message='{name}("{text}") raises ArgumentError since SQLAlchemy 2.0; name the attribute as Class.{text}',
    doc=__doc__,
    on=(ApiCall, MethodCall), words=frozenset({"str", "list", "tuple", "set", "dict", *_JOINS}), check=check,
    variants={
        "list": "{name}() raises ArgumentError on a list or tuple; give the attributes one by one, as Class.attribute",
        "tuple": "{name}() raises ArgumentError on a tuple or list since SQLAlchemy 2.0; give target and condition as two arguments",
        "chain": "{name}() raises InvalidRequestError on more than {target}; chain a second {name}(), or put a condition into {target}.and_(…)",
        "several": "{name}() takes one target and its condition since SQLAlchemy 2.0 and raises TypeError; chain the calls",
        "criterion": "{name}() raises ArgumentError on a plain string since SQLAlchemy 2.0; compare columns, or wrap SQL in text()",
        "order": '{name}("{text}") fails when it is compiled: only a plain name may be a string; write Class.attribute.desc(), or text()',
    },
    sources=("L2.3", "P69"),
)
