"""Retrieving and waiting: nothing that can go wrong on the way ends a wait for a job that is paid for."""

from __future__ import annotations

import pickle
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from tests.jobs.conftest import KINDS, Either
from tests.jobs.stub_server import DIALECT, ReceivedRequest, StubResponse, job
from tests.stalling import stalled
from videojobs import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    DecodeError,
    InvalidRequest,
    JobRef,
    NotFound,
    RateLimited,
    ServerError,
    VideoJob,
    VideoJobsError,
    WaitTimeout,
)
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.testing import virtual_time

DONE = StubResponse.json(job("completed", progress=100))
RUNNING = StubResponse.json(job("in_progress", progress=50))


def created(wire_url: str | None = None) -> VideoJob:
    """Return a job as create returns it."""
    return reconcile(job(), DIALECT, base_url=wire_url)


def test_retrieve_survives_faults(call: Either) -> None:
    """A GET may be repeated."""
    call.server.respond_with(
        StubResponse(reset=True), StubResponse(503), StubResponse.json({}, 429, retry_after_ms="1500"), RUNNING
    )
    with virtual_time() as clock:
        assert call("retrieve", "video_1").progress == 50
    assert clock.sleeps == [0.5, 1.0, 1.5]


def test_retrieve_gives_up(call: Either) -> None:
    """After four tries, with the last error."""
    call.server.respond_with(StubResponse.json({"error": "down"}, 503))
    with virtual_time(), pytest.raises(ServerError, match="down") as caught:
        call("retrieve", "video_1")
    assert len(call.server.requests) == 4 and caught.value.ref.id == "video_1"


def test_retrieve_refuses_another_job(call: Either) -> None:
    """Another caller's job is not returned."""
    call.server.respond_with(StubResponse.json(job(id="video_2")))
    with pytest.raises(DecodeError, match="requested job video_1, received job video_2"):
        call("retrieve", "video_1")


def test_ids_are_one_path_segment(call: Either) -> None:
    """Whatever is in them; what would change the path is refused."""
    call.server.respond_with(StubResponse.json(job(id="a/b+c=?d")))
    assert call("retrieve", "a/b+c=?d").id == "a/b+c=?d"
    assert call.server.requests[0].target == "/videos/a%2Fb%2Bc%3D%3Fd"
    for wrong in ("", ".", ".."):
        with pytest.raises(InvalidRequest):
            call("retrieve", wrong)


@pytest.mark.parametrize(
    "target",
    [
        JobRef(provider="other", id="video_1"),
        JobRef(provider="wired", id="video_1", base_url="https://elsewhere.example"),
        5,
    ],
)
def test_a_job_of_another_provider_is_refused(call: Either, target: Any) -> None:
    """Its id would mean nothing, or another job, here."""
    with pytest.raises(InvalidRequest):
        call("retrieve", target)
    assert call.server.requests == []


def test_wait_polls_with_growing_pauses_and_reports_changes(call: Either) -> None:
    """1 s, 1.5 s, 2.25 s ...; each change is reported once."""
    reports: list[tuple[str, float | None]] = []
    call.server.respond_with(StubResponse.json(job()), RUNNING, RUNNING, DONE)
    with virtual_time() as clock:
        result = call(
            "wait", "video_1", on_update=lambda updated: reports.append((updated.status.value, updated.progress))
        )
    assert result.is_completed and clock.sleeps == [1.0, 1.5, 2.25]
    assert reports == [("queued", 0.0), ("in_progress", 50.0), ("completed", 100.0)]


def test_the_longest_pause_is_twenty_seconds(call: Either) -> None:
    """Growing has an end, and so has the wait."""
    call.server.respond_with(RUNNING)
    with virtual_time() as clock, pytest.raises(WaitTimeout):
        call("wait", "video_1", timeout=300)
    assert max(clock.sleeps) == 20.0 and clock.elapsed == 300


def test_a_finished_job_is_returned_at_once(call: Either) -> None:
    """Nothing is sent."""
    done = reconcile(job("failed"), DIALECT)
    assert call("wait", done) is done and call.server.requests == []


