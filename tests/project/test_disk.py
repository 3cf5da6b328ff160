"""What the log of looks at the disk holds of texts that are read more than once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from flake8_sqla.project import disk

_LONG_AGO = time.time() - 3600


@pytest.fixture
def digested(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was digested, a log being kept."""
    found: list[bytes] = []
    digest = disk.digest

    def noted(content: bytes) -> str:
        found.append(content)
        return digest(content)

    monkeypatch.setattr(disk, "_log", disk.Log())
    monkeypatch.setattr(disk, "digest", noted)
    return found


def _write(path: Path, text: str, modified: float) -> None:
    path.write_text(text)
    os.utime(path, (modified, modified))


def test_a_text_that_has_its_old_time_is_digested_once(tmp_path: Path, digested: list[bytes]) -> None:
    path = tmp_path / "a.py"
    _write(path, "one", _LONG_AGO)
    assert [disk.read(str(path)) for _ in range(3)] == ["one"] * 3
    assert digested == [b"one"]


def test_a_text_that_changes_in_the_meantime_is_seen_to(tmp_path: Path, digested: list[bytes]) -> None:
    path = tmp_path / "a.py"
    _write(path, "one", _LONG_AGO)
    assert disk.read(str(path)) == "one"
    _write(path, "two", _LONG_AGO + 10)
    assert disk.read(str(path)) == "two"
    assert digested == [b"one", b"two"]
    assert disk._log is not None
    assert not disk._log.is_steady


def test_a_text_that_was_written_just_now_is_digested_each_time(tmp_path: Path, digested: list[bytes]) -> None:
    path = tmp_path / "a.py"
    _write(path, "one", time.time())
    assert [disk.read(str(path)) for _ in range(2)] == ["one"] * 2
    assert digested == [b"one", b"one"]
