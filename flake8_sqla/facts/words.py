"""The words of a fact: what a rule may say it answers to, so that it is neither asked nor loaded for the rest.

A type of facts that is common and that many rules read has a method `words`. What stands here is what calls have in common.
"""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.facts.expressions import Argument, Collection, Constant, Invocation, Reference


def keyword_words(arguments: Iterable[Argument]) -> list[str]:
    """The keywords, each with its sign: `nullable=`."""
    return [f"{argument.keyword}=" for argument in arguments if argument.keyword]


def argument_words(name: str, arguments: Iterable[Argument], kinds: Iterable[str]) -> list[str]:
    """The keywords, and of each argument what it is.

    `str`, `int`, `bool` … of a constant, `list`, `tuple`, `dict` or `set` of a display, the path of a name, the function or method of a
    call, and the name of its class for any other expression. `name` is what is called: with each kind of value (`vocabulary.kinds`) that it
    is given, as in `execute(query)`.
    """
    found = [f"{name}({kind})" for kind in kinds if kind]
    for argument in arguments:
        if argument.keyword:
            found.append(f"{argument.keyword}=")
        value = argument.value
        kind = value.__class__
        if kind is Constant:
            found.append(value.value.__class__.__name__)  # type: ignore[union-attr]
        elif kind is Collection:
            found.append(value.kind)  # type: ignore[union-attr]
        elif kind is Reference:
            found.append(value.name)  # type: ignore[union-attr]
        elif kind is Invocation:
            found.append(value.method or value.function)  # type: ignore[union-attr]
        else:
            found.append(kind.__name__)
    return found


def function_words(function: str, arguments: tuple[Argument, ...], kinds: tuple[str, ...]) -> list[str]:
    """The words of a call of a function: its name, and those of its arguments."""
    return [function, *argument_words(function, arguments, kinds)]


def method_words(kind: str, method: str, arguments: tuple[Argument, ...], kinds: tuple[str, ...]) -> list[str]:
    """The words of a call of a method: it by itself and with its receiver's kind, and those of its arguments.

    `query.get(…)` where there are arguments, `execute(…, …)` where there are several, or one by name.
    """
    whole = f"{kind}.{method}"
    if not arguments:
        return [method, whole]
    found = [method, whole, f"{whole}(…)", *argument_words(method, arguments, kinds)]
    if len(arguments) > 1 or arguments[0].keyword:
        found.append(f"{method}(…, …)")
    return found
