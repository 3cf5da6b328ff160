"""The models of a project as one of its files sees them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.projects import read, write

from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.schema import Link, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN

BASE = (
    "from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\n"
    "class Base(DeclarativeBase):\n    metadata = MetaData(naming_convention={'ix': 'ix_%(column_0_label)s'})\n"
)
MIXIN = (
    "from sqlalchemy import ForeignKey\nfrom sqlalchemy.orm import Mapped, declared_attr, mapped_column\n"
    "class Owned:\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    "    @declared_attr\n    def owner_id(cls) -> Mapped[int]:\n        return mapped_column(ForeignKey('users.id'), index=True)\n"
)
USER = (
    "from sqlalchemy.orm import Mapped, mapped_column, relationship\nfrom app.base import Base\n"
    "class User(Base):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
)
HEAD = "from sqlalchemy import ForeignKey\nfrom sqlalchemy.orm import Mapped, mapped_column, relationship\nfrom app.base import Base\n"


def _project(folder: Path, files: Mapping[str, str]) -> None:
    write(folder, {"pyproject.toml": "", "app/__init__.py": "", "app/base.py": BASE, **files})


def _read(folder: Path, text: str, files: Mapping[str, str] | None = None, name: str = "app/x.py") -> tuple[list[object], KnownModels]:
    _project(folder, {name: text, **(files or {})})
    return read(folder / name)


def _table(facts: list[object], owner: str) -> SchemaTable:
    return next(fact for fact in facts if isinstance(fact, SchemaTable) and fact.owner == owner)


def _links(facts: list[object]) -> dict[str, Link]:
    return {fact.relationship.attribute: fact for fact in facts if isinstance(fact, Link)}


def test_a_mixin_of_another_file_brings_its_columns_and_they_say_where_they_stand(tmp_path: Path) -> None:
    text = HEAD + "from app.mixins import Owned\nclass Item(Owned, Base):\n    __tablename__ = 'items'\n    name: Mapped[str]\n"
    facts, _ = _read(tmp_path, text, {"app/mixins.py": MIXIN})
    table = _table(facts, "Item")
    assert [(c.name, c.own, c.owner, c.span.file) for c in table.columns] == [
        ("name", True, "Item", ""),
        ("id", False, "Owned", "app/mixins.py"),
        ("owner_id", False, "Owned", "app/mixins.py"),
    ]
    assert [(key.table, key.targets) for key in table.all_foreign_keys] == [("users", ("id",))]
    assert table.complete
    assert table.path == "app.x.Item"


@pytest.mark.parametrize(
    ("base", "complete"),
    [
        ("class Base(DeclarativeBase):\n    pass\n", True),
        ("class Plain:\n    def f(self): ...\nclass Base(Plain, DeclarativeBase):\n    pass\n", True),
        ("from app.plain import Plain\nclass Base(Plain, DeclarativeBase):\n    pass\n", True),
        ("from library import Mixin\nclass Base(Mixin, DeclarativeBase):\n    pass\n", False),
        ("from app.missing import Mixin\nclass Base(Mixin, DeclarativeBase):\n    pass\n", False),
        ("from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n", True),
        ("from sqlalchemy.orm import declarative_base\nfrom app.plain import Plain\nBase = declarative_base(cls=Plain)\n", True),
        ("from sqlalchemy.orm import declarative_base\nfrom library import Plain\nBase = declarative_base(cls=Plain)\n", False),
        ("from sqlalchemy.orm import declarative_base\nBase = declarative_base(**options)\n", False),
        ("def broken(:\n", False),
    ],
)
def test_a_table_is_complete_where_all_that_stands_behind_it_is_read(tmp_path: Path, base: str, complete: bool) -> None:
    facts, _ = _read(
        tmp_path,
        HEAD + "class Item(Base):\n    __tablename__ = 'items'\n    id: Mapped[int] = mapped_column(primary_key=True)\n",
        {"app/base.py": "from sqlalchemy.orm import DeclarativeBase\n" + base, "app/plain.py": "class Plain:\n    x = 1\n"},
    )
    assert _table(facts, "Item").complete is complete


def test_the_naming_convention_comes_from_the_base(tmp_path: Path) -> None:
    item = HEAD + "class Item(Base):\n    __tablename__ = 'items'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    convention = _table(_read(tmp_path, item)[0], "Item").convention
    assert getattr(convention, "formats", None) == (("ix", "ix_%(column_0_label)s"),)


@pytest.mark.parametrize(
    "base",
    [
        "from app.meta import metadata\nclass Base(DeclarativeBase):\n    metadata = metadata\n",
        "from app import meta\nclass Base(DeclarativeBase):\n    metadata = meta.metadata\n",
        "from sqlalchemy.orm import declarative_base\nfrom app.meta import metadata\nBase = declarative_base(metadata=metadata)\n",
    ],
)
def test_the_naming_convention_of_metadata_in_a_third_file(tmp_path: Path, base: str) -> None:
    facts, _ = _read(
        tmp_path,
        HEAD + "class Item(Base):\n    __tablename__ = 'items'\n",
        {
            "app/base.py": "from sqlalchemy.orm import DeclarativeBase\n" + base,
            "app/meta.py": "from sqlalchemy import MetaData\nmetadata = MetaData(naming_convention={'pk': 'pk_%(table_name)s'})\n",
        },
    )
    assert getattr(_table(facts, "Item").convention, "formats", None) == (("pk", "pk_%(table_name)s"),)


@pytest.mark.parametrize(
    ("returned", "class_name", "name"),
    [
        ("cls.__name__.lower()", "UserGroup", "usergroup"),
        ("cls.__name__", "UserGroup", "UserGroup"),
        ("cls.__name__.lower() + 's'", "Group", "groups"),
        ("f'app_{cls.__name__.lower()}s'", "Group", "app_groups"),
        ("to_snake(cls.__name__)", "UserGroup", "user_group"),
        ("re.sub('(?<!^)(?=[A-Z])', '_', cls.__name__).lower()", "UserGroup", "user_group"),
        ("to_snake(cls.__name__)", "HTTPServer", UNKNOWN),
        ("mangle(cls.__name__)", "Group", UNKNOWN),
        ("cls.__name__.lower()[:5]", "Group", UNKNOWN),
        ("'fixed'", "Group", "fixed"),
    ],
)
def test_table_names_that_the_base_makes(tmp_path: Path, returned: str, class_name: str, name: object) -> None:
    base = (
        "import re\nfrom sqlalchemy.orm import DeclarativeBase, declared_attr\nclass Base(DeclarativeBase):\n"
        f"    @declared_attr.directive\n    def __tablename__(cls) -> str:\n        return {returned}\n"
    )
    text = HEAD + f"class {class_name}(Base):\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    assert _table(_read(tmp_path, text, {"app/base.py": base})[0], class_name).name == name


def test_table_names_that_the_library_makes(tmp_path: Path) -> None:
    text = "from app.ext import db\nclass UserGroup(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
    facts, _ = _read(tmp_path, text, {"app/ext.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"})
    assert _table(facts, "UserGroup").name == "user_group"


@pytest.mark.parametrize(
    ("key", "imports"),
    [
        ("User.id", "from app.user import User"),
        ("U.id", "from .user import User as U"),
        ("user.User.id", "from app import user"),
        ("users.c.id", "from app.user import users"),
    ],
)
def test_a_foreign_key_given_as_an_attribute_of_another_file(tmp_path: Path, key: str, imports: str) -> None:
    table = "from sqlalchemy import Column, Integer, Table\nusers = Table('users', Base.metadata, Column('id', Integer))\n"
    user = USER + (table if "users" in imports else "")
    text = f"{HEAD}{imports}\nclass Item(Base):\n    __tablename__ = 'items'\n    user_id: Mapped[int] = mapped_column(ForeignKey({key}))\n"
    facts, _ = _read(tmp_path, text, {"app/user.py": user})
    assert [(each.table, each.targets) for each in _table(facts, "Item").all_foreign_keys] == [("users", ("id",))]


ITEM = HEAD + (
    "from typing import TYPE_CHECKING\n{imports}\n"
    "class Item(Base):\n    __tablename__ = 'items'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    "    user_id: Mapped[int] = mapped_column(ForeignKey('users.id'))\n    {relationship}\n"
)


@pytest.mark.parametrize(
    ("imports", "relationship"),
    [
        ("from app.user import User", "user: Mapped[User] = relationship()"),
        ("from app.user import User", "user: Mapped['User'] = relationship()"),
        ("from app.user import User", "user = relationship(User)"),
        ("from app.user import User", "user = relationship(lambda: User)"),
        ("from app import User", "user: Mapped[User] = relationship()"),
        ("if TYPE_CHECKING:\n    from app.user import User", "user: Mapped['User'] = relationship()"),
        ("if TYPE_CHECKING:\n    from app.user import User as U", "user: Mapped['U'] = relationship()"),
        ("", "user = relationship('User')"),
        ("", "user: Mapped['User'] = relationship()"),
        ("", "user = relationship('app.user.User')"),
        ("", "user = relationship('user.User')"),
    ],
)
def test_a_relationship_finds_its_target(tmp_path: Path, imports: str, relationship: str) -> None:
    text = ITEM.format(imports=imports, relationship=relationship)
    facts, models = _read(tmp_path, text, {"app/user.py": USER, "app/__init__.py": "from .user import User  # sqlalchemy\n"})
    link = _links(facts)["user"]
    assert (link.target.path, link.target.file, link.direction, link.is_collection, link.lazy) == (
        "app.user.User",
        "app/user.py",
        "many-to-one",
        False,
        "select",
    )
    assert link.certain
    assert models.link("<local>.Item", "user") == link


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"app/user.py": USER, "other/user.py": USER}, "app.user.User"),  # the same package comes first
        ({"other/user.py": USER}, "other.user.User"),
        ({"other/user.py": USER, "third/user.py": USER}, ""),  # which of them is not known
        ({"other/user.py": USER, "third/user.py": USER.replace("app.base", "third.base"), "third/base.py": BASE}, "other.user.User"),
        ({"app/forms.py": "from pydantic import BaseModel  # sqlalchemy\nclass User(BaseModel):\n    id: int\n", "other/user.py": USER}, "other.user.User"),
        ({"other/user.py": "class User:\n    pass  # sqlalchemy\n"}, ""),
        ({"other/user.py": "def broken(:\n# sqlalchemy\nclass User(\n"}, ""),
        ({}, ""),
    ],
)
def test_a_name_that_no_import_explains_is_looked_for_in_the_project(tmp_path: Path, files: Mapping[str, str], found: str) -> None:
    facts, _ = _read(tmp_path, ITEM.format(imports="", relationship="user = relationship('User')"), files)
    assert [link.target.path for link in _links(facts).values()] == ([found] if found else [])


def test_the_other_side_of_a_relationship(tmp_path: Path) -> None:
    user = USER + "    items: Mapped[list['Item']] = relationship(lazy='selectin')\n"
    _, models = _read(tmp_path, ITEM.format(imports="from app.user import User", relationship="pass"), {"app/user.py": user})
    link = models.link("app.user.User", "items")
    assert link is not None
    assert (link.owner.path, link.target.path, link.direction, link.is_collection, link.lazy) == (
        "app.user.User",
        "app.x.Item",
        "one-to-many",
        True,
        "selectin",
    )


@pytest.mark.parametrize("backref", ["'items'", "backref('items', lazy='raise')"])
def test_what_a_backref_makes_of_the_other_class(tmp_path: Path, backref: str) -> None:
    text = ITEM.format(imports="from sqlalchemy.orm import backref", relationship=f"user = relationship('User', backref={backref})")
    _project(tmp_path, {"app/item.py": text, "app/user.py": USER})
    _, models = read(tmp_path / "app/user.py")
    link = models.link("<local>.User", "items")
    assert link is not None
    assert (link.target.path, link.direction, link.lazy) == ("app.item.Item", "one-to-many", "raise" if "raise" in backref else "select")
    assert models.attribute("app.user.User", "items") == "relationship"
    assert models.attribute("app.user.User", "things") == "absent"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("id", "column"),
        ("user", "relationship"),
        ("title", "hybrid"),
        ("method", "plain"),
        ("late", "relationship"),
        ("metadata", "plain"),
        ("nothing", "absent"),
    ],
)
def test_the_attributes_of_a_class_of_another_file(tmp_path: Path, name: str, kind: str) -> None:
    item = ITEM.format(imports="from sqlalchemy.ext.hybrid import hybrid_property", relationship="user = relationship('User')")
    item += "    @hybrid_property\n    def title(self): ...\n    def method(self): ...\nItem.late = relationship('User')\n"
    _project(tmp_path, {"app/item.py": item, "app/user.py": USER, "app/x.py": "from app.item import Item  # sqlalchemy\n"})
    _, models = read(tmp_path / "app/x.py")
    assert models.attribute("app.item.Item", name) == kind


def test_an_attribute_of_a_class_that_is_not_wholly_read(tmp_path: Path) -> None:
    item = HEAD + "from library import Mixin\nclass Item(Mixin, Base):\n    __tablename__ = 'items'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    _, models = _read(tmp_path, item)
    assert models.attribute("<local>.Item", "id") == "column"
    assert models.attribute("<local>.Item", "nothing") is UNKNOWN
    assert models.attribute("library.Mixin", "id") is UNKNOWN


def test_a_child_in_single_table_inheritance_has_its_parents_table(tmp_path: Path) -> None:
    child = HEAD + "from app.user import User\nclass Admin(User):\n    __mapper_args__ = {'polymorphic_identity': 'admin'}\n"
    _, models = _read(tmp_path, child, {"app/user.py": USER})
    table = models.table("<local>.Admin")
    assert table is not None
    assert table.path == "app.user.User"


def test_tables_by_name(tmp_path: Path) -> None:
    tables = "from sqlalchemy import Column, Integer, Table\nfrom app.base import Base\nt = Table('links', Base.metadata, Column('id', Integer))\n"
    _, models = _read(tmp_path, HEAD, {"app/user.py": USER, "app/tables.py": tables})
    assert [table.path for table in models.tables_named("users")] == ["app.user.User"]
    assert [table.path for table in models.tables_named("links")] == ["app.tables.t"]
    assert models.tables_named("nothing") == ()


def test_tables_by_name_that_the_file_makes_itself(tmp_path: Path) -> None:
    own = HEAD + "from sqlalchemy import Column, Integer, Table\n"
    own += "class Tag(Base):\n    __tablename__ = 'tags'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    own += "links = Table('links', Base.metadata, Column('id', Integer), schema='app')\n"
    _, models = _read(tmp_path, own, {"app/user.py": USER, "app/tag.py": own})
    assert [table.path for table in models.tables_here("tags")] == ["app.x.Tag"]
    assert [table.path for table in models.tables_here("links", "app")] == ["app.x.links"]
    assert models.tables_here("links") == models.tables_here("users") == ()
    assert len(models.tables_named("tags")) == 2


def test_what_is_in_the_editor_counts(tmp_path: Path) -> None:
    _project(tmp_path, {"app/user.py": "# nothing yet\n", "app/x.py": ""})
    facts, models = read(tmp_path / "app/user.py", USER)
    assert _table(facts, "User").complete
    assert models.table("app.user.User") == models.table("<local>.User")


def test_nothing_outside_of_the_project_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/user.py": USER})
    inside = tmp_path / "project"
    _project(inside, {"app/x.py": ITEM.format(imports="from app.user import User", relationship="user = relationship('User')")})
    (inside / "app/user.py").symlink_to(tmp_path / "elsewhere/user.py")
    (inside / "linked").symlink_to(tmp_path / "elsewhere")
    facts, models = read(inside / "app/x.py")
    assert _links(facts) == {}
    assert models.table("app.user.User") is None
    assert models.tables_named("users") == ()


def test_circles_end(tmp_path: Path) -> None:
    _project(tmp_path, {"app/a.py": HEAD + "from app.b import B\nclass A(B):\n    __tablename__ = 'a'\n", "app/b.py": "from app.a import A\nclass B(A):\n    __tablename__ = 'b'\n"})
    _, models = read(tmp_path / "app/a.py")
    assert models.attribute("app.b.B", "x") is UNKNOWN


@pytest.mark.parametrize(
    ("alias", "primary_key", "nullable"),
    [
        ("Key = Annotated[int, mapped_column(primary_key=True)]", True, False),
        ("Key = Annotated[int, mapped_column(nullable=True)]", False, True),
        ("Key = Optional[int]", False, True),
        ("Key = int | None", False, True),
        ("Key = int", False, False),
        ("class Key:\n    pass", False, False),
        ("class Key:\n    pass\nKey = make(Key)", UNKNOWN, UNKNOWN),
        ("Key = make()", UNKNOWN, UNKNOWN),
        ("Key = int\nKey = str", UNKNOWN, UNKNOWN),
        ("from library import Key", UNKNOWN, UNKNOWN),
    ],
)
def test_annotations_that_another_file_names(tmp_path: Path, alias: str, primary_key: object, nullable: object) -> None:
    types = f"from typing import Annotated, Optional\nfrom sqlalchemy.orm import mapped_column\n{alias}\n"
    text = HEAD + "from app.types import Key\nclass Item(Base):\n    __tablename__ = 'items'\n    key: Mapped[Key]\n"
    (column,) = _table(_read(tmp_path, text, {"app/types.py": types})[0], "Item").columns
    assert (column.primary_key, column.nullable) == (primary_key, nullable)


def test_what_a_name_of_another_file_brings_says_where_it_stands(tmp_path: Path) -> None:
    types = "from typing import Annotated\nfrom sqlalchemy import ForeignKey\nfrom sqlalchemy.orm import mapped_column\nOwner = Annotated[int, mapped_column(ForeignKey('users.id'))]\n"
    text = HEAD + "from app.types import Owner\nclass Item(Base):\n    __tablename__ = 'items'\n    owner_id: Mapped[Owner]\n"
    (column,) = _table(_read(tmp_path, text, {"app/types.py": types})[0], "Item").columns
    assert [(key.table, key.span.file) for key in column.foreign_keys] == [("users", "app/types.py")]
    assert column.span.file == ""


@pytest.mark.parametrize(
    ("keys", "local"),
    [
        ("[user_id]", ["user_id"]),
        ("user_id", ["user_id"]),
        ("'Item.editor_id'", ["editor_id"]),
        ("'[Item.editor_id]'", ["editor_id"]),
        ("lambda: Item.editor_id", ["editor_id"]),
        ("lambda: [Item.editor_id]", ["editor_id"]),
        ("keys", ["user_id", "editor_id"]),
    ],
)
def test_a_relationship_follows_the_keys_that_it_names(tmp_path: Path, keys: str, local: list[str]) -> None:
    relationship = f"editor_id: Mapped[int] = mapped_column(ForeignKey('users.id'))\n    user = relationship('User', foreign_keys={keys})"
    facts, _ = _read(tmp_path, ITEM.format(imports="", relationship=relationship), {"app/user.py": USER})
    link = _links(facts)["user"]
    assert [name for key in link.local for name in key.columns] == local
    assert link.direction == "many-to-one"


def test_the_other_end_names_the_keys_of_the_target(tmp_path: Path) -> None:
    user = USER + "    items: Mapped[list['Item']] = relationship(foreign_keys='Item.editor_id')\n"
    user += "    favourite_id: Mapped[int] = mapped_column(ForeignKey('items.id'))\n"
    relationship = "editor_id: Mapped[int] = mapped_column(ForeignKey('users.id'))"
    _, models = _read(tmp_path, ITEM.format(imports="from sqlalchemy import ForeignKey", relationship=relationship), {"app/user.py": "from sqlalchemy import ForeignKey\n" + user})
    link = models.link("app.user.User", "items")
    assert link is not None
    assert (link.direction, [key.columns for key in link.remote], link.local) == ("one-to-many", [("editor_id",)], ())
