"""Fixtures of the runtime's tests."""

from __future__ import annotations

from tests.raw_server import raw_server

__all__ = ["raw_server"]
