from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.emulator.invented import DIALECT, DOCUMENT
from videojobs.emulator import Served, serve


class Clock:
    """A clock that only `tick` moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time, in Unix seconds."""
        return self.now

    def tick(self, seconds: float) -> None:
        """Let some seconds pass."""
        self.now += seconds


@pytest.fixture(autouse=True)
def no_certificates(plain_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a folder without certificates: httpx loads all of certifi's for each client, 18 ms, and nothing here is TLS."""
    monkeypatch.setenv("SSL_CERT_DIR", str(Path(__file__).parent))


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def invented(clock: Clock) -> Iterator[Served]:
    """The invented provider, on real sockets; a job takes ten seconds of its clock."""
    with serve(dialect=DIALECT, document=DOCUMENT, clock=clock, render_seconds=10) as served:
        yield served


@pytest.fixture
def http(invented: Served) -> Iterator[httpx.Client]:
    """A client of the invented provider that has the key."""
    with httpx.Client(base_url=invented.base_url, headers={"x-token": invented.api_key}) as client:
        yield client
