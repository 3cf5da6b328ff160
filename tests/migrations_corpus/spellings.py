"""A revision in other words: the ways in which people write one operation, made from one way by machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO

from alembic.migration import MigrationContext
from alembic.operations import Operations
from migrations_corpus.corpus import Row

from flake8_sqla.vocabulary.alembic import BATCH_PARAMETERS, OPERATION_PARAMETERS, TABLE_PARAMETERS

_TABLE = "t"
_IMPORTS = "import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n"
_HEADER = '"""The same in other words. Irreversible."""\n{imports}\nrevision = "b2c3d4e5f6a7"\ndown_revision = "a1b2c3d4e5f6"\n\n\n'
_FOOTER = '\n\n\ndef downgrade() -> None:\n    raise NotImplementedError("irreversible")\n'


@dataclass(frozen=True)
class Spelling:
    """One way of writing. `respell` gives a module, or None where an operation cannot be written so."""

    name: str
    respell: Callable[[ast.Module], str | None]


def spellings(row: Row) -> Iterator[tuple[str, str]]:
    """(the way, the module) for each way in which a row can be written."""
    for spelling in SPELLINGS:
        text = spelling.respell(ast.parse(row.upgrade))
        if text is not None:
            yield spelling.name, text


def _module(body: str, imports: str = "from alembic import op\n", before: str = "", arguments: str = "") -> str:
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    return f"{_HEADER.format(imports=_IMPORTS + imports)}{before}def upgrade({arguments}) -> None:\n{indented}{_FOOTER}"


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in body.splitlines())


class _Replace(ast.NodeTransformer):
    """Every node for which `found` gives another is that other."""

    def __init__(self, found: Callable[[ast.AST], ast.AST | None]) -> None:
        self._found = found
        self.count = 0

    def visit(self, node: ast.AST) -> ast.AST:
        other = self._found(node)
        if other is None:
            return self.generic_visit(node)
        self.count += 1
        return other


def _replaced(tree: ast.Module, found: Callable[[ast.AST], ast.AST | None]) -> str | None:
    """The code with nodes replaced; None where there were none."""
    replace = _Replace(found)
    changed = replace.visit(tree)
    return ast.unparse(ast.fix_missing_locations(changed)) if replace.count else None


def _named(name: str) -> Callable[[ast.AST], ast.AST | None]:
    """The table's name, where it is a whole argument, as a variable."""
    return lambda node: ast.Name(name, ast.Load()) if isinstance(node, ast.Constant) and node.value == _TABLE else None


