"""What a probe keeps of a payload; see `videojobs.contract.redact`."""

from __future__ import annotations

from videojobs.contract.redact import GONE, redacted

__all__ = ["GONE", "redacted"]