@pytest.mark.parametrize("call", [kind for kind in KINDS if kind != "sync"], indirect=True)
def test_an_async_on_update_is_awaited(call: Either) -> None:
    """For async callers only."""
    reports: list[str] = []

    async def update(updated: VideoJob) -> None:
        reports.append(updated.status)

    call.server.respond_with(DONE)
    with virtual_time():
        call("wait", "video_1", on_update=update)
    assert reports == ["completed"]


@pytest.mark.parametrize(
    "bad",
    [
        StubResponse(reset=True),
        StubResponse(503),
        StubResponse(522, b"<html>"),
        StubResponse.json({"error": {"message": "slow down"}}, 429),
        StubResponse(200, b"<html>maintenance</html>"),
        StubResponse(200, b""),
        StubResponse.json({}),
        StubResponse.json(job(id="video_9", status="completed")),
        StubResponse.json(job("warming_up")),
        StubResponse.json(job("unknown")),
        StubResponse.json({"id": "video_1"}),
        StubResponse.json({"error": {"message": "no such job"}}, 404),
    ],
)
def test_a_wait_goes_on_over(call: Either, bad: StubResponse) -> None:
    """Faults, malformed bodies, other jobs and unknown statuses."""
    call.server.respond_with(bad, bad, DONE)
    with virtual_time():
        assert call("wait", created()).is_completed
    assert len(call.server.requests) == 3


@pytest.mark.parametrize(
    ("reply", "settings", "response_seconds"),
    [
        (StubResponse.json({"error": "down"}, 503, Retry_After="0"), {}, 0),
        (StubResponse.json({"error": "down"}, 500), {}, 0),
        (StubResponse.json({"error": "down"}, 502), {"poll_interval": 1.0}, 9),
        (StubResponse(200, b"<html>maintenance</html>"), {"poll_interval": 1.0}, 9),
        (StubResponse(reset=True), {}, 0),
        pytest.param(StubResponse.json({"error": "down"}, 502), {"poll_interval": 1.0}, 0, marks=pytest.mark.nightly),
        pytest.param(
            StubResponse(200, b"<html>maintenance</html>"), {"poll_interval": 1.0}, 0, marks=pytest.mark.nightly
        ),
    ],
)
def test_a_wait_survives_ten_minutes_of_nothing_but_faults(
    call: Either, reply: StubResponse, settings: dict[str, float], response_seconds: float
) -> None:
    """However many polls that is; then it raises the last error, which carries the job."""

    def respond(request: ReceivedRequest) -> StubResponse:
        clock.advance(response_seconds)
        return reply

    call.server.respond_with(respond)
    with virtual_time() as clock, pytest.raises(VideoJobsError) as caught:
        call("wait", created(), timeout=None, **settings)
    assert not isinstance(caught.value, WaitTimeout)
    assert 600 <= clock.elapsed < 630 and caught.value.job == created()
    assert min(clock.sleeps) >= 0.75


def test_one_good_response_renews_the_budget(call: Either) -> None:
    """Only faults without a job between them count together."""
    faults = [StubResponse.json({"error": "down"}, 503, Retry_After="60")] * 9
    call.server.respond_with(*faults, RUNNING, *faults, DONE)
    with virtual_time() as clock:
        assert call("wait", created(), timeout=None).is_completed
    assert clock.elapsed > 1000


def test_a_wait_for_an_unknown_id_ends_soon(call: Either) -> None:
    """After 15 s if no response showed the job; after two minutes if create returned it."""
    call.server.respond_with(StubResponse.json({"error": "what?"}, 404, Retry_After="0"))
    with virtual_time() as clock, pytest.raises(NotFound):
        call("wait", "video_typo")
    assert 15 <= clock.elapsed < 17
    with virtual_time() as clock, pytest.raises(NotFound):
        call("wait", created())
    assert 120 <= clock.elapsed < 123


NO_MONEY = [
    StubResponse.json({"error": {"message": "no", "code": "insufficient_quota"}}, 429),
    StubResponse.json(
        {
            "error": {
                "message": 'OpenAIException - {"error": {"message": "no", "code": "billing_hard_limit"}}\n\nNo fallback.',
                "code": "429",
            }
        },
        429,
    ),
    StubResponse.json({"error": "top up"}, 402),
    StubResponse.json({"error": {"message": "no", "code": "insufficient_user_quota"}}, 403),
]