def _sql(node: ast.AST) -> str | None:
    """The SQL of an `op.execute("…")`."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "op.execute" and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value)
    return None


def _with_sql(change: Callable[[str], str]) -> Callable[[ast.Module], str | None]:
    """The SQL of a row, written by `change`, which gets it as a Python literal."""

    def found(node: ast.AST) -> ast.AST | None:
        sql = _sql(node)
        return None if sql is None else ast.parse(change(sql), mode="eval").body

    def respell(tree: ast.Module) -> str | None:
        body = _replaced(tree, found)
        return None if body is None else _module(body)

    return respell


# -- names


def _aliased(tree: ast.Module) -> str | None:
    body = _replaced(tree, lambda node: ast.Name("o", ast.Load()) if isinstance(node, ast.Name) and node.id == "op" else None)
    return None if body is None else _module(body, "from alembic import op as o\n")


def _dotted(tree: ast.Module) -> str | None:
    body = ast.unparse(tree)
    return _module(re.sub(r"\bop\.", "alembic.op.", body), "import alembic.op\n")


def _imported_one_by_one(tree: ast.Module) -> str | None:
    body = ast.unparse(tree)
    names = sorted(set(re.findall(r"\bop\.(\w+)", body)))
    return _module(re.sub(r"\bop\.(\w+)", r"\1", body), f"from alembic.op import {', '.join(names)}\n")


def _by_keyword(tree: ast.Module) -> str | None:
    def found(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or ast.unparse(node.func.value) != "op":
            return None
        order = OPERATION_PARAMETERS.get(node.func.attr, ())
        if node.func.attr in ("create_table", "create_exclude_constraint") or not node.args or len(node.args) > len(order):
            return None
        keywords = [ast.keyword(name, value) for name, value in zip(order, node.args, strict=False)]
        return ast.Call(node.func, [], [*keywords, *node.keywords])

    body = _replaced(tree, found)
    return None if body is None else _module(body)


def _constant(tree: ast.Module) -> str | None:
    body = _replaced(tree, _named("TABLE"))
    return None if body is None else _module(body, before='TABLE = "t"\n\n\n')


def _name_by_f(tree: ast.Module) -> str | None:
    def found(node: ast.AST) -> ast.AST | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"(ix|uq|ck|fk|ex)_\w+", node.value):
            return ast.parse(f"op.f({node.value!r})", mode="eval").body
        return None

    body = _replaced(tree, found)
    return None if body is None else _module(body)


# -- functions and loops


def _in_helper(tree: ast.Module) -> str | None:
    return _module("_change()", before=f"def _change() -> None:\n{_indented(ast.unparse(tree))}\n\n\n")


def _in_helper_for_table(tree: ast.Module) -> str | None:
    body = _replaced(tree, _named("table"))
    return None if body is None else _module('_change("t")', before=f"def _change(table: str) -> None:\n{_indented(body)}\n\n\n")


def _in_loop(tree: ast.Module) -> str | None:
    body = _replaced(tree, _named("table"))
    return None if body is None else _module(f'for table in ["t"]:\n{_indented(body)}')


def _in_function_of_engine(tree: ast.Module) -> str | None:
    before = f"def upgrade_main() -> None:\n{_indented(ast.unparse(tree))}\n\n\n"
    return _module('globals()["upgrade_%s" % engine_name]()', before=before, arguments="engine_name: str")


def _in_batch(tree: ast.Module) -> str | None:
    """`op.x(…, "t", …)` as `batch_op.x(…)`: the operations that batches have, of one line."""
    call = tree.body[0].value if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or ast.unparse(call.func.value) != "op":
        return None
    method = call.func.attr
    if method == "execute" or method not in BATCH_PARAMETERS:
        return None
    order, table = OPERATION_PARAMETERS[method], ""
    kept: list[ast.expr] = []
    for place, argument in enumerate(call.args):
        if place < len(order) and order[place] in TABLE_PARAMETERS:
            table = ast.unparse(argument)
        else:
            kept.append(argument)
    keywords = []
    for keyword in call.keywords:
        if keyword.arg in TABLE_PARAMETERS:
            table = ast.unparse(keyword.value)
        else:
            keywords.append(keyword)
    changed = ast.unparse(ast.Call(ast.Attribute(ast.Name("batch_op"), method), kept, keywords))
    return _module(f"with op.batch_alter_table({table}) as batch_op:\n    {changed}")


# -- SQL


def _by_fstring(sql: str) -> str:
    return "op.execute(f" + repr(re.sub(r"(?<=\s)t(?=\s)", "{'t'}", sql.replace("{", "{{"))) + ")"


def _rendered(tree: ast.Module) -> str | None:
    """The SQL that Alembic itself makes of the operations, statement by statement."""
    if "op.execute" in ast.unparse(tree) or "autocommit_block" in ast.unparse(tree):
        return None
    output = StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": output})
    names: dict[str, object] = {}
    exec(f"{_IMPORTS}from alembic import op\n", names)  # noqa: S102
    names["op"] = Operations(context)
    try:
        exec(compile(tree, "row", "exec"), names)  # noqa: S102
    except Exception:
        return None  # Alembic itself refuses it
    statements = [part.strip() for part in re.split(r";\s*(?:\n|$)", output.getvalue()) if part.strip()]
    return _module("\n".join(f"op.execute({statement!r})" for statement in statements))


SPELLINGS = (
    Spelling("another name for op", _aliased),
    Spelling("alembic.op", _dotted),
    Spelling("functions of alembic.op", _imported_one_by_one),
    Spelling("arguments by name", _by_keyword),
    Spelling("a constant for the table", _constant),
    Spelling("names by op.f", _name_by_f),
    Spelling("a helper", _in_helper),
    Spelling("a helper that is given the table", _in_helper_for_table),
    Spelling("a loop", _in_loop),
    Spelling("a function for each engine", _in_function_of_engine),
    Spelling("a batch", _in_batch),
    Spelling("SQL as Alembic writes it", _rendered),
    Spelling("SQL in capitals", _with_sql(lambda sql: f"op.execute({_capitals(sql)!r})")),
    Spelling("SQL behind a comment", _with_sql(lambda sql: f"op.execute({'-- a note' + chr(10) + '/* and ; one */ ' + sql!r})")),
    Spelling("SQL behind another statement", _with_sql(lambda sql: f"op.execute({'select 1;' + chr(10) + sql + ';'!r})")),
    Spelling("SQL over several lines", _with_sql(lambda sql: f"op.execute({chr(10) + '    ' + sql.replace(' ', chr(10) + '    ', 2)!r})")),
    Spelling("SQL in text()", _with_sql(lambda sql: f"op.execute(sa.text({sql!r}))")),
    Spelling("SQL by the connection", _with_sql(lambda sql: f"op.get_bind().execute(sa.text({sql!r}))")),
    Spelling("SQL past SQLAlchemy", _with_sql(lambda sql: f"op.get_bind().exec_driver_sql({sql!r})")),
    Spelling("SQL with a constant part", _with_sql(_by_fstring)),
)


def _capitals(sql: str) -> str:
    """Keywords in capitals: names and strings stay."""
    return re.sub(r"'[^']*'|\b[a-z]{3,}\b", lambda word: word[0] if "'" in word[0] or word[0] in _NAMES else word[0].upper(), sql)


_NAMES = frozenset({"status", "p25"})
