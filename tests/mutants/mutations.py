"""Ways to break a program that uses SQLAlchemy, each a small change of its text, and the rules that should see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One way to break a text. `apply` yields every text that it makes; one of `codes` has to report each."""

    name: str
    codes: tuple[str, ...]
    apply: Callable[[str], Iterator[str]]


def replacing(pattern: str, by: str | Callable[[re.Match[str]], str]) -> Callable[[str], Iterator[str]]:
    """One text for each match, that match replaced."""

    def apply(text: str) -> Iterator[str]:
        for found in re.finditer(pattern, text, re.MULTILINE):
            new = found.expand(by) if isinstance(by, str) else by(found)
            yield text[: found.start()] + new + text[found.end() :]

    return apply


def _calls(text: str, start: str) -> Iterator[tuple[int, int]]:
    """Where `start(…)` begins and ends, its parentheses matched; `start` ends in the opening one."""
    position = text.find(start)
    while position >= 0:
        end, depth = position + len(start), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        yield position, end
        position = text.find(start, end)


def dropping(start: str, after: str = "") -> Callable[[str], Iterator[str]]:
    """One text for each call of a method, that call taken out; `after` has to stand somewhere in the line before it."""

    def apply(text: str) -> Iterator[str]:
        for position, end in _calls(text, start):
            line = text[text.rfind("\n", 0, position) + 1 : position]
            if re.search(after, line):
                yield text[:position] + text[end:]

    return apply


def _swapping_limit(text: str) -> Iterator[str]:
    """`.where(…)…limit(n)` → `.limit(n).where(…)`."""
    for position, end in _calls(text, ".where("):
        line_end = text.find("\n", end)
        limit = re.search(r"\.limit\(\d+\)", text[end:line_end])
        if limit is not None:
            rest = text[end : end + limit.start()] + text[end + limit.end() :]
            yield text[:position] + limit[0] + text[position:end] + rest


def _at_the_end(addition: str, when: str) -> Callable[[str], Iterator[str]]:
    """The text with something added, where it holds a certain word."""

    def apply(text: str) -> Iterator[str]:
        if when in text:
            yield f"{text}\n\n{addition}\n"

    return apply


def _gathered(text: str) -> Iterator[str]:
    pattern = r"    (\w+) = await (.+)\n    (\w+) = await (.+)\n"
    for found in re.finditer(pattern, text):
        both = f"    {found[1]}, {found[3]} = await asyncio.gather({found[2]}, {found[4]})\n"
        changed = text[: found.start()] + both + text[found.end() :]
        yield changed.replace("from __future__ import annotations\n", "from __future__ import annotations\n\nimport asyncio\n", 1)


def _committed_in_between(found: re.Match[str]) -> str:
    """A statement, a commit, and the statement once more, in front of the commit that there is."""
    awaited = "await " if "await " in found[1] else ""
    return f"{found[1]}{found[2]}{awaited}{found[3]}.commit()\n{found[1]}"


MUTATIONS = (
    Mutation("an eager load is dropped", ("SQA301", "SQA416"), dropping(".options(", r"^(?!.*id == key).*(?:select\(|_loans\()")),
    Mutation("is_(None) becomes is None", ("SQA305",), replacing(r"\.is_\(None\)", " is None")),
    Mutation("the changed statement is not kept", ("SQA309",), replacing(r"statement = (statement\.where)", r"\1")),
    Mutation("await is dropped", ("SQA412",), replacing(r"^( +)await ((?:self\.)?session\.(?:commit|rollback|execute))", r"\1\2")),
    Mutation("await is dropped before a result is read", ("SQA412",), replacing(r"\(await (self\.session\.scalars\([^()]*(?:\([^()]*\))*[^()]*\))\)", r"\1")),
    Mutation("unique() is dropped", ("SQA302",), replacing(r"\.unique\(\)", "")),
    Mutation("& becomes and", ("SQA306",), replacing(r"\) & \(", ") and (")),
    Mutation("parentheses beside & are dropped", ("SQA308",), replacing(r"\(\(([\w.]+ == [\w.]+)\) & \((.+?)\)\)", r"(\1 & \2)")),
    Mutation("a delete or update loses its condition", ("SQA316",), dropping(".where(", r"(?:delete|update)\(\w+\)$")),
    Mutation("in_() becomes in", ("SQA307",), replacing(r"([\w.]+)\.in_\((\w+)\)", r"\1 in \2")),
    Mutation("a commit is dropped", ("SQA407",), replacing(r"^        (?:await )?session\.commit\(\)\n(?!    except)", "")),
    Mutation("with is dropped", ("SQA401",), replacing(r"^    (?:async )?with Sessions\(\) as session:\n        (?!yield)", "    session = Sessions()\n    if True:\n        ")),
    Mutation("a session at module level", ("SQA402",), _at_the_end("session = Sessions()", "Sessions")),
    Mutation("one session in several tasks", ("SQA414",), _gathered),
    Mutation("expire_on_commit is dropped", ("SQA410",), replacing(r", expire_on_commit=False", "")),
    Mutation("limit goes before where", ("SQA326",), _swapping_limit),
    Mutation("a bound value becomes part of the text", ("SQA323",), replacing(r'text\("(.*):(\w+)"\)', r"""text(f"\1'{\2}'")""")),
    Mutation("scalars becomes execute", ("SQA312",), replacing(r"(for \w+ in (?:await )?(?:self\.)?session\.)scalars\(", r"\1execute(")),
    Mutation("pages lose their order", ("SQA320",), dropping(".order_by(", "offset|newest|statement = statement|session.scalars.select.Book.$")),
    Mutation("an error is swallowed", ("SQA406",), replacing(r"        (?:await )?session\.rollback\(\)\n        raise\n", "        pass\n")),
    Mutation("a join is dropped", ("SQA318",), dropping(".join(")),
    Mutation(
        "a second commit",
        ("SQA403",),
        replacing(r"^(( +)(?:await )?(?:self\.)?session\.execute\(.+\)\n)(?=\2(?:await )?((?:self\.)?session))", _committed_in_between),
    ),
    Mutation("a commit for each item", ("SQA404",), replacing(r"^(            )session\.add\((.+)\)\n", r"\1session.add(\2)\n\1session.commit()\n")),
    Mutation("a return annotation is dropped", ("SQA325",), replacing(r" -> (?:Sequence\[\w+\]|\w+ \| None):\n(    .*\n)?( +)return (.*)\.(all|first|one_or_none)\(\)", r":\n\1\2return \3.\4()")),
    Mutation("a function of SQL becomes one of Python", ("SQA329",), replacing(r"func\.lower\(([\w.]+)\)", r"\1.lower()")),
    Mutation("add() is awaited", ("SQA413",), replacing(r"^    session\.add\((.*)\)\n(?=    try:\n        await)", r"    await session.add(\1)\n")),
    Mutation("a dependency leaks", ("SQA420",), replacing(r"    (?:async )?with Sessions\(\) as session:\n        yield session\n", "    session = Sessions()\n    yield session\n    session.close()\n")),
    Mutation("the statement is text only", ("SQA106",), replacing(r'statement = text\((".*")\)', r"statement = \1")),
    Mutation("the rows are taken for an answer", ("SQA315",), replacing(r"return session\.scalars\(statement\)\.first\(\) is not None", "return True if session.scalars(statement) else False")),
)
