"""Each fault of the table, on a real socket and in process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from tests.emulator.conftest import Clock
from videojobs import AsyncVideoClient, VideoClient
from videojobs.emulator import FAULTS, Emulator, Served, create_app, serve
from videojobs.emulator.fault_responses import SLEEP
from videojobs.errors import ConfigurationError, ServerError, VideoJobsError

PROVIDER = "openai"
RESET = (httpx.ReadError, httpx.WriteError)
NO_RESPONSE = httpx.RemoteProtocolError


@pytest.fixture(scope="module")
def clock() -> Clock:
    """A clock that tests move."""
    return Clock()


@pytest.fixture(scope="module")
def server(clock: Clock) -> Iterator[Served]:
    """One server for all tests; a job takes ten seconds of the clock."""
    with serve(PROVIDER, clock=clock, render_seconds=10, seed=1) as served:
        yield served


@pytest.fixture
def served(server: Served) -> Served:
    """The server, as at its start."""
    server.app.reset()
    return server


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    """A client that has the key."""
    headers = {"authorization": f"Bearer {served.api_key}"}
    with httpx.Client(base_url=served.base_url, headers=headers, timeout=5) as client:
        yield client


def create(http: httpx.Client, prompt: str = "a cat") -> httpx.Response:
    """Send a request that starts a job."""
    return http.post("/videos", files={"prompt": (None, prompt)})


def completed(http: httpx.Client, served: Served, prompt: str = "a cat") -> str:
    """Start a job, and complete it; returns its id."""
    job_id = str(create(http, prompt).json()["id"])
    served.app.finish(job_id)
    return job_id


def jobs_and_record(served: Served) -> tuple[int, int, str | None]:
    """Return how many jobs exist, and status and fault of the last record."""
    record = served.requests[-1]
    return len(served.app.jobs), record.status, record.fault


@pytest.mark.parametrize(
    ("fault", "jobs", "status", "headers"),
    [
        ("503", 0, 503, {}),
        ("429:7", 0, 429, {"retry-after": "7"}),
        ("429:Fri, 31 Dec 9999 23:59:59 GMT", 0, 429, {"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}),
        ("503:1e999", 0, 503, {"retry-after": "1e999"}),
        ("429:date+7", 0, 429, {"retry-after": "Fri, 15 Jan 2027 08:00:07 GMT"}),
        ("429:date-7", 0, 429, {"retry-after": "Fri, 15 Jan 2027 07:59:53 GMT"}),
        ("529", 0, 529, {}),
        ("lost:504", 1, 504, {}),
        ("html", 1, 200, {"content-type": "text/html; charset=utf-8"}),
        ("html:502", 1, 502, {"content-type": "text/html; charset=utf-8"}),
        ("error:quota", 1, 200, {"content-type": "application/json"}),
        ("redirect", 0, 302, {}),
        ("redirect:307", 0, 307, {}),
        ("cut:9", 1, 200, {"content-length": "9"}),
        ("latency:0", 1, 200, {}),
        ("slow:1000000", 1, 200, {}),
    ],
)
def test_a_response_with_a_fault(served: Served, http: httpx.Client, fault, jobs, status, headers):
    """Its status, its headers, whether the request was handled, and its record; the next request has no fault."""
    served.app.fail_next(f"create={fault}")
    response = create(http)
    assert (response.status_code, {name: response.headers[name] for name in headers}) == (status, headers)
    assert jobs_and_record(served) == (jobs, status, f"create={fault}*1")
    if fault.startswith("redirect"):
        assert response.headers["location"] == f"http://127.0.0.1:{served.media_port}/v1/videos"
    elif "content-type" not in headers and status >= 400:
        assert response.json()["error"]["message"] == f"HTTP {status}, as requested."
    assert create(http).json()["status"] == "queued"


@pytest.mark.parametrize(
    ("fault", "jobs", "status", "error"),
    [
        ("reset:before", 0, 0, RESET),
        ("reset", 1, 0, RESET),
        ("reset:body", 1, 200, RESET),
        ("lost", 1, 0, NO_RESPONSE),
        ("truncate:0", 1, 200, NO_RESPONSE),
        ("truncate:9", 1, 200, NO_RESPONSE),
        ("length:9", 1, 200, NO_RESPONSE),
    ],
)
def test_a_connection_that_ends(served: Served, http: httpx.Client, fault, jobs, status, error):
    """On a socket and in process alike; the record has status 0 if no response began."""
    served.app.fail_next(fault)
    with pytest.raises(error):
        create(http)
    assert jobs_and_record(served) == (jobs, status, f"{fault}*1")
    assert create(http).status_code == 200

    app = create_app(PROVIDER, faults=[fault])
    with pytest.raises(error):
        asyncio.run(send_in_process(app))
    assert len(app.jobs) == jobs


async def send_in_process(app: Emulator, extensions: dict[str, Any] | None = None) -> httpx.Response:
    """Send a request that starts a job, without a socket."""

    async def with_extensions(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "extensions": extensions or {}}, receive, send)

    transport = httpx.ASGITransport(with_extensions)
    async with httpx.AsyncClient(transport=transport, base_url="http://a.test") as http:
        headers = {"authorization": "Bearer emulator-key"}
        return await http.post("/v1/videos", json={"prompt": "a cat"}, headers=headers)


def raw_response(served: Served, path: str, method: str = "GET") -> bytes:
    """Return the bytes of a response on a connection of its own, until the server ends it."""
    with socket.create_connection((served.host, served.port), timeout=5) as connection:
        head = f"{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer {served.api_key}\r\n"
        connection.sendall(f"{head}\r\n".encode())
        received = b""
        while data := connection.recv(65536):
            received += data
    return received


def test_the_body_is_longer_than_its_length(served: Served, http: httpx.Client):
    """All of it is on the wire, and a client reads its start."""
    path = f"/v1/videos/{completed(http, served)}"
    _, _, whole = raw_response(served, path).partition(b"\r\n\r\n")
    served.app.fail_next("length:-9", times=2)
    head, _, body = raw_response(served, path).partition(b"\r\n\r\n")
    assert (body, f"content-length: {len(whole) - 9}".encode() in head) == (whole, True)
    assert http.get(path.removeprefix("/v1")).content == whole[:-9]


def test_the_response_comes_twice(served: Served, http: httpx.Client):
    """The second one is where the response to the next request is read."""
    path = f"/v1/videos/{completed(http, served)}"
    served.app.fail_next("twice")
    received = raw_response(served, path)
    assert received.count(b"HTTP/1.1 200") == 2
    first, second = received.split(b"HTTP/1.1 200")[1:]
    assert first.partition(b"\r\n\r\n")[2] == second.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "fault", ["truncate:9", "length:-9", "length:9", "reset:body", "cut:9", "twice", "html", "slow:9999999"]
)
@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_faults_of_bodies_leave_other_methods_and_ranges_whole(served: Served, http: httpx.Client, fault, method):
    """A response without a body, and a part of a clip, are sent with the fault and not with a traceback."""
    path = f"/videos/{completed(http, served)}/content"
    served.app.fail_next(fault)
    with suppress(*RESET, NO_RESPONSE):
        response = http.request(method, path, headers={"range": "bytes=5-99"})
        assert response.status_code in (200, 206, 405)
    # On a new connection: the bytes behind a body are the start of the next response on theirs.
    content = httpx.get(f"{served.base_url}{path}", headers={**http.headers, "range": "bytes=5-99"}).content
    assert len(content) == 95


def test_a_create_has_the_response_to_the_one_before(served: Served, http: httpx.Client):
    """The first one is handled as ever."""
    served.app.switch_on("create=repeat")
    first, second = create(http), create(http, "a dog")
    assert (first.content, len(served.app.jobs)) == (second.content, 1)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_times_are_those_of_another_clock(served: Served, http: httpx.Client, clock: Clock):
    """`Date` and the times of the job, in that response alone."""
    served.app.fail_next("skew:-3600")
    skewed = create(http)
    honest = http.get(f"/videos/{skewed.json()['id']}")
    assert skewed.json()["created_at"] == honest.json()["created_at"] - 3600
    dates = [parsedate_to_datetime(response.headers["date"]).timestamp() for response in (skewed, honest)]
    assert dates == [int(clock()) - 3600, int(clock())]


def test_waits_end_when_the_client_hangs_up_or_the_server_stops():
    """A response that is a day late holds up neither."""
    with serve(PROVIDER, faults=["retrieve=latency:86400", "list=slow:1"]) as served:
        for path in ("/videos/video_1", "/videos"):
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(f"{served.base_url}{path}", headers={"authorization": "Bearer emulator-key"}, timeout=0.05)


def test_waits_are_those_of_the_host():
    """The ASGI extension is called in place of a real wait."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    app = create_app(PROVIDER, faults=["latency:3", "slow:100"])
    response = asyncio.run(send_in_process(app, {SLEEP: sleep}))
    assert waited[0] == 3
    assert sum(waited[1:]) == pytest.approx(len(response.content) / 100)


