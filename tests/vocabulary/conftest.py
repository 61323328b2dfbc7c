"""The fixtures of the flows: a server, and a client of each kind."""

from __future__ import annotations

from tests.jobs.conftest import call, server

__all__ = ["call", "server"]
