"""Fixtures: the server, and a client of either kind that is used the same way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.jobs.wire import DIALECT, KEY, Wire, serving
from videojobs import AsyncVideoClient, VideoClient
from videojobs.dialect import Dialect

KINDS = ("sync", "asyncio", "trio")


class Either:
    """Calls `VideoClient` or `AsyncVideoClient`, one fresh client per call."""

    def __init__(self, kind: str, wire: Wire) -> None:
        self.kind = kind
        self.wire = wire
        self.dialect: Dialect = DIALECT
        self.settings: dict[str, Any] = {}

    def __call__(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method and return its result; a listing comes back as a list."""
        settings = {"api_key": KEY, "base_url": self.wire.url, "timeout": 5.0, **self.settings}
        if self.kind == "sync":
            with VideoClient(self.dialect, **settings) as client:
                found = getattr(client, name)(*args, **kwargs)
                return list(found) if name == "list" else found

        async def main() -> Any:
            async with AsyncVideoClient(self.dialect, **settings) as client:
                found = getattr(client, name)(*args, **kwargs)
                return [job async for job in found] if name == "list" else await found

        return anyio.run(main, backend=self.kind)


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server that says what it is told to."""
    with serving() as server:
        yield server


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, wire: Wire) -> Either:
    """A client of each kind."""
    return Either(request.param, wire)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the clip is to go."""
    return tmp_path / "clip.mp4"


@pytest.fixture
def other() -> Iterator[Wire]:
    """A second server: another origin."""
    with serving() as server:
        yield server
