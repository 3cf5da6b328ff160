"""How a function of the project loads the objects of a mapped class that it gives."""

from __future__ import annotations

from flake8_sqla.facts.loading import Loading
from flake8_sqla.facts.record import record


@record
class GivenObjects:
    """What callers in other files want to know of the function.

    `origin` is `loaded` (by a statement) or `got` (by `session.get`), `asynchronous` whether an asynchronous session does it, `loading`
    what is loaded along. `parameters` are its parameters in order, without `self`; `options` those among them that hold further loader
    options, `statement` the one that is itself the statement, else empty.
    `fixed` are the attributes that the statement holds against a value (`where(Post.user_id == key)`), so that it is the same in all
    rows, `fixed_by_object` those where the value is an object or an attribute of one.
    `held` are the paths of the classes of other objects that the function loads or is given, `named` every attribute and word in it:
    it may have loaded by other means what it names. `detached`: the session is closed when the function returns.
    """

    origin: str
    asynchronous: bool
    loading: Loading
    parameters: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    statement: str = ""
    fixed: frozenset[str] = frozenset()
    fixed_by_object: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    detached: bool = False
