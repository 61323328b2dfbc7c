"""Fixtures of all tests: no network beyond this machine, no settings of the caller's shell, repeatable examples."""

from __future__ import annotations

import gc
import ipaddress
import os
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

_ADDRESS_EVENTS = ("socket.connect", "socket.sendto")
_REMOVED_VARIABLES = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NETRC", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    # A program that a test starts buffers its output, as it does for users.
    "PYTHONUNBUFFERED",
)


def _is_local(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to look up a name or to connect to an address other than this machine's own."""
    if not event.startswith("socket."):  # each import and each file that is opened is an event, too
        return
    host: object = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in _ADDRESS_EVENTS and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if not _is_local(host):
        raise RuntimeError(f"a test may only connect to this machine: {event} {host!r}")


sys.addaudithook(_refuse_network)
# Modules and test items, a million objects, stay to the end: looking through them for garbage, again and again while
# tests run, took a sixth of the CPU time.
gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage from now on, but only among the objects that tests make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide keys, proxies, certificates and unbuffered output of the caller's shell."""
    for name in list(os.environ):
        if name.upper() in _REMOVED_VARIABLES or name.upper().endswith("_KEY"):
            monkeypatch.delenv(name)
