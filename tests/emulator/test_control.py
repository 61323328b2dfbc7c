"""The control endpoint: what tests in other languages can do, and who may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.emulator.conftest import Clock
from videojobs.emulator import FAULTS, Served, serve
from videojobs.openapi.operations import as_object

JSON: dict[str, Any] = {"headers": {"content-type": "application/json"}}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """One server for all tests; its clock stands still."""
    with serve("openai", clock=Clock(), render_seconds=10, seed=1) as served:
        yield served


@pytest.fixture
def served(server: Served) -> Served:
    """The server, as at its start."""
    server.app.reset()
    return server


@pytest.fixture
def control(served: Served) -> Iterator[httpx.Client]:
    """A client of the control endpoint; it has no key."""
    with httpx.Client(base_url=f"http://{served.host}:{served.port}/_emulator") as client:
        yield client


def call(served: Served, method: str = "GET", path: str = "/videos") -> httpx.Response:
    """Send a request to the API."""
    headers = {"authorization": f"Bearer {served.api_key}"}
    json = {"prompt": "a cat"} if method == "POST" else None
    return httpx.request(method, served.base_url + path, headers=headers, json=json)


def test_jobs_are_listed_added_and_finished(served: Served, control: httpx.Client):
    """With what a test looks at; a clip has a path without a key."""
    job = call(served, "POST").json()
    added = control.post("/jobs", json={"prompt": "a dog", "id": "video_7", "seconds": 8}).json()
    listed = control.get("/jobs").json()["jobs"]
    assert [(item["id"], item["prompt"], item["status"]) for item in listed] == [
        (job["id"], "a cat", "queued"),
        ("video_7", "a dog", "queued"),
    ]
    assert (added["seconds"], added["clip"]) == (8, None)
    failed = control.post("/jobs/video_7", json={"status": "failed:quota"}).json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "quota")
    clip = control.post(f"/jobs/{job['id']}", json={"status": "completed"}).json()["clip"]
    assert httpx.get(f"http://{served.host}:{served.port}{clip}").content[4:8] == b"ftyp"
    assert call(served, path=f"/videos/{job['id']}").json()["status"] == "completed"


def test_requests_are_listed_from_a_number(served: Served, control: httpx.Client):
    """Control requests are none of them; neither is the key."""
    for _ in range(3):
        call(served)
    first = control.get("/requests").json()
    assert [(item["number"], item["path"], item["status"]) for item in first["requests"]] == [
        (number, "/v1/videos", 200) for number in (1, 2, 3)
    ]
    call(served, "POST")
    second = control.get("/requests", params={"after": first["last"]}).json()
    assert [(item["number"], item["method"], item["body"]) for item in second["requests"]] == [
        (4, "POST", {"prompt": "a cat"})
    ]
    assert control.get("/requests", params={"after": 4}).json() == {
        "log": served.app.requests.id,
        "requests": [],
        "last": 4,
    }
    assert control.get("/requests", params={"origin": "media"}).json()["requests"] == []
    assert served.api_key not in control.get("/requests").text


def test_faults_are_switched_on_and_off(served: Served, control: httpx.Client):
    """The same text as everywhere; attributes of a fault are further members."""
    switched = control.post("/faults", json={"fault": "list=429:7", "times": 2, "after": 1}).json()
    assert switched == {"faults": [{"fault": "list=429:7*2", "job_id": None, "after": 1}]}
    assert [call(served).status_code for _ in range(4)] == [200, 429, 429, 200]
    control.post("/faults", json={"fault": "503"})
    listed = control.get("/faults").json()
    assert [item["fault"] for item in listed["faults"]] == ["503"]
    assert [item["form"] for item in listed["kinds"]] == [kind.usage for kind in FAULTS]
    assert control.delete("/faults").json() == {"faults": []}
    assert call(served).status_code == 200


def test_time_passes_and_all_is_reset(served: Served, control: httpx.Client):
    """A job completes; then there is none."""
    call(served, "POST")
    now = control.get("/clock").json()["now"]
    assert control.post("/clock", json={"advance": 10}).json() == {"now": now + 10}
    assert control.get("/jobs").json()["jobs"][0]["status"] == "completed"
    assert control.post("/reset", json={}).json() == {"faults": []}
    assert (control.get("/jobs").json()["jobs"], control.get("/clock").json()["now"]) == ([], now)


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "message"),
    [
        ("GET", "/nothing", {}, 404, "POST /_emulator/faults"),
        ("PUT", "/faults", {}, 405, "GET or POST or DELETE"),
        ("POST", "/faults", {"content": "x"}, 415, "application/json"),
        ("POST", "/faults", {"content": "{", **JSON}, 400, "no JSON"),
        ("POST", "/faults", {"content": "[" * 99999, **JSON}, 400, "no JSON"),
        ("POST", "/faults", {"json": []}, 400, '{"fault": ...'),
        ("POST", "/faults", {"json": {}}, 400, "Missing: ['fault']"),
        ("POST", "/faults", {"json": {"fault": 7}}, 400, "fault: this is no string"),
        ("POST", "/faults", {"json": {"fault": "503", "time": 1}}, 400, "unknown: ['time']"),
        ("POST", "/faults", {"json": {"fault": "503", "times": 0}}, 400, "times is 0"),
        ("POST", "/faults", {"json": {"fault": "503", "times": True}}, 400, "times: this is no integer"),
        (
            "POST",
            "/faults",
            {"json": {"fault": "503", "probability": -(10**400)}},
            400,
            "probability: this is no number",
        ),
        ("POST", "/faults", {"json": {"fault": "explode"}}, 400, "there are STATUS"),
        ("POST", "/faults", {"json": {"fault": "end:expired"}}, 400, "no status word"),
        ("POST", "/faults", {"json": {"fault": "x" * 2_000_000}}, 413, "longer than"),
        ("POST", "/jobs/nobody", {"json": {"status": "completed"}}, 404, "GET /_emulator/jobs"),
        ("POST", "/jobs", {"json": {"prompt": "[[refuse:no]]"}}, 400, "No job is started"),
        ("POST", "/jobs", {"content": r'{"id": "\ud800"}', **JSON}, 400, "id: this is no string"),
        ("POST", "/clock", {"json": {"advance": -1}}, 400, "advance"),
        ("GET", "/requests?after=-1", {}, 400, "number"),
        ("GET", "/requests?after=" + "9" * 5000, {}, 400, "number"),
        ("GET", "/jobs", {"headers": {"host": "attacker.example:80"}}, 403, "localhost"),
        ("GET", "/jobs", {"headers": {"origin": "http://attacker.example"}}, 403, "web pages"),
        ("GET", "/jobs", {"headers": {"origin": "null"}}, 403, "web pages"),
        ("POST", "/reset", {"json": {}, "headers": {"sec-fetch-site": "cross-site"}}, 403, "web pages"),
        ("OPTIONS", "/faults", {"headers": {"origin": "http://attacker.example"}}, 403, "web pages"),
    ],
)
def test_errors_say_what_to_do(control: httpx.Client, method, path, options: dict[str, Any], status, message):
    """In JSON, without a stack."""
    response = control.request(method, path, **options)
    assert (response.status_code, message in response.json()["error"]["message"]) == (status, True)
    assert "access-control-allow-origin" not in response.headers


def test_a_size_that_the_provider_lacks_is_refused():
    """With the sizes that it takes."""
    with serve("openrouter") as served, httpx.Client(base_url=f"{served.url}/_emulator") as client:
        response = client.post("/jobs", json={"size": "0x0"})
    assert (response.status_code, "the provider takes 480p" in response.text) == (400, True)


@pytest.mark.parametrize(
    "host", ["localhost:1", "127.0.0.1", "[::1]:80", "192.168.0.7", "emulator:8000", "a.test", "LOCALHOST."]
)
def test_hosts_that_no_page_can_have(control: httpx.Client, host):
    """Addresses, and names that no one can register, as of containers."""
    assert control.get("/clock", headers={"host": host}).status_code == 200
    origin = f"http://{host}"
    assert control.get("/clock", headers={"host": host, "origin": origin}).status_code == 200


def test_it_is_described_in_openapi(control: httpx.Client):
    """Each operation, with its body."""
    document = control.get("").json()
    assert document["openapi"] == "3.1.0"
    fault = as_object(document["paths"]["/_emulator/faults"])["post"]["requestBody"]["content"]["application/json"]
    assert fault["schema"]["required"] == ["fault"]
    assert {"get", "post"} <= document["paths"]["/_emulator/jobs"].keys()


def test_faults_leave_the_control_endpoint_alone(served: Served, control: httpx.Client):
    """Or nothing could switch them off."""
    served.app.switch_on("reset:before")
    served.app.switch_on("503")
    assert control.delete("/faults").status_code == 200
    assert list(served.requests) == []


def test_a_reset_is_seen_by_those_who_read_requests(served: Served, control: httpx.Client):
    """Numbers begin at 1 again: with the id of the log, a reader knows that from one request to the next."""
    call(served)
    first = control.get("/requests", params={"after": 1}).json()
    assert (first["requests"], first["log"]) == ([], control.get("/requests").json()["log"])
    served.app.reset()
    second = control.get("/requests", params={"after": 1}).json()
    assert second["log"] not in (first["log"], control.get("/requests", params={"origin": "media"}).json()["log"])