@pytest.mark.parametrize("refusal", NO_MONEY, ids=range(len(NO_MONEY)))
def test_a_wait_goes_on_for_two_minutes_without_money(call: Either, refusal: StubResponse) -> None:
    """The job is paid for, and an account may be topped up by itself; without that, ten minutes would change nothing."""
    call.server.respond_with(refusal, refusal, refusal, DONE)
    with virtual_time():
        assert call("wait", created()).is_completed
    call.server.respond_with(refusal)
    with virtual_time() as clock, pytest.raises(ApiError) as caught:
        call("wait", created(), timeout=None)
    assert 120 <= clock.elapsed < 145 and caught.value.job == created()


@pytest.mark.parametrize("refusal", NO_MONEY, ids=range(len(NO_MONEY)))
def test_one_good_response_renews_the_time_without_money(call: Either, refusal: StubResponse) -> None:
    """Only refusals without a job between them count together."""
    slow = evolve(refusal, headers={**refusal.headers, "Retry-After": "50"})
    call.server.respond_with(slow, slow, RUNNING, slow, slow, DONE)
    with virtual_time() as clock:
        assert call("wait", created(), timeout=None).is_completed
    assert clock.elapsed > 200


@pytest.mark.parametrize("code", [None, "rate_limit_exceeded", "balancer_full", "insufficient_capacity"])
def test_the_sentences_of_a_message_are_not_read(call: Either, path: Path, code: str | None) -> None:
    """A quota may be one of requests per minute: without a code about money, a 429 is one for the rate."""
    message = "Quota exceeded for requests per minute. Add balance, billing or credit. {not JSON}"
    refusal = StubResponse.json({"error": {"message": message, "code": code}}, 429)
    call.server.respond_with(refusal, refusal, StubResponse.json(job("completed")))
    with virtual_time():
        assert call("create", "a boat").id == "video_1"
    call.server.respond_with(refusal)
    for name, arguments, tries in [
        ("create", ("a boat",), 3),
        ("retrieve", ("video_1",), 4),
        ("download", ("video_1", path), 4),
    ]:
        call.server.requests.clear()
        with virtual_time(), pytest.raises(RateLimited):
            call(name, *arguments)
        assert len(call.server.requests) == tries
    with virtual_time() as clock, pytest.raises(RateLimited):
        call("wait", created(), timeout=None)
    assert clock.elapsed >= 600


def test_a_fault_that_only_sounds_like_money_is_waited_out(call: Either) -> None:
    """A status of 500 or more is a fault of the server, whatever its text."""
    call.server.respond_with(
        StubResponse.json({"error": {"message": "insufficient memory", "code": "no_balancer"}}, 503)
    )
    with virtual_time() as clock, pytest.raises(ServerError):
        call("wait", created(), timeout=None)
    assert clock.elapsed >= 600
    with virtual_time(), pytest.raises(ServerError):
        call("retrieve", "video_1")
    assert len(call.server.requests) > 4


@pytest.mark.parametrize("status", [400, 409, 410])
def test_a_refusal_after_a_good_response_ends_the_wait(call: Either, status: int) -> None:
    """Only a server that has not shown the job yet may be late."""
    refusal = StubResponse.json({"error": "no"}, status)
    call.server.respond_with(refusal, refusal, RUNNING, refusal)
    with virtual_time(), pytest.raises(ApiError) as caught:
        call("wait", created(), timeout=None)
    assert len(call.server.requests) == 4 and caught.value.job.status == "in_progress"


@pytest.mark.parametrize("name", ["retrieve", "list", "delete"])
@pytest.mark.parametrize("refusal", NO_MONEY, ids=range(len(NO_MONEY)))
def test_a_single_request_is_not_repeated_without_money(call: Either, name: str, refusal: StubResponse) -> None:
    """Nothing is lost by it: the caller can make it again."""
    call.server.respond_with(refusal)
    arguments = () if name == "list" else ("video_1",)
    with virtual_time() as clock, pytest.raises(ApiError):
        call(name, *arguments)
    assert len(call.server.requests) == 1 and clock.sleeps == []


