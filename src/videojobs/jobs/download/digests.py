"""Compare bytes with the digests that a server sent for them (``Content-Digest``, ``Repr-Digest``: RFC 9530)."""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from typing import BinaryIO

# The other algorithms of the registry are deprecated: https://www.iana.org/assignments/http-digest-hash-alg/
# In base64, the longer of the two takes 88 characters.
_DIGEST = re.compile(r"(?:^|,)\s*sha-(256|512)\s*=\s*:([A-Za-z0-9+/]{1,100}={0,2}):", re.ASCII)
_BLOCK_BYTES = 1024 * 1024


def has_digests(header: str) -> bool:
    """Whether a header holds a digest that can be checked."""
    return bool(_digests(header))


def mismatch(file: BinaryIO, start: int, header: str) -> str | None:
    """Return the first algorithm whose digest in a header differs from that of the bytes from ``start`` on, or None."""
    for bits, expected in _digests(header):
        digest = hashlib.new(f"sha{bits}")
        file.seek(start)
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
        if digest.digest() != expected:
            return f"sha-{bits}"
    return None


def _digests(header: str) -> list[tuple[str, bytes]]:
    digests: list[tuple[str, bytes]] = []
    for bits, text in _DIGEST.findall(header):
        try:
            digests.append((bits, b64decode(text, validate=True)))
        except binascii.Error:
            continue  # no base64: RFC 9651 (4.2) says to ignore a field that cannot be parsed
    return digests
