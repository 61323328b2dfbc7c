"""`VideoJob`, `JobRef` and the errors a job can turn into."""

from __future__ import annotations

import copy
import pickle

import attrs
import pytest

from tests.jobs.stub_server import DIALECT, job
from videojobs import DecodeError, JobCancelled, JobExpired, JobFailed, JobRef, VideoJob, parse_job
from videojobs.jobs.decoding.reconcile import reconcile


def test_a_job_is_frozen_hashable_and_compares_by_all_fields() -> None:
    """Two readings of one body are equal; one different key makes a difference."""
    one, same = reconcile(job(), DIALECT), reconcile(job(), DIALECT)
    other = reconcile(job(quality="hd"), DIALECT)
    assert one == same and hash(one) == hash(same) and one != other
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.status = "x"  # type: ignore[misc, assignment]
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
    assert not hasattr(one, "__dict__")


def test_the_ref_is_one_line_and_reads_back() -> None:
    """Another process needs nothing else to find the job."""
    ref = reconcile(job(), DIALECT, base_url="https://x.example/v1").ref
    line = ref.to_json()
    assert "\n" not in line and JobRef.from_json(line) == ref
    assert ref == JobRef(provider="wired", id="video_1", base_url="https://x.example/v1")


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"provider": "x"}', '{"provider": 1, "id": "x"}', "[" * 100_000])
def test_a_damaged_ref_is_a_decode_error(line: str) -> None:
    """Nothing else leaks out of reading one."""
    with pytest.raises(DecodeError):
        JobRef.from_json(line)


@pytest.mark.parametrize("src", [{}, {"provider": "x"}, {"provider": "x", "id": "1", "status": "odd"},
                                 {"provider": "x", "id": "1", "size": [1]}, {"provider": "x", "id": "1", "error": 5}])  # fmt: skip
def test_a_damaged_dict_is_a_decode_error(src: dict[str, object]) -> None:
    """`from_dict` takes what `to_dict` wrote, and refuses anything else."""
    with pytest.raises(DecodeError, match="to_dict"):
        VideoJob.from_dict(src)


@pytest.mark.parametrize(
    ("status", "error"), [("failed", JobFailed), ("canceled", JobCancelled), ("expired", JobExpired)]
)
def test_raise_for_failure(status: str, error: type[Exception]) -> None:
    """An end without a clip is a value until `raise_for_failure`; the error holds the job and pickles."""
    ended = reconcile(job(status, error={"code": "c", "message": "why"}), DIALECT)
    assert ended.is_finished and not ended.is_completed
    with pytest.raises(error, match="c: why") as caught:
        ended.raise_for_failure()
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.job, again.ref, again.code, str(again)) == (ended, ended.ref, "c", str(caught.value))


def test_accessors() -> None:
    """The names that users of the format bring from other languages."""
    done = reconcile(job("completed", remixed_from_video_id="video_0"), DIALECT)
    assert done.is_completed and done.is_finished and done.is_remix and not done.is_failed
    assert done.raise_for_failure() is done and done.try_get_error() is None
    assert reconcile(job("deleted"), DIALECT).is_deleted
    assert reconcile({"id": "1", "object": "video.deleted", "deleted": True}, DIALECT).is_deleted
    assert reconcile({"id": "1", "deleted": True}, DIALECT).is_deleted
    assert reconcile({"id": "1", "object": "video.deleted"}, DIALECT).is_deleted
    assert not done.is_deleted


@pytest.mark.parametrize(
    "body", ["", "{", b"\xff\xfe\xfa", "null", "[" * 100_000, '{"id": ' + "[" * 90 + "]" * 90 + "}"]
)
def test_parse_job_of_damaged_text_is_a_decode_error(body: str | bytes) -> None:
    """Not JSON, not an object, too deep."""
    with pytest.raises(DecodeError):
        parse_job("compatible", body)


def test_parse_job_takes_text_bytes_and_dicts() -> None:
    """All three read the same."""
    text = '{"id": "video_1", "status": "running"}'
    jobs = {parse_job("compatible", text), parse_job("compatible", text.encode())}
    assert jobs == {parse_job("compatible", {"id": "video_1", "status": "running"})}


def test_the_repr_stays_short() -> None:
    """Whatever the provider sends."""
    page = "<html>" * 10_000
    result = reconcile(
        job("failed", video_url="data:video/mp4;base64," + "A" * 100_000, error=page, prompt=page), DIALECT
    )
    assert len(repr(result)) < 2_000
