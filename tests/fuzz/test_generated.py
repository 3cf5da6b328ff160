"""Generated modules: whatever Python can parse, the reader and the rules get through."""

from __future__ import annotations

import ast
import copy
import os
import random
import warnings

import hypothesmith
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.samples import COLUMN_FLAG, MIGRATION, OPINION, QUERIES
from support.strict import review_strictly

from flake8_sqla.pages import parse_page
from flake8_sqla.rules import RULES
from flake8_sqla.syntax.source import Source

#: More with FLAKE8_SQLA_FUZZ_EXAMPLES=5000.
_EXAMPLES = int(os.environ.get("FLAKE8_SQLA_FUZZ_EXAMPLES", "50"))
_SETTINGS = settings(
    max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=_EXAMPLES == 50
)

#: Code that speaks of databases: the examples of every page.
_SEEDS = [MIGRATION, COLUMN_FLAG, OPINION, QUERIES] + [
    file.text for rule in RULES for example in parse_page(rule.doc or "").examples for file in example.files if file.path.endswith(".py")
]
_TREES = [ast.parse(text) for text in _SEEDS]
_EXPRESSIONS = [
    node
    for tree in _TREES
    for node in ast.walk(tree)
    if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", ast.Load()), ast.Store)
]
_STATEMENTS = [node for tree in _TREES for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _review(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            source = Source.from_text(text)
        except (SyntaxError, ValueError):
            return  # flake8 would not call the plugin
    review_strictly(source)


@_SETTINGS
@given(hypothesmith.from_grammar())
def test_any_module_of_the_grammar_is_read(text: str) -> None:
    _review(text)


@_SETTINGS
@given(hypothesmith.from_grammar(), st.sampled_from(_SEEDS))
def test_any_module_of_the_grammar_around_database_code_is_read(text: str, seed: str) -> None:
    _review(f"{text}\n{seed}")


def _mutated(tree: ast.Module, chance: random.Random) -> ast.Module:
    """The module with some of its parts replaced by parts of others, some dropped, some doubled."""
    tree = copy.deepcopy(tree)
    for _ in range(chance.randint(1, 6)):
        places = [
            (node, name, index)
            for node in ast.walk(tree)
            for name, value in ast.iter_fields(node)
            for index in (range(len(value)) if isinstance(value, list) else [None])
        ]
        if not places:
            break  # the last statement was dropped
        node, name, index = chance.choice(places)
        value = getattr(node, name)
        part = value if index is None else value[index]
        new: object
        if isinstance(part, ast.stmt):
            new = copy.deepcopy(chance.choice(_STATEMENTS))
        elif isinstance(part, ast.expr) and not isinstance(getattr(part, "ctx", ast.Load()), ast.Store):
            new = copy.deepcopy(chance.choice(_EXPRESSIONS))
        elif isinstance(part, ast.keyword):
            part.arg = chance.choice(
                [None, "unique", "index", "schema", "server_default", "table_name", "url", "sqltext", "nullable", "name"]
            )
            continue
        elif isinstance(part, ast.Name):
            part.id = chance.choice(["op", "sa", "x", "revision", "down_revision", "User", "Base", "db", "session"])
            continue
        else:
            continue
        if index is None:
            setattr(node, name, new)
        elif chance.random() < 0.2 and len(value) > 1:
            del value[index]
        elif chance.random() < 0.2:
            value.insert(index, new)
        else:
            value[index] = new
    return ast.fix_missing_locations(tree)


def _written(tree: ast.Module) -> str:
    """The module as text; empty where the parts do not fit together."""
    try:
        return ast.unparse(tree)
    except (AttributeError, TypeError, ValueError, RecursionError):
        return ""


@settings(_SETTINGS, max_examples=_EXAMPLES * 6)
@given(st.integers(0, len(_TREES) - 1), st.randoms(use_true_random=False))
def test_database_code_with_parts_exchanged_is_read(number: int, chance: random.Random) -> None:
    _review(_written(_mutated(_TREES[number], chance)))


@pytest.mark.parametrize("seed", range(200 if _EXAMPLES == 50 else _EXAMPLES * 4))
def test_database_code_shaken_by_a_seed_is_read(seed: int) -> None:
    chance = random.Random(seed)
    text = _written(_mutated(chance.choice(_TREES), chance))
    _review(text)


@pytest.mark.parametrize("seed", range(60 if _EXAMPLES == 50 else _EXAMPLES))
def test_database_code_cut_anywhere_is_read(seed: int) -> None:
    chance = random.Random(seed)
    lines = chance.choice(_SEEDS).splitlines()
    del lines[chance.randrange(len(lines))]
    _review("\n".join(lines) + "\n")
