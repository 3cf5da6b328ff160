"""What rules claim of engines, their pools and their URLs."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.orm.proof import Claim
from proofs.orm.seen import Seen


@dataclass(frozen=True)
class ConnectsForEach(Claim):
    """Each call opens a connection of its own. The setup calls three times."""

    def holds(self, seen: Seen) -> bool:
        """Whether there were three."""
        return seen.error is None and seen.connects >= 3

    @property
    def words(self) -> str:
        """What the page says."""
        return "opens a connection at each call"


@dataclass(frozen=True)
class Logs(Claim):
    """The statements and their parameters are in the log."""

    def holds(self, seen: Seen) -> bool:
        """Whether a SELECT is."""
        return "SELECT" in seen.logged + seen.printed

    @property
    def words(self) -> str:
        """What the page says."""
        return "logs its statements"


@dataclass(frozen=True)
class PoolDefaults(Claim):
    """The engine's pool is as it is where nobody says anything: ten connections at a peak, none ever renewed."""

    def holds(self, seen: Seen) -> bool:
        """Whether both are."""
        pool = getattr(seen.value, "pool", None)
        return getattr(pool, "_max_overflow", None) == 10 and getattr(pool, "_recycle", None) == -1

    @property
    def words(self) -> str:
        """What the page says."""
        return "has a pool of ten more connections at a peak, none of which is ever renewed"


@dataclass(frozen=True)
class OtherHost(Claim):
    """The URL leads to another host than the one that is written there."""

    host: str

    def holds(self, seen: Seen) -> bool:
        """Whether SQLAlchemy reads another."""
        from sqlalchemy import make_url

        url = getattr(seen.value, "url", seen.value)
        if seen.error is not None or not (isinstance(url, str) and "://" in url or hasattr(url, "host")):
            return False
        return make_url(url).host != self.host

    @property
    def words(self) -> str:
        """What the page says."""
        return "leads to another host"


@dataclass(frozen=True)
class OtherDriver(Claim):
    """The engine's driver is not the one that a URL of this kind has meant so far."""

    def holds(self, seen: Seen) -> bool:
        """Whether it is psycopg."""
        return getattr(seen.value, "driver", "") == "psycopg"

    @property
    def words(self) -> str:
        """What the page says."""
        return "takes another driver than on SQLAlchemy 2.0"