@pytest.mark.parametrize(("status", "kind"), [(401, AuthenticationError), (403, AuthenticationError), (422, ApiError)])
def test_refusals_end_a_wait_at_once(call: Either, status: int, kind: type[ApiError]) -> None:
    """The error knows the job."""
    call.server.respond_with(StubResponse.json({"error": "no"}, status))
    with virtual_time(), pytest.raises(kind) as caught:
        call("wait", created())
    assert len(call.server.requests) == 1 and caught.value.ref.id == "video_1"


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"openai-poll-after-ms": "3000"}, 3.0),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 1.0),
        ({"Retry-After": "86400"}, 60.0),
        ({"Retry-After": "0"}, 1.0),
        ({"Retry-After": formatdate(1_800_000_009, usegmt=True), "Date": formatdate(1_800_000_000, usegmt=True)}, 9.0),
        ({"Retry-After": "99999999999"}, 1.0),
        ({"Retry-After": "-5"}, 1.0),
        ({"Retry-After": "nan"}, 1.0),
        ({"Retry-After": "soon"}, 1.0),
    ],
)
def test_hints_of_the_server_are_obeyed_and_bounded(call: Either, headers: dict[str, str], pause: float) -> None:
    """Those of the latest response count; absurd ones are ignored."""
    first = StubResponse.json(job("in_progress"))
    first.headers.update(headers)
    call.server.respond_with(first, RUNNING, DONE)
    with virtual_time() as clock:
        call("wait", "video_1")
    assert clock.sleeps == [pause, 1.5]


def test_a_fixed_interval_stays_fixed(call: Either) -> None:
    """Also for a job just created, and below one second."""
    hinting = StubResponse.json(job("in_progress"), Retry_After="0")
    for interval in (5.0, 0.2):
        call.server.respond_with(hinting, hinting, DONE)
        with virtual_time() as clock:
            call("wait", created(), poll_interval=interval)
        assert clock.sleeps == [interval, interval, interval]


@pytest.mark.parametrize("status", [200, 429, 503])
def test_a_server_may_request_a_longer_pause_than_the_interval(call: Either, status: int) -> None:
    """No poll comes earlier than the server requests."""
    call.server.respond_with(StubResponse.json(job("in_progress"), status, Retry_After="30"), DONE)
    with virtual_time() as clock:
        call("wait", "video_1", poll_interval=0.2)
    assert clock.sleeps == [30.0]


def test_progress_never_runs_backwards(call: Either) -> None:
    """The highest value stays."""
    reports: list[float | None] = []
    steps = [StubResponse.json(job("in_progress", progress=step)) for step in (60, 20, None, 70)]
    call.server.respond_with(*steps, DONE)
    with virtual_time():
        call("wait", "video_1", on_update=lambda updated: reports.append(updated.progress))
    assert reports == [60.0, 70.0, 100.0]


def test_the_deadline_carries_the_job(call: Either) -> None:
    """It is looked at once more shortly before; the error tells how to go on, and pickles."""
    call.server.respond_with(RUNNING)
    with virtual_time() as clock, pytest.raises(WaitTimeout) as caught:
        call("wait", created(), timeout=10.0)
    assert clock.elapsed == 10.0 and isinstance(caught.value, TimeoutError)
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.job.progress == 50 and error.ref.id == "video_1" and "resume" in str(error)
    call.server.respond_with(DONE)
    with virtual_time():
        assert call("wait", error.ref).is_completed


def test_the_last_poll_comes_shortly_before_the_deadline(call: Either) -> None:
    """Not an interval earlier: a job that finishes in the last pause is returned."""
    call.server.respond_with(RUNNING)
    with virtual_time() as clock:
        call.server.respond_with(
            lambda _: DONE if clock.elapsed >= 297 else RUNNING,
        )
        assert call("wait", created(), timeout=300).is_completed
    assert 297 <= clock.elapsed < 300


