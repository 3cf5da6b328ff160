"""Finding books."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from lending.models import Author, Book, Loan


def newest(session: Session, page: int) -> Sequence[Book]:
    return session.scalars(select(Book).order_by(Book.id.desc()).offset(page * 20).limit(20)).all()


def by_isbn(session: Session, isbn: str) -> Book | None:
    return session.scalars(select(Book).where(Book.isbn == isbn)).one_or_none()


def titled(session: Session, title: str) -> Sequence[Book]:
    return session.scalars(select(Book).where(func.lower(Book.title) == title).order_by(Book.id)).all()


def shelf(session: Session) -> list[str]:
    authors = session.scalars(select(Author).options(selectinload(Author.books)).order_by(Author.name))
    return [f"{author.name}: {book.title}" for author in authors for book in author.books]


def labels(session: Session) -> list[str]:
    found = []
    for book in session.scalars(select(Book).options(joinedload(Book.author)).order_by(Book.title)):
        found.append(f"{book.title} by {book.author.name}")
    return found


def _open_loans(reader: str | None) -> Select[tuple[Loan]]:
    statement = select(Loan).where(Loan.returned_at.is_(None))
    if reader is not None:
        statement = statement.where(Loan.reader == reader)
    return statement.order_by(Loan.id)


def lent(session: Session, reader: str | None) -> list[tuple[str, str]]:
    statement = _open_loans(reader).options(joinedload(Loan.book))
    return [(loan.reader, loan.book.title) for loan in session.scalars(statement)]


def lent_of(session: Session, reader: str, keys: list[int]) -> Sequence[Loan]:
    statement = select(Loan).where((Loan.reader == reader) & (Loan.book_id == keys[0]))
    return session.scalars(statement.where(Loan.id.in_(keys)).order_by(Loan.id)).all()


def author_with_books(session: Session, key: int) -> Author:
    statement = select(Author).where(Author.id == key).options(joinedload(Author.books))
    return session.scalars(statement).unique().one()


def read_by(session: Session, reader: str) -> Sequence[Book]:
    statement = select(Book).join(Loan, Loan.book_id == Book.id).where(Loan.reader == reader).order_by(Book.id)
    return session.scalars(statement).all()


def similar(session: Session, word: str) -> Sequence[str]:
    statement = text("SELECT title FROM books WHERE title LIKE :word")
    return session.scalars(statement, {"word": word}).all()


def best(session: Session) -> Sequence[Book]:
    return session.scalars(select(Book).where(Book.title != "").order_by(Book.id).limit(5)).all()
