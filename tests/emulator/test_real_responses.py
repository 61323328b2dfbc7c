"""The emulator's responses have the shape of the real server's: the same requests, the same status, keys and types."""

from __future__ import annotations

import httpx
import pytest

from tests.emulator.conftest import Clock
from tests.emulator.not_emulated import exceptions
from tests.real_servers import exchanges
from videojobs.emulator import serve

RENDER_SECONDS = 10.0
SERVERS = {
    "litellm": "sora-2",
    "sglang": "Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
    "vllm-omni": "Wan-AI/Wan2.2-T2V-A14B-Diffusers",
}
"""Server, which is also the name of its folder -> a model that it had."""


def emulated(provider: str, model: str, clock: Clock) -> list[exchanges.Answer]:
    """Return the emulator's responses to the requests."""

    def wait(_job_id: str, status: str) -> None:
        clock.tick(RENDER_SECONDS * (0.4 if status == "in_progress" else 1))

    with (
        serve(provider, clock=clock, render_seconds=RENDER_SECONDS) as served,
        httpx.Client(base_url=f"http://127.0.0.1:{served.port}") as http,
    ):
        return list(exchanges.send_all(http, model, served.api_key, wait))


@pytest.mark.parametrize(("provider", "model"), SERVERS.items())
def test_each_response_has_the_shape_of_the_real_one(provider: str, model: str, clock: Clock) -> None:
    """The exceptions are in not-emulated.yaml, with their reasons; one that is none any more is an error, too."""
    real = exchanges.read(provider)
    answers = emulated(provider, model, clock)
    assert [answer.name for answer in real] == [answer.name for answer in answers]
    different = {
        expected.name: found
        for expected, answer in zip(real, answers, strict=True)
        if (found := exchanges.differences(expected, answer))
    }
    excepted = exceptions(provider, "requests")
    assert {name: found for name, found in different.items() if name not in excepted} == {}
    assert excepted.keys() <= different.keys(), "not-emulated.yaml lists what is emulated"