@pytest.mark.parametrize("target", ["video_1", created()])
@pytest.mark.parametrize("timeout", [0, 0.3])
def test_each_wait_polls_at_least_once(call: Either, target: Any, timeout: float) -> None:
    """Also with timeout=0, which polls exactly once and never sleeps."""
    call.server.respond_with(DONE)
    with virtual_time() as clock:
        assert call("wait", target, timeout=timeout).is_completed
    assert clock.sleeps == []
    call.server.respond_with(RUNNING)
    with virtual_time() as clock, pytest.raises(WaitTimeout):
        call("wait", target, timeout=timeout)
    assert len(call.server.requests) == 1 and clock.elapsed == timeout


def test_an_infinite_timeout_is_no_limit(call: Either) -> None:
    """As None."""
    call.server.respond_with(*[RUNNING] * 60, DONE)
    with virtual_time() as clock:
        assert call("wait", "video_1", timeout=float("inf")).is_completed
    assert clock.elapsed > 900


def test_a_timeout_claims_only_what_was_received(call: Either) -> None:
    """A job that no response showed may not exist."""
    call.server.respond_with(StubResponse(503))
    with virtual_time(), pytest.raises(WaitTimeout) as caught:
        call("wait", "video_1", timeout=5)
    assert "no response showed it" in str(caught.value) and "render" not in str(caught.value)


def test_a_deadline_bounds_the_request_in_flight(call: Either) -> None:
    """A server that never responds cannot block a wait."""
    with stalled() as wait:

        def never(_: Any) -> StubResponse:
            while wait(1.0):
                pass
            return DONE

        call.server.respond_with(never)
        call.settings = {"timeout": None}  # so that only the deadline of the call can end it
        with pytest.raises(WaitTimeout) as caught:
            call("wait", "video_1", timeout=0.3)
    assert caught.value.job is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": -1},
        {"timeout": float("nan")},
        {"timeout": True},
        {"timeout": "5"},
        {"timeout": httpx.Timeout(5)},
        {"poll_interval": 0},
        {"poll_interval": "1"},
        {"poll_interval": float("nan")},
    ],
)
def test_settings_are_checked(call: Either, wrong: dict[str, Any]) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidRequest):
        call("wait", "video_1", **wrong)
    if "timeout" in wrong:
        with pytest.raises(InvalidRequest):
            call("download", "video_1", "x.mp4", **wrong)
        call.settings = wrong
        with pytest.raises(ConfigurationError):
            call("retrieve", "video_1")


def test_a_timeout_that_no_socket_can_hold_is_no_limit(call: Either) -> None:
    """Also infinity; `socket.settimeout` raises OverflowError for more than 25 days."""
    call.server.respond_with(DONE)
    for timeout in (float("inf"), 1e12, 10**400):
        call.settings = {"timeout": timeout}
        assert call("wait", "video_1", timeout=timeout).is_completed
    call.settings = {"timeout": None}
    assert call("wait", "video_1", timeout=900_000).is_completed


def test_failures_are_values(call: Either) -> None:
    """A failed job is a result, not an exception."""
    call.server.respond_with(StubResponse.json(job("failed", error={"code": "moderation", "message": "no"})))
    with virtual_time():
        result = call("wait", "video_1")
    assert result.is_failed and result.error.code == "moderation"


def test_an_unknown_status_is_logged_once(call: Either, caplog: pytest.LogCaptureFixture) -> None:
    """Not with each of a hundred polls."""
    odd, other = StubResponse.json(job("simmering")), StubResponse.json(job("resting"))
    call.server.respond_with(odd, odd, other, odd, DONE)
    with virtual_time():
        assert call("wait", "video_1").is_completed
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 2 and "'simmering'" in warnings[0] and "'resting'" in warnings[1]


@pytest.mark.parametrize(("name", "arguments"), [("retrieve", ("video_1",)), ("list", ()), ("delete", ("video_1",))])
def test_an_error_names_its_provider(call: Either, name: str, arguments: tuple[str, ...]) -> None:
    """A program with several clients tells them apart by it."""
    call.server.respond_with(StubResponse.json({"error": "no"}, 400))
    with pytest.raises(ApiError) as caught:
        call(name, *arguments)
    assert caught.value.provider == "wired"
