"""What a text defines, told without parsing it."""

from __future__ import annotations

import textwrap

import pytest

from flake8_sqla.project.inventory import entry_of

_START = "from sqlalchemy.orm import Mapped, mapped_column\n\n"


def _members(text: str) -> list[tuple[str, str, bool]]:
    return list(entry_of(_START + textwrap.dedent(text)).members)


def test_the_stamps_and_flags_that_classes_declare() -> None:
    assert _members(
        """
        class Stamped:
            created_at: Mapped[int]

            @declared_attr
            def updated_at(cls):
                ...

        class User(Stamped, Base):
            __tablename__ = "users"
            id = mapped_column(primary_key=True)
            deleted_at: Mapped[int | None]

        class Form(BaseModel):
            id: int
        """
    ) == [
        ("Stamped", "created_at", False),
        ("Stamped", "updated_at", False),
        ("User", "id", True),
        ("User", "deleted_at", True),
    ]


def test_arguments_of_calls_in_methods_are_no_members() -> None:
    assert not _members(
        """
        class Fetcher:
            def fetch(self, row):
                return Item(
                    id=row.id,
                    created_at=row.created_at,
                )
        """
    )


def test_what_follows_a_class_inside_belongs_to_the_one_around() -> None:
    assert _members(
        """
        class Job(Base):
            class Kind(Enum):
                A = "a"

            __tablename__ = "jobs"
            id = mapped_column(primary_key=True)
        """
    ) == [("Job", "id", True)]


@pytest.mark.parametrize(
    "beginning",
    [
        "class User(Base):  # noqa\n    # whose it is\n    ",
        "class User(Base):\n\n    '''Who.'''\n    ",
        "class User(\n    Stamped,\n    Base,\n):\n    ",
        "class User(Base):\n\t",
        "def make():\n    class User(Base):\n        ",
        "class User(Base): id = mapped_column(primary_key=True)\n    ",
    ],
    ids=["comment", "docstring", "several lines", "tab", "in a function", "on the line"],
)
def test_classes_however_they_begin(beginning: str) -> None:
    assert ("User", "created", False) in _members(f"{beginning}created: Mapped[int]\n")
