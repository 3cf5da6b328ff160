"""Lending and taking back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lending.database import Sessions
from lending.models import Book, Loan


def lend(reader: str, keys: list[int]) -> None:
    with Sessions() as session:
        for key in keys:
            session.add(Loan(reader=reader, book_id=key))
        session.commit()


def take_back(session: Session, key: int, now: datetime) -> None:
    session.execute(update(Loan).where(Loan.id == key).values(returned_at=now))
    session.commit()


def add_book(session: Session, isbn: str, title: str, author_id: int) -> Book:
    book = Book(isbn=isbn, title=title, author_id=author_id)
    session.add(book)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return book


def forget_reader(reader: str) -> None:
    with Sessions() as session:
        session.execute(delete(Loan).where(Loan.reader == reader))
        session.commit()


def rename(key: int, title: str) -> None:
    with Sessions() as session:
        book = session.get(Book, key)
        if book is not None:
            book.title = title
        session.commit()


def is_lent(session: Session, key: int) -> bool:
    statement = select(Loan).where(Loan.book_id == key).limit(1)
    return session.scalars(statement).first() is not None
