"""A short word that stands for a text: two texts with the same word are the same."""

from __future__ import annotations

import importlib
import importlib.util

#: `hashlib` finds it here too, but loads OpenSSL first, which takes 7 ms of a run over one file.
_blake2b = importlib.import_module("_blake2" if importlib.util.find_spec("_blake2") else "hashlib").blake2b
_BYTES = 16


def digest(content: bytes) -> str:
    """The digest of some bytes, in 32 hexadecimal digits."""
    return str(_blake2b(content, digest_size=_BYTES).hexdigest())
