"""Begins a new rule: `python docs/new_rule.py SQA505 engine-echo`.

Writes the rule's file and its cases, and enters it into the list of its family. What it writes is a rule that works (it reports
`echo=True` of an engine): put yours in its place.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Sequence
from pathlib import Path

_WIDTH = 140

_RULE = '''\
"""Engine that logs every statement.

With `echo=True` each statement and its parameters go to the log: slow, and a log full of what users typed.

```python bad
from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db", echo=True)  # CODE "echo"
```

```python good
from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db")
```

Silent: a value that is not written out.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import EngineCreation
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report an `echo=True` that is written out."""
    echo = engine.keyword("echo")
    if echo is not None and isinstance(echo.value, Constant) and echo.value.value is True:
        yield Finding(echo.span, {"function": engine.function})


RULE = Rule(
    code="CODE",
    name="NAME",
    impact=Impact.LOW,
    message="{function}(echo=True) logs every statement with its parameters; set the level of the logger sqlalchemy.engine instead",
    doc=__doc__,
    on=EngineCreation,
    check=check,
)
'''

_CASES = """\
# CODE NAME

## A value that is not written out

```python case
from app.settings import ECHO
from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db", echo=ECHO)
```

## Another engine

```python case
from sqlalchemy.ext.asyncio import create_async_engine as make

engine = make("sqlite+aiosqlite:///app.db", echo=True)  # CODE
```
"""


class Refusal(Exception):
    """Why no rule was begun."""


def begin_rule(root: Path, code: str, name: str) -> list[Path]:
    """Write the files of a new rule into the project at `root`; the paths written. Raises Refusal, having written nothing."""
    folder = _family_folder(root, code, name)
    module = name.replace("-", "_")
    rule = root / "flake8_sqla" / "rules" / folder / f"{module}.py"
    cases = root / "tests" / "cases" / folder / f"{name}.md"
    index = rule.with_name("__init__.py")
    for path in (rule, cases):
        if path.exists():
            raise Refusal(f"{path} is there already")
    entered = _with_rule(index.read_text(encoding="utf-8"), folder, module, _codes(rule.parent) | {module: code})
    texts = {rule: _RULE, cases: _CASES}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("CODE", code).replace("NAME", name), encoding="utf-8", newline="\n")
    index.write_text(entered, encoding="utf-8", newline="\n")
    return [rule, cases, index]


def _family_folder(root: Path, code: str, name: str) -> str:
    """The folder of the code's family, if this code and name may be taken."""
    if not re.fullmatch(r"SQA[0-9]{3}", code) or code.endswith("00"):
        raise Refusal(f"{code!r} is no code: SQA and three digits, of which the last two are not 00")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise Refusal(f"{name!r} is no name: words of small letters, joined by hyphens")
    # The rules are those of the project that is to be changed, not of whichever is installed.
    sys.path.insert(0, str(root))
    from flake8_sqla.rules import FAMILIES, RULES

    for rule in RULES:
        if code == rule.code or name == rule.name:
            raise Refusal(f"{rule.code} {rule.name} is there already")
    if int(code[3]) not in FAMILIES:
        raise Refusal(f"there is no family {code[3]} yet; make its folder and enter it in flake8_sqla/rules/__init__.py first")
    return FAMILIES[int(code[3])][0]


def _codes(folder: Path) -> dict[str, str]:
    """The code of every rule in a family's folder, by module."""
    found: dict[str, str] = {}
    for path in folder.glob("*.py"):
        code = re.search(r'^    code="(SQA\d{3})",$', path.read_text(encoding="utf-8"), re.MULTILINE)
        if code:
            found[path.stem] = code[1]
    return found


def _with_rule(text: str, folder: str, module: str, codes: dict[str, str]) -> str:
    """The text of a family's `__init__.py` with one rule more: imports in the order of the alphabet, RULES in that of the codes."""
    imported: ast.ImportFrom | None = None
    listed: ast.Assign | ast.AnnAssign | None = None
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.ImportFrom) and statement.module == f"flake8_sqla.rules.{folder}":
            imported = statement
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if isinstance(target, ast.Name) and target.id == "RULES":
                listed = statement
    if imported is None or listed is None or listed.value is None:
        raise Refusal(f"flake8_sqla/rules/{folder}/__init__.py has not the usual form: one import of its rules, and RULES")
    names = sorted({module, *(alias.name for alias in imported.names)})
    in_order = sorted(names, key=lambda entry: codes.get(entry, ""))
    lines = text.splitlines()
    before_value = lines[listed.value.lineno - 1][: listed.value.col_offset]
    rules = _fitted(before_value, [f"{entry}.RULE" for entry in in_order], always_brackets=True)
    lines[listed.lineno - 1 : listed.end_lineno] = rules
    lines[imported.lineno - 1 : imported.end_lineno] = _fitted(f"from flake8_sqla.rules.{folder} import ", names)
    return "\n".join(lines) + "\n"


def _fitted(start: str, entries: list[str], always_brackets: bool = False) -> list[str]:
    """The entries behind `start`, on one line where they fit, else one to a line."""
    inside = ", ".join(entries)
    if always_brackets:
        inside = f"({inside},)" if len(entries) == 1 else f"({inside})"
    if len(start + inside) <= _WIDTH and not (always_brackets and len(entries) > 1):
        return [start + inside]
    return [f"{start}(", *(f"    {entry}," for entry in entries), ")"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Begin the rule, say what to do next. Status 2 where it is refused."""
    parser = argparse.ArgumentParser(prog="docs/new_rule.py", description="Begin a new rule.")
    parser.add_argument("code", metavar="CODE", help="a free code, such as SQA505")
    parser.add_argument("name", metavar="NAME", help="a free name, such as engine-echo")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the project (default: this one)")
    given = parser.parse_args(arguments)
    root = given.root.resolve()
    try:
        written = begin_rule(root, given.code, given.name)
    except Refusal as refusal:
        print(f"docs/new_rule.py: {refusal}", file=sys.stderr)
        return 2
    for path in written:
        print(path.relative_to(root))
    print("Now write your rule over the example, and its cases; then run python docs/generate.py and the tests.")
    print("docs/contributing.md says what else a rule brings: what proves it, and a line for the changelog.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
