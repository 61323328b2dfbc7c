"""Responses for the tests of contract checking: those of the emulator, to be changed by a test."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from attrs import evolve

from tests.create_arguments import create_arguments
from videojobs import NotFound, VideoClient
from videojobs.contract import Observation, Report
from videojobs.contract.aggregator import Aggregator
from videojobs.emulator import serve
from videojobs.jobs.registry import load_dialect
from videojobs.testing import virtual_time


@cache
def journey(provider: str) -> tuple[Observation, ...]:
    """Return the observations from a prompt to a clip, and of a job that does not exist."""
    observations: list[Observation] = []
    with virtual_time() as clock, serve(provider, clock=clock.time, render_seconds=5) as served:
        settings: Any = {"base_url": served.base_url, "api_key": served.api_key}
        with VideoClient(provider, **settings, contract=observations.append) as client:
            call_operations(client, create_arguments(provider))
    return tuple(observations)


def call_operations(client: Any, order: dict[str, Any]) -> None:
    """Create, wait, list, and retrieve a job that does not exist."""
    client.wait(client.create("A paper boat", **order))
    if "list" in client.dialect.operations:
        list(client.list())
    try:
        client.retrieve("video_that_nobody_asked_for")
    except NotFound:
        return
    raise AssertionError("there is no such job")


def finished_job(provider: str) -> Observation:
    """Return a finished job as the emulator sends it; the caller may change its body."""
    listing = load_dialect(provider).operations.get("list")
    retrieved = [
        one for one in journey(provider) if one.status == 200 and one.method == "GET" and isinstance(one.body, dict)
    ]
    job = next(one for one in reversed(retrieved) if listing is None or not str(one.path).endswith(listing.path))
    return evolve(job, body=deepcopy(job.body))


def response(provider: str, operation: str, body: Any, **changes: Any) -> Observation:
    """Return a response of an operation: JSON with status 200, but for the changes."""
    settings: dict[str, Any] = {"status": 200, "content_type": "application/json", "is_json": True, **changes}
    return Observation(provider=provider, operation=operation, body=body, **settings)


def aggregated(*responses: Observation) -> Aggregator:
    """Return an aggregator with some responses."""
    aggregator = Aggregator()
    for one in responses:
        aggregator.add(one)
    return aggregator


def report(*responses: Observation) -> Report:
    """Return the report about some responses."""
    return aggregated(*responses).report()


def deviations(*responses: Observation) -> set[tuple[str, str]]:
    """Return pointer and rule of every deviation."""
    return {(group.pointer, group.rule) for group in report(*responses).groups}
