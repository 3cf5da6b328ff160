"""A stand-in for FastAPI: its decorators leave a function as it is, so that an example can call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def Depends(dependency: Callable[..., object] | None = None) -> object:  # noqa: N802
    """What FastAPI would resolve."""
    return dependency


class APIRouter:
    """Routes, which nobody calls but the proof."""

    def __getattr__(self, method: str) -> Callable[..., Callable[[Any], Any]]:
        return lambda *_, **__: lambda function: function


FastAPI = APIRouter
