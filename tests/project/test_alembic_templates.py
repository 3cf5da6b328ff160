"""What `alembic init` writes, freshly: reported is only what really is missing before the first migration can be made."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer

alembic_config = pytest.importorskip("alembic.config")

TEMPLATES = ("generic", "async", "multidb", "pyproject", "pyproject_async")
_FIRST_MODEL = '''
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
'''


@pytest.fixture(params=TEMPLATES)
def template(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a template, which Alembic has written out into the current folder."""
    monkeypatch.chdir(tmp_path)
    alembic_config.main(["init", "--template", request.param, "migrations"])
    return str(request.param)


def _is_on_by_default(code: str) -> bool:
    return not code.startswith("SQA9")


def _reported(text: str | None = None, enabled: Callable[[str], bool] = _is_on_by_default) -> list[tuple[str, str, str]]:
    """(code, the line it stands on, words) of every report on the env.py, as it is or changed."""
    path = Path("migrations/env.py")
    text = path.read_text(encoding="utf-8") if text is None else text
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines(keepends=True)
    reports = Reviewer.with_all_rules(Settings(), enabled).review(str(path), lines, ast.parse(text))
    return [(report.code, lines[report.line - 1].strip(), report.text.split(" ", 1)[1]) for report in reports]


def test_a_fresh_environment_lacks_a_database_and_metadata(template: str) -> None:
    found = _reported()
    section = "engine1" if template == "multidb" else "alembic"
    assert [code for code, _, _ in found] == ["SQA810", "SQA801"]
    assert f"sqlalchemy.url in [{section}] of alembic.ini is still the placeholder driver://user:pass@localhost/dbname" in found[0][2]
    assert found[1][1] == ("target_metadata = {}" if template == "multidb" else "target_metadata = None")


def test_every_template_that_alembic_brings_is_among_them() -> None:
    folder = Path(alembic_config.__file__).parent / "templates"
    assert {path.parent.name for path in folder.glob("*/env.py")} <= set(TEMPLATES)


def test_a_fresh_revision_lacks_a_reason_and_nothing_else(template: str) -> None:
    """Of all rules, the opinions among them, one asks for what only people can write."""
    alembic_config.main(["revision", "-m", "add the users of the shop"])
    (path,) = Path("migrations/versions").glob("*.py")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    reports = Reviewer.with_all_rules(Settings()).review(str(path), lines, ast.parse("".join(lines)))
    found = [report.code for report in reports]
    assert found == ["SQA923"]


def test_an_environment_with_both_lacks_what_autogenerate_overlooks(template: str) -> None:
    Path("shop").mkdir()
    Path("shop/__init__.py").touch()
    Path("shop/models.py").write_text(_FIRST_MODEL, encoding="utf-8")
    ini = Path("alembic.ini")
    ini.write_text(ini.read_text(encoding="utf-8").replace("driver://user:pass@localhost", "sqlite:///"), encoding="utf-8")
    text = Path("migrations/env.py").read_text(encoding="utf-8")
    text = text.replace("from alembic import context\n", "from alembic import context\n\nfrom shop.models import Base\n", 1)
    text = text.replace("\ntarget_metadata = None", "\ntarget_metadata = Base.metadata")
    text = text.replace("\ntarget_metadata = {}", '\ntarget_metadata = {"engine1": Base.metadata}')
    found = _reported(text)
    assert [code for code, _, _ in found] == ["SQA804", "SQA805", "SQA806"]
    assert len({line for _, line, _ in found}) == 1
    assert found[0][1].startswith("context.configure(")


def test_a_complete_environment_is_left_alone(template: str) -> None:
    text = Path("migrations/env.py").read_text(encoding="utf-8")
    text = text.replace("\ntarget_metadata = None", "\nfrom shop.models import metadata as target_metadata")
    text = text.replace("\ntarget_metadata = {}", "\nfrom shop.models import metadata as target_metadata")
    more = ", compare_server_default=True, process_revision_directives=drop_empty"
    text = text.replace("target_metadata=target_metadata", f"target_metadata=target_metadata{more}")
    text = "import os\nfrom shop.migrating import drop_empty\n" + text
    option = 'config.set_main_option("sqlalchemy.url", os.environ["URL"].replace("%", "%%"))'
    text = text.replace("\ndef run_migrations_offline", f"\n{option}\n\n\ndef run_migrations_offline")
    assert _reported(text) == []


