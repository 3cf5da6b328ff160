"""Metadata that a page only imports."""

from __future__ import annotations

from sqlalchemy import MetaData


def make_metadata() -> MetaData:
    """Metadata without a naming convention."""
    return MetaData()