@pytest.mark.parametrize(
    ("prompt", "at", "expected"),
    [
        ("[[fail]]", 5, ("failed", 50)),
        ("[[end:failed:quota]]", 5, ("failed", 50)),
        ("[[end:completed]]", 10, ("completed", 100)),
        ("[[render:2]]", 2, ("completed", 100)),
        ("[[status:PREPARING]]", 5, ("PREPARING", 50)),
        ("[[stuck]]", 1e6, ("in_progress", 50)),
        ("[[stuck:0]]", 1e6, ("in_progress", 0)),
    ],
)
def test_the_course_of_a_job(served: Served, http: httpx.Client, prompt, at, expected):
    """By a marker in its prompt, and by a fault of the request that starts it."""
    for text, fault in ((f"a cat {prompt}", None), ("a cat", prompt.strip("[]"))):
        served.app.reset()
        if fault is not None:
            served.app.fail_next(fault)
        job_id = create(http, text).json()["id"]
        assert (served.requests[-1].fault or "").removesuffix("*1") == prompt.strip("[]")
        served.app.advance(at)
        job = http.get(f"/videos/{job_id}").json()
        assert (job["status"], job["progress"]) == expected


def test_a_status_that_flaps(served: Served, http: httpx.Client):
    """Each second poll, until the job ends."""
    for marker, word in (("flap", "queued"), ("flap:THROTTLED", "THROTTLED")):
        job_id = create(http, f"a cat [[{marker}]]").json()["id"]
        served.app.advance(5)
        words = [http.get(f"/videos/{job_id}").json()["status"] for _ in range(4)]
        assert words == ["in_progress", word, "in_progress", word]
        served.app.advance(5)
        assert {http.get(f"/videos/{job_id}").json()["status"] for _ in range(2)} == {"completed"}


