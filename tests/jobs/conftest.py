"""Fixtures: the server, and a client of either kind that is used the same way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.jobs.stub_server import DIALECT, KEY, StubServer, serving
from videojobs import AsyncVideoClient, VideoClient
from videojobs.dialect import Dialect

KINDS = ("sync", "asyncio", "trio")
ITERATORS = ("list", "as_completed")


class Either:
    """Calls `VideoClient` or `AsyncVideoClient`, one fresh client per call."""

    def __init__(self, kind: str, server: StubServer) -> None:
        self.kind = kind
        self.server = server
        self.dialect: Dialect = DIALECT
        self.settings: dict[str, Any] = {}

    def __call__(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method and return its result; a listing comes back as a list."""
        settings = {"api_key": KEY, "base_url": self.server.url, "timeout": 5.0, **self.settings}
        if self.kind == "sync":
            with VideoClient(self.dialect, **settings) as client:
                result = getattr(client, name)(*args, **kwargs)
                return list(result) if name in ITERATORS else result

        async def main() -> Any:
            async with AsyncVideoClient(self.dialect, **settings) as client:
                result = getattr(client, name)(*args, **kwargs)
                return [job async for job in result] if name in ITERATORS else await result

        return anyio.run(main, backend=self.kind)


@pytest.fixture
def server() -> Iterator[StubServer]:
    """A server that sends scripted responses."""
    with serving() as server:
        yield server


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, server: StubServer) -> Either:
    """A client of each kind."""
    return Either(request.param, server)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the clip is to go."""
    return tmp_path / "clip.mp4"


@pytest.fixture
def other() -> Iterator[StubServer]:
    """A second server: another origin."""
    with serving() as server:
        yield server
