"""Listing and deleting."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, ReceivedRequest, StubResponse, dialect, job
from videojobs import DecodeError, InvalidRequest, NotFound
from videojobs.dialect import RoleOperation
from videojobs.testing import virtual_time


def page(*ids: str, **more: object) -> StubResponse:
    """Return a page of jobs."""
    return StubResponse.json({"object": "list", "data": [job(id=item) for item in ids], **more})


def test_all_pages_are_fetched(call: Either) -> None:
    """``limit`` is the size of a page, not of the list."""
    call.server.respond_with(page("a", "b", has_more=True, last_id="b"), page("c", has_more=False))
    assert [item.id for item in call("list", limit=2, order="asc")] == ["a", "b", "c"]
    assert [request.target for request in call.server.requests] == [
        "/videos?limit=2&order=asc",
        "/videos?limit=2&order=asc&after=b",
    ]


def test_items_may_be_bare_where_responses_wrap_the_job(call: Either) -> None:
    """One job is sent as ``{"data": {...}}``, a list holds the jobs themselves."""
    call.dialect = dialect(fields=evolve(DIALECT.fields, job=("/data",)))
    call.server.respond_with(page("a", has_more=False))
    (item,) = call("list")
    assert (item.id, item.status.value) == ("a", "queued")
    assert "completed_at: absent" in item.reconciled and not any(text.startswith("job:") for text in item.reconciled)
    call.server.respond_with(StubResponse.json(job(id="a")))
    with pytest.raises(DecodeError, match="no id"):
        call("retrieve", "a")


def test_without_last_id_the_last_job_is_the_cursor(call: Either) -> None:
    """``has_more`` without ``last_id`` must not end the list silently."""
    call.server.respond_with(page("a", has_more=True), page("b", has_more=False))
    assert [item.id for item in call("list")] == ["a", "b"]


def test_a_cursor_that_does_not_move_is_an_error(call: Either) -> None:
    """Not an endless loop."""
    call.server.respond_with(page("a", has_more=True, last_id="a"))
    with pytest.raises(DecodeError, match="does not move"):
        call("list")
    assert len(call.server.requests) == 2


def test_a_list_without_has_more_ends_with_a_page_without_new_jobs(call: Either) -> None:
    """The format's own example lacks ``has_more``."""
    call.server.respond_with(page("a", "b"))
    assert [item.id for item in call("list")] == ["a", "b"]
    call.server.respond_with(StubResponse.json({"data": None, "has_more": False}))
    assert call("list") == []
    call.server.respond_with(StubResponse.json({"code": "success", "message": "", "data": {"items": []}}))
    assert call("list") == []


def test_a_list_without_cursors_is_one_page(call: Either) -> None:
    """What its operation does not take is refused, or left out."""
    plain = call.dialect.operations["list"]
    operation = RoleOperation(module=plain.module, operation_id="l", method="GET", path="/videos")
    call.dialect = dialect(operations={"list": operation})
    call.server.respond_with(StubResponse.json([job(id="a")]))
    assert [item.id for item in call("list", limit=5)] == ["a"]
    assert call.server.requests[0].target == "/videos"
    with pytest.raises(InvalidRequest, match=r"order: .* no such parameter; it takes: none"):
        call("list", order="asc")
    call.dialect = dialect(operations={"list": evolve(operation, query=("limit", "order"))})
    with pytest.raises(InvalidRequest, match=r"after: .* no such parameter; it takes: limit, order"):
        call("list", after="a")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"error": "x"},
        5,
        {"data": [{}]},
        {"data": [5]},
        [None],
        {"data": [None]},
        {"data": None, "error": {"message": "no"}},
        {"data": [], "error": "no"},
        {"code": 401, "message": "invalid token", "data": None},
        {"success": False, "message": "invalid token", "data": []},
    ],
)
def test_what_is_no_list_is_a_decode_error(call: Either, body: object) -> None:
    """The message names its type."""
    call.server.respond_with(StubResponse.json(body))
    with pytest.raises(DecodeError):
        call("list")


@pytest.mark.parametrize(
    ("response", "deleted"),
    [
        (StubResponse.json({"id": "video_1", "object": "video.deleted", "deleted": True}), True),
        (StubResponse.json({"id": "video_1", "deleted": False}), False),
        (StubResponse.json(job("deleted")), True),
        (StubResponse.json(job("in_progress")), False),
        (StubResponse(204), True),
        (StubResponse.json({"code": 0, "data": {"id": "video_1", "deleted": True}}), True),
        (StubResponse.json({"id": "video_1", "object": "video.deleted"}), True),
        (StubResponse(202), False),
        (StubResponse.json({}), False),
        (StubResponse.json({"code": 0, "message": "success", "data": None}), False),
        (StubResponse.json({"id": "video_1", "object": "video"}), False),
    ],
)
def test_deletions(call: Either, response: StubResponse, deleted: bool) -> None:
    """Every form in use is the same value."""
    call.server.respond_with(response)
    deletion = call("delete", "video_1")
    assert (deletion.provider, deletion.id, deletion.deleted) == ("wired", "video_1", deleted)
    assert call.server.requests[0].method == "DELETE" and hash(deletion)


@pytest.mark.parametrize("body", [None, [], "deleted", [None], {"error": {"message": "not yours"}}, {"error": "x"}])
def test_a_response_that_is_no_deletion_is_a_decode_error(call: Either, body: object) -> None:
    """The clip may still be there, and billed for."""
    call.server.respond_with(StubResponse.json(body))
    with pytest.raises(DecodeError):
        call("delete", "video_1")


def test_a_lost_deletion_that_worked_is_a_success(call: Either) -> None:
    """The second try receives "no such job": then the first one worked."""
    call.server.respond_with(StubResponse(reset=True), StubResponse.json({"error": "gone"}, 404))
    with virtual_time():
        assert call("delete", "video_1").deleted


def test_deleting_what_is_not_there_is_an_error(call: Either) -> None:
    """At the first try there is no such job."""
    call.server.respond_with(StubResponse.json({"error": "gone"}, 404))
    with pytest.raises(NotFound):
        call("delete", "video_1")


def test_a_deletion_of_another_job_is_a_decode_error(call: Either) -> None:
    """The response must be about the requested job."""

    def other(_: ReceivedRequest) -> StubResponse:
        return StubResponse.json({"id": "video_2", "deleted": True})

    call.server.respond_with(other)
    with pytest.raises(DecodeError, match="video_2"):
        call("delete", "video_1")