def test_of_the_opinions_a_fresh_environment_meets_two(template: str) -> None:
    in_toml = template.startswith("pyproject")
    Path("shop").mkdir()
    Path("shop/models.py").write_text(_FIRST_MODEL, encoding="utf-8")
    text = Path("migrations/env.py").read_text(encoding="utf-8").replace("import context\n", "import context\n\nimport shop.models\n", 1)
    found = _reported(text, lambda code: code.startswith("SQA9"))
    assert [code for code, _, _ in found] == ["SQA920", "SQA922"]
    file = "pyproject.toml" if in_toml else "alembic.ini"
    assert all(words.startswith(f"{file} has no ") for _, _, words in found)
    assert {line for _, line, _ in found} == {text.splitlines()[0]}


def test_the_opinions_ask_for_what_the_templates_bring(template: str) -> None:
    Path("shop").mkdir()
    Path("shop/models.py").write_text(_FIRST_MODEL, encoding="utf-8")
    for name in ("alembic.ini", "pyproject.toml"):
        if Path(name).exists():
            lines = Path(name).read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [line for line in lines if not line.startswith(("prepend_sys_path", "path_separator", '    "."', "]"))]
            Path(name).write_text("".join(kept), encoding="utf-8")
    mako = Path("migrations/script.py.mako")
    mako.write_text(mako.read_text(encoding="utf-8").replace("depends_on", "waits_for"), encoding="utf-8")
    text = Path("migrations/env.py").read_text(encoding="utf-8").replace("import context\n", "import context\n\nimport shop.models\n", 1)
    found = _reported(text.replace("poolclass=pool.NullPool", "echo=False"), lambda code: code.startswith("SQA9"))
    assert [code for code, _, _ in found] == ["SQA920", "SQA921", "SQA922", "SQA926", "SQA919"]
    assert "shop.models" in found[1][2]
    assert "depends_on" in found[3][2]


def test_an_environment_elsewhere_is_told_where_the_file_points(template: str) -> None:
    Path("migrations").rename("schema")
    Path("migrations").mkdir()
    text = Path("schema/env.py").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    reports = Reviewer.with_all_rules(Settings(), "SQA812".__eq__).review("schema/env.py", lines, ast.parse(text))
    in_toml = template.startswith("pyproject")
    expected = [(1, f"{'pyproject.toml' if in_toml else 'alembic.ini'} is %(here)s/migrations")]
    assert [(report.line, report.text.partition("script_location in ")[2].partition(",")[0]) for report in reports] == expected


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("alembic.ini", "[alembic]", "", "before any [section]"),
        ("alembic.ini", "[loggers]", "[alembic]", "begins section [alembic] a second time"),
        ("pyproject.toml", "script_location = ", "script_location ", "pyproject.toml cannot be parsed"),
    ],
)
def test_a_broken_file_is_a_report_and_no_crash(template: str, name: str, old: str, new: str, words: str) -> None:
    path = Path(name)
    if not path.exists():
        pytest.skip(f"{template} writes no {name}")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = [(code, text) for code, _, text in _reported() if code in ("SQA001", "SQA812")]
    assert [code for code, _ in found] == ["SQA812"]
    assert words in found[0][1]


@pytest.mark.parametrize("bad", [b"\xff\xfe\x00[alembic]", b"[alembic]\nscript_location = \xe9\n", b"[" * 5000, b"\x00"])
def test_bytes_that_are_no_text_do_no_harm(template: str, bad: bytes) -> None:
    Path("alembic.ini").write_bytes(bad)
    assert "SQA001" not in {code for code, _, _ in _reported()}