def test_a_job_that_vanishes(served: Served, http: httpx.Client):
    """It is neither found nor listed, and has no clip."""
    job_id = create(http, "a cat [[vanish:20]]").json()["id"]
    served.app.advance(19)
    assert http.get(f"/videos/{job_id}/content").status_code == 200
    served.app.advance(1)
    assert [http.get(f"/videos/{job_id}{path}").status_code for path in ("", "/content")] == [404, 404]
    assert http.get("/videos").json()["data"] == []


def test_a_clip_expires(served: Served, http: httpx.Client):
    """When the job says so: a day after its creation, or as planned."""
    for prompt, seconds in (("a cat", 86_400), ("a cat [[ttl:60]]", 60)):
        job_id = completed(http, served, prompt)
        job = http.get(f"/videos/{job_id}").json()
        assert job["expires_at"] == job["created_at"] + seconds
        served.app.advance(seconds - 1)
        assert http.get(f"/videos/{job_id}/content").status_code == 200
        served.app.advance(1)
        expired = http.get(f"/videos/{job_id}/content")
        assert (expired.status_code, expired.json()["error"]["code"]) == (404, "video_expired")


def test_a_clip_behind_a_url_expires(clock: Clock):
    """The second origin refuses it as stores refuse a signed URL; its faults are those of downloads."""
    with serve("compatible", clock=clock, render_seconds=0) as served:
        headers = {"authorization": f"Bearer {served.api_key}"}
        body = {"prompt": "a cat [[ttl:60]] [[content=truncate:100*1]]"}
        job_id = httpx.post(f"{served.base_url}/videos", json=body, headers=headers).json()["id"]
        url = httpx.get(f"{served.base_url}/videos/{job_id}", headers=headers).json()["video_url"]
        with pytest.raises(NO_RESPONSE):
            httpx.get(url)
        assert [record.fault for record in served.media_requests] == ["content=truncate:100*1"]
        assert httpx.get(url).status_code == 200
        served.app.advance(60)
        assert httpx.get(url).status_code == 403


def test_markers_hit_requests_about_the_job_alone(served: Served, http: httpx.Client):
    """Its create only if the marker names it, and then as often as it says for this prompt."""
    other = create(http).json()["id"]
    job_id = create(http, "a cat [[503*2]]").json()["id"]
    assert [http.get(f"/videos/{job_id}").status_code for _ in range(3)] == [503, 503, 200]
    assert http.get(f"/videos/{other}").status_code == 200
    statuses = [create(http, "a cat [[create=429:1*2]]").status_code for _ in range(4)]
    assert statuses == [429, 429, 200, 200]
    assert [record.fault for record in served.requests][-4:] == ["create=429:1*2", "create=429:1*2", None, None]
    assert create(http, "text [[1]] in [[brackets: x]]").status_code == 200
    wrong = create(http, "a cat [[latency:-1]]")
    assert (wrong.status_code, "0 to 86400" in wrong.json()["error"]["message"]) == (400, True)


