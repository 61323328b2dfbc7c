"""What decides whether a paid request is repeated: declared rejections of an encoding, and idempotency keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from attrs import evolve

from tests.create_arguments import create_arguments
from videojobs import AmbiguousCreate, ApiError, AuthenticationError, VideoClient
from videojobs.dialect import Dialect, EncodingRejection
from videojobs.emulator import Served, create_app, serve
from videojobs.errors import ConfigurationError
from videojobs.jobs.registry import load_dialect
from videojobs.openapi.documents import read_document
from videojobs_api import PROVIDERS

HEADER = "idempotency-key"
DIALECT, DOCUMENT = read_document("compatible")
REJECTIONS = DIALECT.create.encoding_rejections
BOTH = evolve(DIALECT, create=evolve(DIALECT.create, encodings=("multipart", "json"), encoding_rejections=REJECTIONS))
KEYED = evolve(DIALECT, create=evolve(DIALECT.create, idempotency_header=HEADER))


@contextmanager
def emulated(dialect: Dialect, **settings: Any) -> Iterator[tuple[Served, VideoClient]]:
    """Serve a dialect, and open a client for it."""
    with (
        serve(dialect=dialect, document=DOCUMENT, **settings) as served,
        VideoClient(dialect, base_url=served.base_url, api_key=served.api_key) as client,
    ):
        yield served, client


def outcomes(served: Served) -> list[tuple[str, int]]:
    """Return encoding and status of each request."""
    return [(request.content_type.partition("/")[2], request.status) for request in served.requests]


@pytest.mark.parametrize("encoding", ["json", "multipart"])
def test_a_server_of_one_encoding_refuses_the_other_as_declared(encoding: str) -> None:
    """Each declared rejection in turn; a client that knows them starts one job for each call."""
    other = "form-data" if encoding == "json" else "json"
    accepted = "json" if encoding == "json" else "form-data"
    for number in range(len(REJECTIONS)):
        rejections = REJECTIONS[number:] + REJECTIONS[:number]
        preferred = ("multipart", "json") if encoding == "json" else ("json", "multipart")
        dialect = evolve(BOTH, create=evolve(BOTH.create, encodings=preferred, encoding_rejections=rejections))
        with emulated(dialect, only_encoding=encoding) as (served, client):
            client.create("a boat")
            assert outcomes(served) == [(other, rejections[0].status), (accepted, 200)]
            client.create("another boat")
            assert outcomes(served)[2:] == [(accepted, 200)]


def test_the_declared_rejections_take_turns() -> None:
    """So that one emulator plays them all."""
    with serve(dialect=BOTH, document=DOCUMENT, only_encoding="json") as served:
        headers = {"authorization": f"Bearer {served.api_key}"}
        with httpx.Client(base_url=served.base_url, headers=headers) as http:
            responses = [http.post("/videos", files={"prompt": (None, "a boat")}) for _ in range(5)]
    assert [response.status_code for response in responses] == [422, 422, 400, 400, 422]
    assert [response.json() for response in responses[:3]] == [
        {"detail": [{"loc": ["body", "prompt"]}]},
        {"detail": [{"loc": ["body"]}]},
        {"detail": "input_reference file is required"},
    ]
    assert responses[3].json()["error"]["code"] == "invalid_json"
    assert responses[4].json() == responses[0].json()


def test_without_declared_rejections_the_status_is_415() -> None:
    """Which needs no declaration."""
    dialect = evolve(BOTH, create=evolve(BOTH.create, encoding_rejections=()))
    with emulated(dialect, only_encoding="json") as (served, client):
        client.create("a boat")
        assert outcomes(served) == [("form-data", 415), ("json", 200)]


def test_a_remix_is_refused_like_a_new_job() -> None:
    """Other requests have no body to refuse."""
    with emulated(BOTH, only_encoding="multipart") as (_, client):
        created = client.create("a boat")
        with pytest.raises(ApiError) as caught:  # this document's remix takes JSON alone
            client.remix(created, "at night")
        assert caught.value.body == {"detail": [{"loc": ["body", "prompt"]}]}
        assert client.retrieve(created).id == created.id
        assert len(list(client.list())) == 1


def test_a_client_that_does_not_know_the_rejection_does_not_repeat() -> None:
    """The text of a refusal proves nothing."""
    unknown = evolve(BOTH.create, encoding_rejections=(EncodingRejection(status=400, code="not_this_one"),))
    with (
        serve(dialect=BOTH, document=DOCUMENT, only_encoding="json") as served,
        VideoClient(evolve(BOTH, create=unknown), base_url=served.base_url, api_key=served.api_key) as client,
    ):
        with pytest.raises(ApiError):
            client.create("a boat")
        assert outcomes(served) == [("form-data", 422)]


def test_an_unknown_encoding_is_refused() -> None:
    """When the emulator is made."""
    with pytest.raises(ConfigurationError, match="only_encoding"):
        create_app(dialect=BOTH, document=DOCUMENT, only_encoding="xml")  # type: ignore[arg-type]


def test_one_idempotency_key_starts_one_job() -> None:
    """The second response is that of the first request; another key, or none, starts another job."""
    with emulated(KEYED) as (served, client):
        first = client.create("a boat", idempotency_key="order-7")
        assert client.create("a boat", idempotency_key="order-7") == first
        assert client.create("a boat", idempotency_key="order-8").id != first.id
        assert client.create("a boat").id != first.id
        remixed = client.remix(first, "at night", idempotency_key="order-7")
        assert remixed.id != first.id
        assert client.remix(first, "at night", idempotency_key="order-7") == remixed
        assert len(list(client.list())) == 4
        assert [request.headers.get(HEADER) for request in served.requests][:2] == ["order-7", "order-7"]


def test_a_key_is_ignored_where_the_provider_has_no_header_for_it() -> None:
    """As real servers ignore headers that they do not know."""
    with serve(dialect=DIALECT, document=DOCUMENT) as served:
        headers = {"authorization": f"Bearer {served.api_key}", HEADER: "order-7"}
        with httpx.Client(base_url=served.base_url, headers=headers) as http:
            ids = {http.post("/videos", json={"prompt": "a boat"}).json()["id"] for _ in range(2)}
    assert len(ids) == 2


def test_a_refused_request_uses_no_key() -> None:
    """A key belongs to the job that was started."""
    with serve(dialect=KEYED, document=DOCUMENT) as served:
        headers = {"authorization": f"Bearer {served.api_key}", HEADER: "order-7"}
        with httpx.Client(base_url=served.base_url, headers=headers) as http:
            assert http.post("/videos", json={}).status_code == 400
            assert http.post("/videos", json={"prompt": "a boat"}).status_code == 200


REFUSALS = [
    (name, code, expected)
    for name in sorted(PROVIDERS)
    for errors in [load_dialect(name).errors]
    for codes, expected in ((errors.not_started_codes, 503), (errors.not_the_key, 403), (("bad_prompt",), 400))
    for code in codes
]


@pytest.mark.parametrize(("provider", "code", "status"), REFUSALS)
def test_a_refusal_is_planned_by_its_code(provider: str, code: str, status: int) -> None:
    """What a code proves is what the client concludes: that no job was started, or that the key is not the cause."""
    with (
        serve(provider) as served,
        VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client,
        pytest.raises(ApiError) as caught,
    ):
        client.create(f"a boat [[refuse:{code}]]", **create_arguments(provider))
    assert not isinstance(caught.value, AmbiguousCreate | AuthenticationError)
    assert (status, [request.status for request in served.requests]) in ((400, [422]), (status, [status]))
    if status != 400:
        assert caught.value.code == code


def test_new_api_has_both_kinds_of_codes() -> None:
    """So that the test above has more than one case."""
    assert {status for name, _, status in REFUSALS if name == "newapi"} == {400, 403, 503}
