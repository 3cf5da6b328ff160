"""What is left out of a module before it is parsed for others."""

from __future__ import annotations

import ast

import pytest

from flake8_sqla.project.outline import import_text, outline, parsed

_HEAD = '"""A module long enough to be worth the work."""\nfrom sqlalchemy import select\n\n' + "# padding\n" * 40


def _names(text: str) -> list[str]:
    return [node.id for node in ast.walk(parsed(_HEAD + text)) if isinstance(node, ast.Name)]


def test_the_bodies_of_methods_go_and_everything_else_keeps_its_place() -> None:
    text = _HEAD + (
        "\nclass A:\n    x = 1\n\n    def f(self, a: int) -> int:\n        '''no'''.strip()\n        return hidden(a)\n".replace("'''", "'")
        + "\n    @property\n    def g(\n        self,\n    ) -> int:\n        return hidden\n\n    y = 2\n\n\nz = 3\n"
    )
    shorter, full = ast.parse(outline(text)), ast.parse(text)
    assert "hidden" not in outline(text)
    for one, other in ((shorter.body[-2], full.body[-2]), (shorter.body[-1], full.body[-1])):
        assert (one.lineno, one.end_lineno) == (other.lineno, other.end_lineno)
    (short_class, full_class) = (tree.body[-2] for tree in (shorter, full))
    assert isinstance(short_class, ast.ClassDef) and isinstance(full_class, ast.ClassDef)
    assert [(part.lineno, part.end_lineno) for part in short_class.body] == [(part.lineno, part.end_lineno) for part in full_class.body]


@pytest.mark.parametrize(
    "method",
    [
        "def __init__(self):\n        self.x = kept",
        "def __table_args__(cls):\n        return kept",
        "@declared_attr\n    def f(cls):\n        return kept",
        "@orm.declared_attr.directive\n    def f(cls):\n        return kept",
        "def f(self): return kept",
        "def f(self):  # a comment behind the colon\n        return kept",
    ],
)
def test_bodies_that_say_something_stay(method: str) -> None:
    assert "kept" in _names(f"\nclass A:\n    {method}\n\n    x = 1\n")


@pytest.mark.parametrize(
    "text",
    [
        "\ndef f():\n    def g():\n        return kept\n    return g\n",
        "\nclass A:\n  def f(self):\n    return kept\n",
        "\nclass A:\n    def f(self):\n        return foo(\n    kept)\n",
        "\nclass A:\n    def f(self):\n        return '''\n    '''\n\n\nkept = kept\n",
    ],
)
def test_what_is_not_indented_as_usual_stays(text: str) -> None:
    assert "kept" in _names(text)


def test_a_text_in_a_body_may_begin_anywhere() -> None:
    text = _HEAD + '\nclass A:\n    def f(self):\n        """Say.\n\nclass B:\n    def g(self):\n        """\n        return hidden\n\n    x = kept\n'
    tree = parsed(text)
    assert [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)] == ["A"]
    assert [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)] == ["x", "kept", "hidden"]


def test_a_method_in_a_text_is_none() -> None:
    text = _HEAD + '\nclass A:\n    """Use it so:\n\n    def f(self):\n        x\n    """\n\n    x = kept\n'
    assert ast.get_docstring(parsed(text).body[-1], clean=False) == ast.get_docstring(ast.parse(text).body[-1], clean=False)  # type: ignore[arg-type]


def test_what_does_not_parse_is_a_syntax_error() -> None:
    with pytest.raises(SyntaxError):
        parsed(_HEAD + "\nclass A:\n    def f(self):\n        pass\n\n    x = = 1\n")


def test_the_bodies_of_functions_go_where_nobody_asks_for_them() -> None:
    text = _HEAD + "\n\ndef one():\n    return hidden\n\n\n@decorated\nasync def two(\n    a: int,\n) -> None:\n    hidden()\n\n\nx = kept\n"
    shorter, full = parsed(text, lambda head, body, lines: False), ast.parse(text)
    names = [node.id for node in ast.walk(shorter) if isinstance(node, ast.Name)]
    assert "hidden" not in names and {"decorated", "kept", "int"} <= set(names)
    assert [(part.lineno, part.end_lineno) for part in shorter.body] == [(part.lineno, part.end_lineno) for part in full.body]


def test_who_decides_whether_a_body_stays_sees_all_of_the_function() -> None:
    asked: list[tuple[str, str, int]] = []
    text = _HEAD + "\n\n@decorated\nasync def f(\n    a: int,\n) -> None:\n    x = a\n\n    return x\n\n\ny = 1\n"
    parsed(text, lambda head, body, lines: asked.append((head, body, lines)) is not None)
    assert asked == [("async def f(\n    a: int,\n) -> None:", "    x = a\n\n    return x", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "\n\ndef f():\n    if kept:\n# at the margin\n        return kept\n    return kept\n",
        "\n\ndef f(): return kept\n",
        "\n\ndef f():\n\treturn kept\n",
        "\n\nif True:\n    def f():\n        return kept\n",
    ],
    ids=["a comment at the margin", "one line", "tabs", "nested"],
)
def test_the_body_of_a_function_that_cannot_be_told_stays(text: str) -> None:
    names = [node.id for node in ast.walk(parsed(_HEAD + text, lambda head, body, lines: False)) if isinstance(node, ast.Name)]
    assert "kept" in names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("import a\nx = 1\n\n\ndef f():\n    from b import c\n\n\n@d\nclass G:\n    y = 2\n", ["import a", "from b import c"]),
        ('"""Write\nimport not_this\nand go on."""\nimport a\n', ["import a"]),
        ("from a import (\n    b,\n)\nif x:\n    import c\nelse:\n    y = 1\n", ["from a import (", "import c"]),
        ("try:\n    y = 1\nexcept E:\n    import c\n", ["import c"]),
    ],
    ids=["blocks", "a text", "compound", "a handler"],
)
def test_of_a_text_its_imports_are_left(text: str, kept: list[str]) -> None:
    tree = ast.parse(import_text(text))
    found = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert len(found) == len(kept)
    assert all(any(line in text.split("\n")[node.lineno - 1] for line in kept) for node in found)
    assert not any(isinstance(node, ast.ClassDef) for node in ast.walk(tree))


@pytest.mark.parametrize("text", ["x = '''\nimport a\n'''\n", 'x = """\n', "x = 1 + \\\n1\nimport a\n"])
def test_where_texts_may_deceive_nothing_is_taken_out(text: str) -> None:
    assert import_text(text) is text
