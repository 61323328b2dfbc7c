"""Errors: what a code proves is said in provider.yaml, and a gateway's message may be its upstream's error."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, StubResponse
from videojobs import AmbiguousCreate, ApiError, AuthenticationError, NotFound
from videojobs.dialect import Dialect, EncodingRejection, ErrorFields
from videojobs.testing import virtual_time


def with_errors(errors: ErrorFields) -> Dialect:
    """Return the dialect with other facts about errors."""
    return evolve(DIALECT, errors=errors)


def wrapped(code: str, status: int, upstream: object) -> StubResponse:
    """Return the response of a gateway that passes on an upstream's error."""
    return StubResponse.json({"code": code, "message": json.dumps(upstream), "data": None}, status)


BLOCKED = {"error": {"message": "blocked", "type": "user_error", "code": "moderation_blocked", "param": None}}


def test_a_code_that_proves_that_nothing_was_started_is_a_rejection(call: Either) -> None:
    """With any status; without the fact, and with any other code, the outcome of a 503 is unknown."""
    call.server.respond_with(StubResponse.json({"error": {"code": "model_not_found", "message": "no channel"}}, 503))
    with virtual_time(), pytest.raises(AmbiguousCreate):
        call("create", "a boat")
    call.dialect = with_errors(ErrorFields(not_started_codes=("model_not_found",)))
    with virtual_time(), pytest.raises(ApiError, match="no channel") as caught:
        call("create", "a boat")
    assert not isinstance(caught.value, AmbiguousCreate)
    call.server.respond_with(StubResponse.json({"error": {"code": "fail_to_fetch_task", "message": "x"}}, 503))
    with virtual_time(), pytest.raises(AmbiguousCreate):
        call("create", "a boat")


def test_the_code_of_an_upstream_proves_nothing(call: Either) -> None:
    """The gateway may have asked two upstreams, and says itself that it did ask."""
    call.dialect = with_errors(ErrorFields(not_started_codes=("model_not_found",)))
    upstream = {"error": {"message": "no such model", "code": "model_not_found"}}
    call.server.respond_with(wrapped("fail_to_fetch_task", 503, upstream))
    with virtual_time(), pytest.raises(AmbiguousCreate):
        call("create", "a boat")
    create = evolve(DIALECT.create, encoding_rejections=(EncodingRejection(status=400, code="invalid_json"),))
    call.dialect = evolve(DIALECT, create=create)
    call.server.respond_with(wrapped("fail_to_fetch_task", 400, {"error": {"message": "bad", "code": "invalid_json"}}))
    with virtual_time(), pytest.raises(ApiError):
        call("create", "a boat")
    assert len(call.server.requests) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_code_that_is_not_about_the_key(call: Either, status: int) -> None:
    """The operator's key, or the caller's balance: a new key of the caller's would not help."""
    call.server.respond_with(
        wrapped("fail_to_fetch_task", status, {"error": {"message": "bad key", "code": "invalid"}})
    )
    with virtual_time(), pytest.raises(AuthenticationError):
        call("retrieve", "video_1")
    call.dialect = with_errors(ErrorFields(not_the_key=("fail_to_fetch_task", "server_error")))
    for body in ({"code": "fail_to_fetch_task", "message": "x"}, {"error": {"type": "server_error", "message": "x"}}):
        call.server.respond_with(StubResponse.json(body, status))
        with virtual_time(), pytest.raises(ApiError) as caught:
            call("create", "a boat")
        assert not isinstance(caught.value, AuthenticationError)
    call.server.respond_with(StubResponse.json({"error": {"message": "Invalid token"}}, status))
    with virtual_time(), pytest.raises(AuthenticationError):
        call("retrieve", "video_1")


def test_the_error_of_an_upstream_is_read_from_the_message(call: Either) -> None:
    """Its code and its message are what the caller acts on."""
    call.server.respond_with(wrapped("fail_to_fetch_task", 400, BLOCKED))
    with pytest.raises(ApiError) as caught:
        call("create", "a boat")
    error = caught.value
    assert (error.code, error.error_type, error.api_message) == ("moderation_blocked", "user_error", "blocked")
    assert error.body["code"] == "fail_to_fetch_task"


@pytest.mark.parametrize("message", ["{", "{}", "[]", "{not json}", '{"a": 1}', "{" * 50_000, "plain"])
def test_a_message_that_is_no_error_of_an_upstream_is_a_text(call: Either, message: str) -> None:
    """Whatever it looks like."""
    call.server.respond_with(StubResponse.json({"code": "c", "message": message}, 400))
    with pytest.raises(ApiError) as caught:
        call("create", "a boat")
    assert (caught.value.code, caught.value.api_message) == ("c", message)


def test_the_code_of_a_missing_job_is_the_servers_own(call: Either) -> None:
    """An upstream's word for a missing job, in the gateway's error for something else, is none."""
    call.dialect = with_errors(ErrorFields(not_found_status=400, not_found_codes=("task_not_exist",)))
    call.server.respond_with(StubResponse.json({"code": "task_not_exist", "message": "task_not_exist"}, 400))
    with pytest.raises(NotFound):
        call("retrieve", "video_1")
    call.server.respond_with(wrapped("fail_to_fetch_task", 400, {"error": {"message": "x", "code": "task_not_exist"}}))
    with pytest.raises(ApiError) as caught:
        call("retrieve", "video_1")
    assert not isinstance(caught.value, NotFound)
