"""Answers for the tests of contract checking: good ones by the emulator, and what is needed to bend them."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from tests.orders import order
from videojobs import NotFound, VideoClient
from videojobs.cli.yaml_text import to_yaml
from videojobs.contract import Observation, Report
from videojobs.contract.collect import Collector
from videojobs.contract.document import Document
from videojobs.contract.overlay import suggested_overlay
from videojobs.contract.samples import samples_of
from videojobs.emulator import serve
from videojobs.testing import virtual_time


@cache
def journey(provider: str) -> tuple[Observation, ...]:
    """Return what the client is told on a way from a prompt to a clip, with a job that is not there at the end."""
    seen: list[Observation] = []
    with virtual_time() as clock, serve(provider, clock=clock.time, render_seconds=5) as served:
        settings: Any = {"base_url": served.base_url, "api_key": served.api_key}
        with VideoClient(provider, **settings, contract=seen.append) as client:
            travel(client, order(provider))
    return tuple(seen)


def travel(client: Any, wanted: dict[str, Any]) -> None:
    """Create, wait, list, and ask for a job that is not there."""
    client.wait(client.create("A paper boat", **wanted))
    if "list" in client.dialect.operations:
        list(client.list())
    try:
        client.retrieve("video_that_nobody_asked_for")
    except NotFound:
        return
    raise AssertionError("there is no such job")


def job_of(provider: str) -> Observation:
    """Return a finished job as the emulator sends it; the caller may change its body."""
    found = [
        one for one in journey(provider) if one.status == 200 and one.method == "GET" and isinstance(one.body, dict)
    ]
    job = next(one for one in reversed(found) if "data" not in one.body or "id" in one.body)
    return evolve(job, body=deepcopy(job.body))


def answer(provider: str, operation: str, body: Any, **known: Any) -> Observation:
    """Return an answer of a role."""
    settings: dict[str, Any] = {"status": 200, "content_type": "application/json", "is_json": True, **known}
    return Observation(provider=provider, operation=operation, body=body, **settings)


def collected(*answers: Observation) -> Collector:
    """Return a collector that has seen some answers."""
    collector = Collector()
    for one in answers:
        collector.add(one)
    return collector


def report(*answers: Observation) -> Report:
    """Return the report about some answers."""
    return collected(*answers).report()


def found(*answers: Observation) -> set[tuple[str, str]]:
    """Return pointer and rule of everything that deviates."""
    return {(group.pointer, group.rule) for group in report(*answers).groups}


def corrected(collector: Collector, provider: str, folder: Path) -> Document:
    """Return the document with the suggested overlay, applied as the generator would."""
    from scripts.oas.load import loads  # maintainers' tools: only some tests that use this file have them
    from scripts.oas.overlay import apply_overlay

    samples = samples_of(collector, folder / "samples/new.json", source="a test")
    (folder / "samples").mkdir(exist_ok=True)
    for sample in samples:
        sample.path.write_text(sample.text, encoding="utf-8")
    document = collector.document(provider)
    overlay = suggested_overlay(collector, document, samples)
    if overlay is None:
        return document
    read = loads(to_yaml(overlay).encode(), folder / "overlay.yaml")
    return Document(apply_overlay(document.root, read), document.dialect)
