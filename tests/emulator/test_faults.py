"""Faults on demand: their text form, the ways to switch them on, and each on a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from attrs import evolve

from tests.emulator.conftest import Clock
from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import Fault, Served, create_app, parse_fault, serve
from videojobs.errors import ConfigurationError

KEY = {"authorization": "Bearer emulator-key"}


@pytest.fixture
def served(clock: Clock) -> Iterator[Served]:
    """The provider of the format, on real sockets; a job takes ten seconds of its clock."""
    with serve(dialect=DIALECT, document=DOCUMENT, clock=clock, render_seconds=10) as emulator:
        yield emulator


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    """A client that has the key."""
    with httpx.Client(base_url=served.base_url, headers=KEY) as client:
        yield client


@pytest.mark.parametrize(
    "text",
    [
        "503",
        "create=503*2",
        "429:7",
        "429:Fri, 31 Dec 9999 23:59:59 GMT",
        "latency:0.5",
        "content=reset*1",
        "fail:moderation_blocked",
        "end:cancelled",
    ],
)
def test_a_fault_is_written_as_it_is_read(text):
    """The text form has all that it says."""
    assert str(parse_fault(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "OPERATION"),
        ("explode", "no such kind; there are STATUS"),
        ("399", "no such kind"),
        ("600", "no such kind"),
        ("9" * 5000, "no such kind"),
        ("launch=503", "no such operation"),
        ("503@2", "probability is 2.0; it must be 0 to 1"),
        ("retrieve=fail", "an operation that starts a job"),
        ("list=repeat", "an operation that starts a job"),
        ("503*0", "times is 0"),
        ("latency", "0 to 86400"),
        ("latency:-1", "0 to 86400"),
        ("latency:1e999", "0 to 86400"),
        ("latency:nan", "0 to 86400"),
        ("reset:never", "before, after, body"),
        ("twice:7", "no value"),
        ("truncate:-1", "0 or more"),
        ("truncate:" + "9" * 5000, "0 or more"),
        ("slow:0", "1 or more"),
        ("length:0", "9 or -9"),
        ("length:+-9", "9 or -9"),
        ("skew:1e9", "ten years"),
        ("skew:--1", "ten years"),
        ("stuck:100", "0 to 99"),
        ("html:302", "400 to 599"),
        ("redirect:200", "301, 302"),
        ("429:a\r\nset-cookie: b", "visible ASCII"),
        ("end:done", "ends no job"),
        ("status", "1 to 100"),
    ],
)
def test_a_text_that_is_no_fault_is_refused(text, reason):
    """The message has the reason."""
    with pytest.raises(ConfigurationError, match=reason):
        parse_fault(text)


def test_a_fault_hits_the_next_request(served: Served, http: httpx.Client):
    """Once, and it is in the record of that request."""
    served.app.fail_next("list=429:7")
    assert http.post("videos", json={"prompt": "a cat"}).is_success
    response = http.get("videos")
    assert (response.status_code, response.headers["retry-after"]) == (429, "7")
    assert http.get("videos").status_code == 200
    assert [record.fault for record in served.requests] == [None, "list=429:7*1", None]


def test_a_fault_is_an_object_too(served: Served, http: httpx.Client):
    """Once as well, unless it says how often; attributes are added."""
    served.app.fail_next(Fault(kind="503"))
    served.app.fail_next(Fault(kind="429", times=2), operation="list", after=1)
    assert [http.get("videos").status_code for _ in range(5)] == [503, 200, 429, 429, 200]


def test_faults_are_switched_on_by_settings_and_off(clock: Clock):
    """Until `clear_faults`."""
    with serve(dialect=DIALECT, document=DOCUMENT, clock=clock, faults=["503"]) as served:
        assert [httpx.get(served.base_url).status_code for _ in range(3)] == [503] * 3
        served.app.clear_faults()
        assert httpx.get(served.base_url).status_code == 404


def test_a_reset_after_the_job_was_created(served: Served, http: httpx.Client):
    """The job exists, and the client has no response."""
    served.app.fail_next("reset")
    with pytest.raises(httpx.ReadError):
        http.post("videos", json={"prompt": "a cat"})
    assert [job.prompt for job in served.app.jobs] == ["a cat"]
    assert [(record.status, record.fault) for record in served.requests] == [(0, "reset*1")]


def test_a_job_is_finished_by_the_test(served: Served, http: httpx.Client):
    """With each status that the provider has a word for, and at once."""
    for status in ("completed", "failed:quota"):
        created = http.post("videos", json={"prompt": "a cat"}).json()
        job = served.app.finish(served.app.jobs[-1], status)
        assert job.id in str(created)
        assert job.state_at(job.created_at).status == status.partition(":")[0]
    with pytest.raises(ConfigurationError, match="no status word for expired"):
        served.app.finish(job, "expired")
    with pytest.raises(ConfigurationError, match="ends no job"):
        served.app.finish(job, "exploded")
    with pytest.raises(ConfigurationError, match="there is no job"):
        served.app.finish("nobody")


def test_time_passes_when_the_test_advances_it(served: Served, http: httpx.Client):
    """A job of ten seconds is finished."""
    http.post("videos", json={"prompt": "a cat"})
    served.app.advance(10)
    assert served.app.jobs[0].state_at(served.app.settings.clock()).status == "completed"
    with pytest.raises(ConfigurationError):
        served.app.advance(-1)


def test_the_state_at_the_start_returns(clock: Clock):
    """No jobs, no requests; the faults of the settings, with the ids of the seed."""
    with serve(dialect=DIALECT, document=DOCUMENT, clock=clock, faults=["delete=503*1"], seed=7) as served:
        headers = KEY

        def responses() -> list[bytes]:
            created = httpx.post(f"{served.base_url}/videos", json={"prompt": "a cat"}, headers=headers)
            deleted = httpx.delete(f"{served.base_url}/videos/{served.app.jobs[0].id}", headers=headers)
            assert (created.is_success, deleted.status_code) == (True, 503)
            return [created.content, deleted.content]

        first = responses()
        served.app.fail_next("503")
        served.app.advance(100)
        served.app.reset()
        assert (served.app.jobs, list(served.requests)) == ([], [])
        assert responses() == first


def test_a_provider_has_only_faults_of_its_operations():
    """The message lists them."""
    without_remix = evolve(DIALECT, operations={k: v for k, v in DIALECT.operations.items() if k != "remix"})
    with pytest.raises(ConfigurationError, match="no operation 'remix'; there are create, "):
        create_app(dialect=without_remix, document=DOCUMENT, faults=["remix=503"])


def test_faults_that_could_never_hit_are_refused(served: Served):
    """And those that are too many to look at for each request."""
    with pytest.raises(ConfigurationError, match="has no id yet"):
        served.app.fail_next("fail", job_id="video_1")
    for _ in range(1000):
        served.app.switch_on("list=503")
    with pytest.raises(ConfigurationError, match="1000 faults are on already"):
        served.app.switch_on("list=503")


def test_prompts_are_counted_within_bounds(served: Served, http: httpx.Client):
    """The oldest prompt is forgotten, and a fault that has had its times is off."""
    faults = served.app.faults
    for number in range(1001):
        assert faults.select_for_prompt("create", f"a cat {number} [[create=503*1]]")
    assert not faults.select_for_prompt("create", "a cat 1000 [[create=503*1]]")
    assert faults.select_for_prompt("create", "a cat 0 [[create=503*1]]")
    job_id = http.post("videos", json={"prompt": "a cat [[503*1]]"}).json()["id"]
    assert [str(fault) for fault in faults] == ["503*1"]
    assert http.get(f"videos/{job_id}").status_code == 503
    assert list(faults) == []
