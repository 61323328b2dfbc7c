"""Ids: one job may have several, or none in the responses about it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, StubResponse, job
from videojobs import AmbiguousCreate, ApiError, DecodeError, VideoClient, recover
from videojobs.dialect import Ids, IdSpelling, Quirks
from videojobs.emulator import serve
from videojobs.ledger import Ledger
from videojobs.testing import virtual_time

SPELLING = IdSpelling(prefix="video_", text="gate:{provider};model:{route};video_id:{id}")
SPELLED = evolve(DIALECT, ids=Ids(alphabet="spelled", spelling=SPELLING))


def spelled(job_id: str, route: str = "sora", provider: str = "openai") -> str:
    """Return an id of a gateway."""
    text = f"gate:{provider};model:{route};video_id:{job_id}"
    return "video_" + base64.b64encode(text.encode()).decode()


def routed(server_url: str, states: list[str]) -> Any:
    """Respond as a gateway does: with other ids than it is asked with, which lead nowhere."""

    def respond(request: Any) -> StubResponse:
        if request.method == "POST" and request.target == "/videos":
            return StubResponse.json(job(id=spelled("a")))
        if request.method == "POST":
            return StubResponse.json(job(id=spelled("b", route="")))
        for name in ("a", "b"):
            if spelled(name).rstrip("=") in request.target:
                if request.method == "DELETE":
                    return StubResponse.json({"id": spelled(name, route=""), "deleted": True})
                state = states.pop(0) if len(states) > 1 else states[0]
                return StubResponse.json(job(state, id=spelled(name, route="")))
        return StubResponse.json({"error": {"message": "no such host"}}, 500)

    return respond


def test_the_requested_id_is_kept(call: Either) -> None:
    """Retrieve, wait, wait_all and delete take the response about the same job, and keep the id that leads there."""
    call.dialect = SPELLED
    call.server.respond_with(routed(call.server.url, ["queued", "in_progress", "completed"]))
    with virtual_time():
        created = call("create", "a boat")
        assert created.id == spelled("a")
        assert call("retrieve", created).id == created.id
        done = call("wait", created.ref)
        assert (done.id, done.status.value, done.raw["id"]) == (created.id, "completed", spelled("a", route=""))
        (result,) = call("wait_all", [created])
        assert result.id == created.id
        assert call("delete", created).deleted


def test_a_remix_is_where_its_source_is(call: Either) -> None:
    """Its own id leads nowhere; with the route of its source it does."""
    call.dialect = SPELLED
    call.server.respond_with(routed(call.server.url, ["completed"]))
    with virtual_time():
        remix = call("remix", spelled("a"), "at night")
        assert remix.id == spelled("b")
        assert call("wait", remix).id == remix.id


@pytest.mark.parametrize("other", [spelled("b"), spelled("a", provider="azure"), "video_1", "a", "video_!"])
def test_the_response_about_another_job_is_still_refused(call: Either, other: str) -> None:
    """A surplus response on a connection is another request's."""
    call.dialect = SPELLED
    call.server.respond_with(StubResponse.json(job("completed", id=other)))
    with pytest.raises(DecodeError, match="received job"):
        call("retrieve", spelled("a"))


@pytest.mark.parametrize(
    "change", [lambda text: text.rstrip("="), lambda text: text.replace("+", "-").replace("/", "_")]
)
def test_other_forms_of_base64_are_the_same_id(call: Either, change: Any) -> None:
    """Proxies strip the padding, and replace what a URL cannot hold."""
    call.dialect = SPELLED
    call.server.respond_with(StubResponse.json(job("completed", id=change(spelled("?>?>~~a", route="")))))
    assert call("retrieve", spelled("?>?>~~a")).id == spelled("?>?>~~a")


@pytest.mark.parametrize("provider", ["litellm", "compatible"])
def test_the_gateway_of_the_specification_through_the_whole_journey(provider: str, tmp_path: Path) -> None:
    """Create, wait, download, list, remix and its clip, with the emulator of that gateway."""
    with virtual_time() as clock, serve("litellm", clock=clock.time, render_seconds=5.0) as served:
        base_url = served.base_url + ("/v1" if provider == "compatible" else "")
        with VideoClient(provider, base_url=base_url, api_key=served.api_key) as client:
            created = client.create("a boat", seconds=4)
            done = client.wait(created)
            assert done.id == created.id != done.raw["id"]
            client.download(client.retrieve(created.id), tmp_path / "clip.mp4")
            remix = client.remix(done, "at night")
            client.download(client.wait(remix), tmp_path / "remix.mp4")
            assert client.call("retrieve", created.id).id == done.raw["id"]
            headers: dict[str, str] = {}
            if provider == "compatible":
                with pytest.raises(ApiError, match="custom-llm-provider"):
                    list(client.list())
                assert "custom-llm-provider" not in served.requests[-1].headers
                headers = {"custom-llm-provider": "openai"}
            assert {item.id for item in client.list(headers=headers)} == {created.id, remix.id}
        assert "custom-llm-provider" in served.requests[-1].headers


