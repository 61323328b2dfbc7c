"""The faults of the emulator: what `render` does under each of them, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clips import play
from videojobs import AsyncVideoClient, VideoClient
from videojobs.emulator import FAULTS, InProcessEmulator, in_process
from videojobs.errors import VideoJobsError

# By operation and fault: the outcome when it hits the first request, and when it hits all of them.
OUTCOMES = {
    "create": {
        "503": ("AmbiguousCreate", "AmbiguousCreate"),
        "429:1": ("saved", "RateLimited"),
        "latency:5": ("saved", "saved"),
        "reset:before": ("AmbiguousCreate", "AmbiguousCreate"),
        "reset": ("AmbiguousCreate", "AmbiguousCreate"),
        "reset:body": ("AmbiguousCreate", "AmbiguousCreate"),
        "lost": ("AmbiguousCreate", "AmbiguousCreate"),
        "lost:504": ("AmbiguousCreate", "AmbiguousCreate"),
        "repeat": ("saved", "saved"),
        "twice": ("saved", "saved"),
        "truncate:20": ("AmbiguousCreate", "AmbiguousCreate"),
        "cut:20": ("AmbiguousCreate", "AmbiguousCreate"),
        "length:-9": ("AmbiguousCreate", "AmbiguousCreate"),
        "length:9": ("AmbiguousCreate", "AmbiguousCreate"),
        "slow:100": ("saved", "saved"),
        "html": ("AmbiguousCreate", "AmbiguousCreate"),
        "error": ("AmbiguousCreate", "AmbiguousCreate"),
        "redirect:307": ("ApiError", "ApiError"),
        "skew:-9999": ("saved", "saved"),
        "end:failed:quota": ("JobFailed", "JobFailed"),
        "fail": ("JobFailed", "JobFailed"),
        "refuse:moderation_blocked": ("ApiError", "ApiError"),
        "render:60": ("saved", "saved"),
        "status:odd": ("saved", "saved"),
        "flap": ("saved", "saved"),
        "stuck": ("WaitTimeout", "WaitTimeout"),
        "vanish:2": ("NotFound", "NotFound"),
        "ttl:2": ("NotFound", "NotFound"),
        "nourl": ("saved", "saved"),
        "page": ("WrongContent", "WrongContent"),
        "sample:create": ("saved", "saved"),
        "bucket": ("saved", "saved"),
    },
    "retrieve": {
        "503": ("saved", "ServerError"),
        "reset": ("saved", "TransportError"),
        "lost": ("saved", "TransportError"),
        "twice": ("saved", "saved"),
        "truncate:20": ("saved", "TransportError"),
        "cut:20": ("saved", "DecodeError"),
        "length:-9": ("saved", "DecodeError"),
        "slow:100": ("saved", "saved"),
        "html": ("saved", "DecodeError"),
        "error": ("saved", "DecodeError"),
        "redirect": ("ApiError", "ApiError"),
        "skew:-9999": ("saved", "saved"),
    },
    "content": {
        "503:1": ("saved", "ServerError"),
        "reset": ("saved", "TransportError"),
        "reset:body": ("saved", "IncompleteDownload"),
        "truncate:20000": ("saved", "saved"),
        "cut:20000": ("WrongContent", "WrongContent"),
        "length:-9": ("WrongContent", "WrongContent"),
        "slow:9999": ("saved", "saved"),
        "html": ("WrongContent", "WrongContent"),
        "error": ("WrongContent", "WrongContent"),
        "redirect": ("saved", "DownloadError"),
    },
}


def _scenarios() -> Iterator[tuple[str, str, str, bool]]:
    """Yield fault, outcome, provider and kind of client; providers and kinds in turn.

    Where the outcome is the same, the fault hits once: a create that is sent again by mistake then succeeds.
    """
    for operation, outcomes in OUTCOMES.items():
        for number, (fault, (once, always)) in enumerate(outcomes.items()):
            provider = ("openai", "compatible")[number % 2]
            yield f"{operation}={fault}*1", once, provider, number % 4 < 2
            if always != once:
                yield f"{operation}={fault}", always, provider, number % 4 >= 2


def _render(emulator: InProcessEmulator, path: Path, *, is_async: bool) -> VideoJobsError | None:
    """Render one clip; returns the error, if there is one."""
    try:
        if is_async:
            asyncio.run(emulator.async_client().render("a boat with a canary", path))
        else:
            emulator.client().render("a boat with a canary", path)
    except VideoJobsError as error:
        return error
    return None


def _render_on_a_socket(emulator: InProcessEmulator, path: Path, *, is_async: bool) -> VideoJobsError | None:
    """The same over a socket, which a second response needs."""

    async def render() -> None:
        async with AsyncVideoClient(dialect, base_url=emulator.base_url, api_key=emulator.api_key) as client:
            await client.render("a boat with a canary", path)

    dialect = emulator.app.settings.dialect
    try:
        if is_async:
            asyncio.run(render())
        else:
            with VideoClient(dialect, base_url=emulator.base_url, api_key=emulator.api_key) as client:
                client.render("a boat with a canary", path)
    except VideoJobsError as error:
        return error
    return None


@pytest.mark.parametrize(("fault", "outcome", "provider", "is_async"), list(_scenarios()))
def test_a_render_under_a_fault(tmp_path: Path, fault: str, outcome: str, provider: str, is_async: bool) -> None:
    """It pays once at most, leaves a whole clip or none, sends no key to the second origin, and ends."""
    with in_process(provider, faults=[fault], api_key="canary-key") as emulator:
        render = _render_on_a_socket if "twice" in fault else _render
        error = render(emulator, tmp_path / "clip.mp4", is_async=is_async)
        assert ("saved" if error is None else type(error).__name__) == outcome
        assert emulator.api_key not in repr(error)
        assert len(emulator.jobs) <= 1
        assert any(fault == record.fault for record in (*emulator.requests, *emulator.media_requests))
        assert not any(record.has_credential for record in emulator.media_requests)
        assert emulator.clock.elapsed <= 1800
    if outcome == "saved":
        assert play(tmp_path / "clip.mp4").size == (720, 1280)
    else:
        assert not (tmp_path / "clip.mp4").exists()


def test_a_response_to_another_create_is_noticed_or_is_the_same_job() -> None:
    """A create that has the response to the one before is one job, and no third one is paid for."""
    with in_process("openai", faults=["create=repeat"]) as emulator:
        client = emulator.client()
        assert client.create("a cat").id == client.create("a dog").id
        assert [job.prompt for job in emulator.jobs] == ["a cat"]


def test_every_fault_is_in_the_table() -> None:
    """A new one needs an outcome."""
    tested = {fault.partition(":")[0] for fault in OUTCOMES["create"]}
    assert {kind.name for kind in FAULTS} - {"STATUS"} <= tested