def test_faults_combine_and_take_turns(served: Served, http: httpx.Client):
    """Of those that decide on a response each has its turn; others are added."""
    for fault in ("skew:60*3", "503*1", "slow:1000000*3", "429:1*1"):
        served.app.switch_on(fault)
    responses = [http.get("/videos") for _ in range(4)]
    assert [response.status_code for response in responses] == [503, 429, 200, 200]
    assert [record.fault for record in served.requests] == [
        "skew:60*3, 503*1, slow:1000000*3",
        "skew:60*3, slow:1000000*3, 429:1*1",
        "skew:60*3, slow:1000000*3",
        None,
    ]


def test_faults_pass_over_requests_and_are_drawn(served: Served, http: httpx.Client):
    """`after` and `probability`; the draw is the same with the same seed."""
    served.app.fail_next("503", after=2)
    assert [http.get("/videos").status_code for _ in range(4)] == [200, 200, 503, 200]
    draws = []
    for _ in range(2):
        served.app.reset()
        served.app.switch_on("list=503@0.5")
        draws.append([http.get("/videos").status_code for _ in range(20)])
    assert draws[0] == draws[1]
    assert set(draws[0]) == {200, 503}


def test_the_same_seed_has_the_same_bytes(clock: Clock):
    """Ids, faults, and what a fault leaves of a body."""

    def run() -> list[tuple[int, bytes]]:
        with serve(PROVIDER, clock=clock, render_seconds=10, seed=7, faults=["html@0.3", "cut:20@0.3"]) as served:
            headers = {"authorization": f"Bearer {served.api_key}"}
            with httpx.Client(base_url=served.base_url, headers=headers) as http:
                return [
                    (r.status_code, r.headers["x-request-id"].encode() + r.content) for r in map(create, [http] * 9)
                ]

    first = run()
    assert first == run()
    assert len({body for _, body in first}) == 9


def test_every_fault_can_be_switched_on_for_every_provider():
    """Refused are only statuses for which the provider has no word."""
    examples = {
        "SECONDS": "1",
        "BYTES": "1",
        "DIFFERENCE": "9",
        "RATE": "9",
        "STATUS": "failed",
        "WORD": "x",
        "CODE": "x",
    }
    samples = {"openai": ("list=sample", "list"), "compatible": ("retrieve=sample", "retrieve-powertokens")}
    for provider, sample in samples.items():
        app = create_app(provider)
        for kind in FAULTS:
            value = examples.get(kind.argument, "")
            name = "503" if kind.name == "STATUS" else kind.name
            if name == "sample":  # a provider has those that were recorded
                name, value = sample
            app.switch_on(f"{name}:{value}" if value else name)
        assert len(list(app.faults)) == len(FAULTS)


@pytest.mark.parametrize("operation", ["retrieve", "create", "list"])
def test_our_client_sees_them(served: Served, operation):
    """A burst that ends is waited out; a create is never repeated on an unknown outcome."""
    with VideoClient(PROVIDER, base_url=served.base_url, api_key=served.api_key) as client:
        if operation == "create":
            served.app.fail_next("reset")
            with pytest.raises(VideoJobsError):
                client.create("a cat")
            assert len(served.app.jobs) == 1
        else:
            job = client.create("a cat")
            served.app.fail_next(f"{operation}=503:0*2")
            result = client.retrieve(job) if operation == "retrieve" else list(client.list())
            assert result
            assert [record.fault is not None for record in served.requests][-3:] == [True, True, False]


def test_our_async_client_sees_them(served: Served):
    """In the same way."""

    async def journey() -> None:
        async with AsyncVideoClient(PROVIDER, base_url=served.base_url, api_key=served.api_key) as client:
            served.app.switch_on("503:0")
            with pytest.raises(ServerError):
                await client.retrieve("video_1")

    asyncio.run(journey())


def test_only_words_of_the_provider_end_a_job(served: Served):
    """Others are refused when the fault is switched on."""
    with pytest.raises(ConfigurationError, match="no status word for expired"):
        served.app.switch_on("end:expired")