def test_an_image_url_is_sent_as_text_where_the_gateway_takes_no_object() -> None:
    """An object makes it fail for most upstreams."""
    with serve("litellm") as served, VideoClient("litellm", base_url=served.base_url, api_key=served.api_key) as client:
        client.create("a boat", input_reference="https://img.example/a.png")
        assert served.requests[0].body["input_reference"] == "https://img.example/a.png"


def test_the_advice_of_an_ambiguous_create_is_that_of_the_provider(call: Either) -> None:
    """The list of a gateway may be that of another account."""
    call.dialect = evolve(DIALECT, create=evolve(DIALECT.create, look_up="at the provider behind the proxy"))
    call.server.respond_with(StubResponse.json({}, 500))
    with virtual_time(), pytest.raises(AmbiguousCreate, match="at the provider behind the proxy") as caught:
        call("create", "a boat")
    assert "list()" not in str(caught.value)


def test_a_job_that_the_ledger_has_is_not_found_again_under_its_other_id(server: Any, tmp_path: Path) -> None:
    """A request of unknown outcome is not matched with the job of another request."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    prompt = "a boat"
    created = 1795273145
    server.respond_with(StubResponse.json(job(id=spelled("a"), created_at=created)), StubResponse.json({}, 500))
    with virtual_time(), VideoClient(SPELLED, base_url=server.url, api_key="k", ledger=ledger.path) as client:
        client.create(prompt)
        with pytest.raises(AmbiguousCreate):
            client.create(prompt)
        listed = job(id=spelled("a", route=""), created_at=created, prompt=prompt)
        server.respond_with(StubResponse.json({"data": [listed], "has_more": False}))
        found = recover(client).jobs
    assert [item.ref.id for item in found if item.ref is not None] == [spelled("a")]
    assert [item.entry_id is not None for item in found] == [True, False]


def test_a_response_without_an_id_is_about_the_requested_job(call: Either) -> None:
    """Only where provider.yaml says so, only with a status, and not in the response to a create."""
    call.server.respond_with(StubResponse.json({"status": "completed", "url": "https://cdn.example/1.mp4"}))
    with pytest.raises(DecodeError, match="no id"):
        call("retrieve", "video_7")
    call.dialect = evolve(DIALECT, quirks=Quirks(no_id_when_retrieved=True))
    done = call("wait", "video_7")
    assert (done.id, done.is_completed, done.video_url) == ("video_7", True, "https://cdn.example/1.mp4")
    assert "id: absent" in done.reconciled
    with pytest.raises(AmbiguousCreate, match="no id"):
        call("create", "a boat")
    call.server.respond_with(StubResponse.json({"message": "busy"}))
    with pytest.raises(DecodeError):
        call("retrieve", "video_7")


def test_an_error_without_a_status_is_a_failed_job(call: Either) -> None:
    """A gateway that gave a job up sends its error and no status, with 200, for ever."""
    body = {"id": "video_1", "error": {"message": "the upstream responded with 429", "type": "upstream_error"}}
    call.server.respond_with(StubResponse.json(body))
    with virtual_time():
        failed = call("wait", "video_1")
    assert (failed.is_failed, failed.raw_status) == (True, None)
    assert failed.error is not None and "429" in str(failed.error)
    call.server.respond_with(StubResponse.json({**body, "error": {"message": "", "code": None}}))
    assert not call("retrieve", "video_1").is_finished


def test_spelled_ids_of_the_emulator_lead_nowhere_without_their_route() -> None:
    """As at the real gateway, whose second spelling is asked for at a public host."""
    with serve("litellm") as served, VideoClient("litellm", base_url=served.base_url, api_key=served.api_key) as client:
        created = client.create("a boat")
        body = client.retrieve(created).raw
        assert json.dumps(body["id"]) != json.dumps(created.id)
        with pytest.raises(Exception, match="There is no video"):
            client.retrieve(str(body["id"]))
