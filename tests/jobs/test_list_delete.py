"""Listing and deleting."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.wire import DIALECT, Answer, Seen, dialect, job
from videojobs import DecodeError, InvalidRequest, NotFound
from videojobs.dialect import Operation
from videojobs.testing import virtual_time


def page(*ids: str, **more: object) -> Answer:
    """Return a page of jobs."""
    return Answer.json({"object": "list", "data": [job(id=item) for item in ids], **more})


def test_all_pages_are_given(call: Either) -> None:
    """``limit`` is the size of a page, not of the list."""
    call.wire.says(page("a", "b", has_more=True, last_id="b"), page("c", has_more=False))
    assert [found.id for found in call("list", limit=2, order="asc")] == ["a", "b", "c"]
    assert [seen.target for seen in call.wire.seen] == [
        "/videos?limit=2&order=asc",
        "/videos?limit=2&order=asc&after=b",
    ]


def test_items_may_be_bare_where_answers_wrap_the_job(call: Either) -> None:
    """One job comes as ``{"data": {...}}``, a list holds the jobs themselves."""
    call.dialect = dialect(fields=evolve(DIALECT.fields, job=("/data",)))
    call.wire.says(page("a", has_more=False))
    (found,) = call("list")
    assert (found.id, found.status.value) == ("a", "queued")
    call.wire.says(Answer.json(job(id="a")))
    with pytest.raises(DecodeError, match="no id"):
        call("retrieve", "a")


def test_without_last_id_the_last_job_is_the_cursor(call: Either) -> None:
    """``has_more`` without ``last_id`` must not end the list silently."""
    call.wire.says(page("a", has_more=True), page("b", has_more=False))
    assert [found.id for found in call("list")] == ["a", "b"]


def test_a_cursor_that_does_not_move_is_an_error(call: Either) -> None:
    """Not an endless loop."""
    call.wire.says(page("a", has_more=True, last_id="a"))
    with pytest.raises(DecodeError, match="does not move"):
        call("list")
    assert len(call.wire.seen) == 2


def test_a_list_that_says_nothing_of_more_ends_when_nothing_new_comes(call: Either) -> None:
    """The format's own example lacks ``has_more``."""
    call.wire.says(page("a", "b"))
    assert [found.id for found in call("list")] == ["a", "b"]
    call.wire.says(Answer.json({"data": None, "has_more": False}))
    assert call("list") == []


def test_a_list_without_cursors_is_one_page(call: Either) -> None:
    """What its operation does not take is refused, or left out."""
    plain = call.dialect.operations["list"]
    operation = Operation(module=plain.module, operation_id="l", method="GET", path="/videos")
    call.dialect = dialect(operations={"list": operation})
    call.wire.says(Answer.json([job(id="a")]))
    assert [found.id for found in call("list", limit=5)] == ["a"]
    assert call.wire.seen[0].target == "/videos"
    with pytest.raises(InvalidRequest, match="order"):
        call("list", order="asc")


@pytest.mark.parametrize("body", [{}, {"error": "x"}, 5, {"data": [{}]}, {"data": [5]}])
def test_what_is_no_list_is_a_decode_error(call: Either, body: object) -> None:
    """The message says what it is."""
    call.wire.says(Answer.json(body))
    with pytest.raises(DecodeError):
        call("list")


@pytest.mark.parametrize(
    ("answer", "deleted"),
    [
        (Answer.json({"id": "video_1", "object": "video.deleted", "deleted": True}), True),
        (Answer.json({"id": "video_1", "deleted": False}), False),
        (Answer.json(job("deleted")), True),
        (Answer.json(job("in_progress")), False),
        (Answer(204), True),
        (Answer.json({"code": 0, "data": {"id": "video_1", "deleted": True}}), True),
    ],
)
def test_deletions(call: Either, answer: Answer, deleted: bool) -> None:
    """Every form in use is the same value."""
    call.wire.says(answer)
    found = call("delete", "video_1")
    assert (found.provider, found.id, found.deleted) == ("wired", "video_1", deleted)
    assert call.wire.seen[0].method == "DELETE" and hash(found)


def test_a_lost_deletion_that_worked_is_a_success(call: Either) -> None:
    """The second try says "no such job": then the first one worked."""
    call.wire.says(Answer(reset=True), Answer.json({"error": "gone"}, 404))
    with virtual_time():
        assert call("delete", "video_1").deleted


def test_deleting_what_is_not_there_is_an_error(call: Either) -> None:
    """At the first try it means what it says."""
    call.wire.says(Answer.json({"error": "gone"}, 404))
    with pytest.raises(NotFound):
        call("delete", "video_1")


def test_a_deletion_of_another_job_is_a_decode_error(call: Either) -> None:
    """The answer must be about the job asked for."""

    def other(_: Seen) -> Answer:
        return Answer.json({"id": "video_2", "deleted": True})

    call.wire.says(other)
    with pytest.raises(DecodeError, match="video_2"):
        call("delete", "video_1")
