"""A stand-in for FastAPI: its decorators leave a function as it is, so that an example can call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def Depends(dependency: Callable[..., object] | None = None) -> object:  # noqa: N802
    """What FastAPI would resolve."""
    return dependency


class HTTPException(Exception):
    """An answer that is no success: `detail` is what the client reads."""

    def __init__(self, status_code: int, detail: object = None) -> None:
        super().__init__(status_code, detail)
        self.detail = detail


class APIRouter:
    """Routes, which nobody calls but the proof."""

    def __getattr__(self, method: str) -> Callable[..., Callable[[Any], Any]]:
        return lambda *_, **__: lambda function: function


FastAPI = APIRouter
