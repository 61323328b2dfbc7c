"""After an unknown outcome, the provider's list has the job or not."""

from __future__ import annotations

import copy
import pickle
import time
from typing import Any

import anyio
import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, KEY, StubResponse, StubServer, dialect, job
from videojobs import (
    AmbiguousCreate,
    AsyncVideoClient,
    ConfigurationError,
    InvalidRequest,
    NotSupported,
    TransportError,
    VideoClient,
)
from videojobs.testing import virtual_time


def ambiguous(call: Either) -> AmbiguousCreate:
    """Return the error of a paid request whose connection was reset."""
    call.server.respond_with(StubResponse(reset=True))
    with pytest.raises(AmbiguousCreate) as caught:
        call("create", "a boat")
    return caught.value


def jobs_of_a_list(**prompts: str | None) -> StubResponse:
    """Return a list of jobs by id and prompt, created now; an id that starts with ``old`` is a day old."""
    now = int(time.time())
    data = [
        job(id=name, prompt=prompt, created_at=now - (86_400 if name.startswith("old") else 0))
        for name, prompt in prompts.items()
    ]
    return StubResponse.json({"object": "list", "data": data, "has_more": False})


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({"other": "a train", "it": "a boat", "old": "a boat", "quiet": None}, ["it"]),
        ({"one": "a boat", "two": "a boat", "quiet": None}, ["one", "two", "quiet"]),
        ({"quiet": None, "other": "a train"}, ["quiet"]),
        ({"other": "a train", "old": "a boat"}, []),
    ],
)
def test_candidates_have_the_time_and_the_prompt(
    call: Either, listed: dict[str, str | None], expected: list[str]
) -> None:
    """Also after the error travelled to another process; nothing is posted."""
    error = pickle.loads(pickle.dumps(ambiguous(call)))
    call.server.respond_with(jobs_of_a_list(**listed))
    assert [candidate.id for candidate in call("find", error)] == expected
    assert {request.method for request in call.server.requests} == {"GET"}


def test_the_error_uses_the_client_that_raised_it(server: StubServer) -> None:
    """A copy has none, and accepts another."""
    server.respond_with(StubResponse(reset=True), jobs_of_a_list(it="a boat"))
    with VideoClient(DIALECT, base_url=server.url, api_key=KEY) as client:
        with pytest.raises(AmbiguousCreate) as caught:
            client.create("a boat")
        assert [candidate.id for candidate in caught.value.find()] == ["it"]
        for other in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
            assert other.prompt == "a boat"
            with pytest.raises(ConfigurationError, match=r"error\.find\(client\)"):
                other.find()
            assert [candidate.id for candidate in other.find(client)] == ["it"]
    assert KEY.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_clients_error_is_awaited(server: StubServer, backend: str) -> None:
    """As all its calls."""
    server.respond_with(StubResponse(reset=True), jobs_of_a_list(it="a boat"))

    async def main() -> Any:
        async with AsyncVideoClient(DIALECT, base_url=server.url, api_key=KEY) as client:
            with pytest.raises(AmbiguousCreate) as caught:
                await client.create("a boat")
            return await caught.value.find()

    assert [candidate.id for candidate in anyio.run(main, backend=backend)] == ["it"]


def test_without_a_list_there_is_nothing_to_search(call: Either) -> None:
    """Nothing is sent, and another provider's error is refused."""
    error = ambiguous(call)
    call.server.requests.clear()
    call.dialect = dialect(operations={"create": DIALECT.operations["create"]})
    with pytest.raises(NotSupported):
        call("find", error)
    call.dialect = dialect(name="other")
    with pytest.raises(InvalidRequest, match="wired"):
        call("find", error)
    assert call.server.requests == []


def test_an_outage_is_not_multiplied(server: StubServer) -> None:
    """A hundred repetitions in all, then each request is sent once, until the server works again."""
    server.respond_with(StubResponse.json({}, 503))
    with virtual_time(), VideoClient(DIALECT, base_url=server.url, api_key=KEY) as client:
        for _ in range(60):
            with pytest.raises(Exception, match="503"):
                client.retrieve("video_1")
        assert len(server.requests) == 60 + 100
        server.respond_with(StubResponse.json(job()))
        for _ in range(20):
            client.retrieve("video_1")
        server.respond_with(StubResponse.json({}, 503), StubResponse.json(job()))
        assert client.retrieve("video_1").id == "video_1"


def test_a_time_out_costs_as_much_as_two_other_failures() -> None:
    """It takes longer, and so does an outage of that kind."""
    requests: list[httpx.Request] = []

    def time_out(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        raise httpx.ReadTimeout("too slow")

    with (
        virtual_time(),
        httpx.Client(transport=httpx.MockTransport(time_out)) as http_client,
        VideoClient(DIALECT, base_url="http://127.0.0.1:9", api_key=KEY, http_client=http_client) as client,
    ):
        for _ in range(30):
            with pytest.raises(TransportError):
                client.retrieve("video_1")
    assert len(requests) == 30 + 50


def test_a_delay_that_the_server_requests_costs_nothing(server: StubServer) -> None:
    """The server schedules these repetitions by itself."""
    server.respond_with(StubResponse.json({}, 429, Retry_After="1"))
    with virtual_time(), VideoClient(DIALECT, base_url=server.url, api_key=KEY) as client:
        for _ in range(60):
            with pytest.raises(Exception, match="429"):
                client.retrieve("video_1")
    assert len(server.requests) == 60 * 4


def test_a_job_without_a_time_is_a_candidate(call: Either) -> None:
    """Not every provider lists the time of creation; the prompt decides then."""
    error = ambiguous(call)
    jobs = [job(id="it", prompt="a boat", created_at=None), job(id="other", prompt="a train", created_at=None)]
    call.server.respond_with(StubResponse.json({"data": jobs, "has_more": False}))
    assert [candidate.id for candidate in call("find", error)] == ["it"]
