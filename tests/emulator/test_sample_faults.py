"""The fault `sample`: a recorded response of the provider, with the job's own details, is sent on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.emulator.invented import DIALECT, DOCUMENT
from videojobs import JobFailed
from videojobs.emulator import create_app, in_process, serve
from videojobs.errors import ConfigurationError


def test_a_client_goes_on_with_a_recorded_job(tmp_path: Path) -> None:
    """The recorded create has another status and fewer keys, and the job has its own id; it is rendered and saved."""
    with in_process("newapi") as emulator:
        client = emulator.client()
        emulator.fail_next("create=sample:create-201")
        job = client.create("a boat [[retrieve=sample:retrieve-veo*2]]", model="any")
        assert job.id == emulator.jobs[0].id
        assert (job.raw["status"], job.raw["model"], "seconds" in job.raw) == ("processing", "any", False)
        assert client.retrieve(job).raw.keys() == {
            "id", "object", "model", "status", "progress", "created_at", "completed_at",
        }  # fmt: skip
        client.download(client.wait(job), tmp_path / "boat.mp4")
        assert [record.fault for record in emulator.requests][:3] == [
            "create=sample:create-201*1",
            "retrieve=sample:retrieve-veo*2",
            "retrieve=sample:retrieve-veo*2",
        ]


def test_a_recorded_end_is_the_end_of_the_job(tmp_path: Path) -> None:
    """Its clip is there at once, at a URL of this emulator; a recorded failure is one of the job."""
    with in_process("newapi", render_seconds=3600) as emulator:
        client = emulator.client()
        job = client.create("a boat [[retrieve=sample:retrieve-kling*1]]", model="any")
        done = client.wait(job)
        assert (done.raw["seconds"], done.raw["metadata"].keys()) == ("5.1", {"url"})
        assert client.download(done, tmp_path / "boat.mp4").bytes
        assert emulator.clock.elapsed < 60
        failed = client.create("a boat [[retrieve=sample:retrieve-failed-hailuo*1]]", model="any")
        for code in ("1027", "1027"):  # the recorded response, and the one after it
            job = client.wait(failed)
            assert (job.is_failed, job.error.code) == (True, code)
        with pytest.raises(JobFailed):
            client.render("a boat [[retrieve=sample:retrieve-failed]]", tmp_path / "none.mp4", model="any")


def test_prompts_and_the_ids_of_lists_are_those_of_the_jobs() -> None:
    """What a response repeats of a request is not the recorded text."""
    with in_process("openai", faults=["list=sample:list"]) as emulator:
        client = emulator.client()
        ids = [client.create("a boat").id for _ in range(2)]
        headers = {"authorization": f"Bearer {emulator.api_key}"}
        with httpx.Client(transport=emulator.transport(), base_url="http://a.test", headers=headers) as http:
            listed = http.get("/v1/videos").json()
            assert listed == {
                "data": [{"id": ids[1], "object": "video", "model": "sora-2", "status": "completed"}],
                "object": "list",
            }
    with in_process("cometapi", faults=["retrieve=sample:retrieve-running"]) as emulator:
        client = emulator.client()
        assert client.retrieve(client.create("a red boat")).raw["prompt"] == "a red boat"


def test_errors_are_sent_without_a_job() -> None:
    """A recorded error of a create starts none; one about a job needs none; a failed job can have an error status."""
    with in_process("newapi", faults=["create=sample:create-no-model", "content=sample:content-failed"]) as emulator:
        headers = {"authorization": f"Bearer {emulator.api_key}"}
        with httpx.Client(transport=emulator.transport(), base_url="http://a.test", headers=headers) as http:
            refused = http.post("/v1/videos", json={"model": "any", "prompt": "a boat"})
            assert (refused.status_code, refused.json()["error"]["type"]) == (400, "new_api_error")
            assert http.get("/v1/videos/any-id/content").status_code == 502
        assert emulator.jobs == []
    with in_process("vllm-omni") as emulator:
        client = emulator.client()
        job = client.retrieve(client.create("a red boat [[retrieve=sample:retrieve-refused]]"))
        assert (job.id, job.is_failed, job.error.code) == (emulator.jobs[0].id, True, "400")
        assert job.raw["prompt"].startswith("a red boat")


def test_a_success_is_not_sent_for_a_request_that_is_refused() -> None:
    """An unknown id, a missing key and an invalid body have their own errors."""
    with in_process("newapi", faults=["retrieve=sample:retrieve-veo", "create=sample:create-veo"]) as emulator:
        with httpx.Client(transport=emulator.transport(), base_url="http://a.test") as http:
            key = {"authorization": f"Bearer {emulator.api_key}"}
            assert http.get("/v1/videos/any-id", headers=key).json()["code"] == "task_not_exist"
            assert http.post("/v1/videos", json={"prompt": "a boat"}).status_code == 401
            assert http.post("/v1/videos", json={}, headers=key).status_code == 400
        assert emulator.jobs == []


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("create=sample:none", r"'none'; there are create, create-201, .*create-veo$"),
        ("sample:none", r"'none'; there are .*create-201, .*retrieve-veo$"),
        ("create=sample:retrieve-veo", r"of retrieve; write retrieve=sample:retrieve-veo"),
        ("sample:retrieve-veo", r"of retrieve; write retrieve=sample:retrieve-veo"),
        ("retrieve=sample", r"write sample:NAME"),
    ],
)
def test_a_sample_that_cannot_be_sent_is_refused(fault: str, message: str) -> None:
    """When the fault is switched on, at the start, and in a prompt."""
    with pytest.raises(ConfigurationError, match=message):
        create_app("newapi", faults=[fault])
    with in_process("newapi") as emulator:
        with pytest.raises(ConfigurationError, match=message):
            emulator.fail_next(fault)
        headers = {"authorization": f"Bearer {emulator.api_key}"}
        with httpx.Client(transport=emulator.transport(), base_url="http://a.test", headers=headers) as http:
            refused = http.post("/v1/videos", json={"model": "any", "prompt": f"a boat [[{fault}]]"})
        assert (refused.status_code, emulator.jobs) == (400, [])
        assert "prompt: fault " in refused.text


def test_samples_of_operations_without_a_role_are_refused() -> None:
    """A webhook is no response; the list of models is sent as it is recorded anyway."""
    for provider, name in (("cometapi", "webhook-guide"), ("openrouter", "models")):
        with pytest.raises(ConfigurationError, match="no fault hits"):
            create_app(provider, faults=[f"create=sample:{name}"])


def test_a_document_of_ones_own_has_samples_of_ones_own() -> None:
    """None unless they are given, in the form of those of a provider."""
    with pytest.raises(ConfigurationError, match="there are none"):
        create_app(dialect=DIALECT, document=DOCUMENT, faults=["create=sample:create"])
    body = {"id": "j-1", "state": "odd"}
    sample: dict[str, Any] = {"name": "mine", "operation": "retrieve", "http_status": 218, "body": body}
    with pytest.raises(ConfigurationError, match="samples: 'x' has no http_status and no body"):
        create_app(dialect=DIALECT, document=DOCUMENT, samples=[{"name": "x", "operation": "retrieve"}, {"body": {}}])
    app = create_app(dialect=DIALECT, document=DOCUMENT, samples=[sample, {}], faults=["retrieve=sample:mine"])
    assert [str(fault) for fault in app.faults] == ["retrieve=sample:mine"]
    sample = {"name": "gone", "operation": "delete", "http_status": 200, "body": {"data": {"task": {"key": "j-1"}}}}
    with in_process("own", dialect=DIALECT, document=DOCUMENT, samples=[sample]) as emulator:
        job = emulator.add_job("a boat")
        emulator.fail_next("delete=sample:gone")
        with httpx.Client(transport=emulator.transport(), base_url="http://a.test") as http:
            gone = http.delete(f"/api/clips/{job.id}", headers={"x-token": emulator.api_key})
        assert (gone.status_code, gone.json(), emulator.jobs) == (200, sample["body"], [])


def test_the_control_endpoint_lists_them() -> None:
    """With their notes; what it lists can be switched on."""
    with serve("newapi") as served, httpx.Client(base_url=f"{served.url}/_emulator") as control:
        samples = control.get("/faults").json()["samples"]
        assert {
            "name": "create-upstream-429",
            "operation": "create",
            "status": 429,
            "note": "the upstream sent 429",
        } in (samples)
        fault = "create=sample:create-upstream-429"
        assert control.post("/faults", json={"fault": fault}).json()["faults"][0]["fault"] == fault
