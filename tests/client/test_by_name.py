"""The low-level client by operation name, as clients of other languages have it; deletion as a value."""

from __future__ import annotations

import asyncio

import httpx
import pytest

import videojobs_api
from tests.create_arguments import create_arguments
from tests.jobs.stub_server import DIALECT
from videojobs import ApiError, AsyncVideoClient, DecodeError, NotSupported, VideoClient
from videojobs.emulator import serve
from videojobs.jobs.decoding.ids import is_same_job
from videojobs.jobs.registry import load_dialect


@pytest.mark.parametrize("provider", sorted(videojobs_api.PROVIDERS))
def test_an_operation_is_called_by_its_name(provider: str) -> None:
    """By its id, by its Python name and by its role: the generated model of the same job, three times."""
    retrieve = load_dialect(provider).operations["retrieve"]
    with (
        serve(provider, render_seconds=60) as served,
        VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client,
    ):
        job = client.create("a boat", **create_arguments(provider))
        python_name = retrieve.module.rpartition(".")[2]
        for name in (retrieve.operation_id, python_name, "retrieve", retrieve.operation_id.swapcase()):
            response = client.call(name, job.id)
            assert type(response).__module__.startswith("videojobs_api.")
            assert is_same_job(
                client.dialect.ids, str(getattr(response, "id", job.id)), job.id
            )  # a UUID where the document has that format
        with pytest.raises(ApiError):
            client.call("retrieve", "nobody")


def test_async_returns_an_awaitable() -> None:
    """The same call, awaited."""

    async def main() -> str:
        with serve("openai") as served:
            async with AsyncVideoClient("openai", base_url=served.base_url, api_key=served.api_key) as client:
                job = await client.create("a boat")
                response = await client.call("GetVideo", job.id)
                deletion = await client.call("DeleteVideo", job.id)
                return f"{response.id == job.id} {deletion.deleted}"

    assert asyncio.run(main()) == "True True"


def test_an_operation_without_a_role_is_found_too() -> None:
    """What a folder lists under ``also``, by id and by name."""
    for provider in sorted(videojobs_api.PROVIDERS):
        with VideoClient(provider, base_url="http://127.0.0.1:9", api_key="k") as client:
            with pytest.raises(NotSupported) as caught:
                client.call("frobnicate")
            names = {role: item.module.rpartition(".")[2] for role, item in client.dialect.operations.items()}
            assert names["create"] in str(caught.value) and caught.value.provider == provider
            with pytest.raises(NotSupported, match=f"did you mean '{names['retrieve']}'"):
                client.call(names["retrieve"] + "x")


def test_a_dialect_of_your_own_is_searched_by_its_roles() -> None:
    """Without a generated package there are only those."""
    with VideoClient(DIALECT, base_url="http://127.0.0.1:9", api_key="k") as client, pytest.raises(NotSupported):
        client.call("nothing")


@pytest.mark.parametrize("provider", sorted(videojobs_api.PROVIDERS))
def test_a_deletion_is_a_value(provider: str) -> None:
    """With ``is_deleted``, as a job has it, whatever the provider sends for a deletion."""
    if "delete" not in load_dialect(provider).operations:
        pytest.skip("this provider deletes nothing")
    with (
        serve(provider, render_seconds=0) as served,
        VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client,
    ):
        job = client.wait(client.create("a boat", **create_arguments(provider)))
        deletion = client.delete(job)
    assert (deletion.id, deletion.is_deleted, deletion.deleted, job.is_deleted) == (job.id, True, True, False)


@pytest.mark.parametrize("content", [b"<html>Sign in</html>", b"[1]"])
def test_a_response_that_cannot_be_read_has_its_status(content: bytes) -> None:
    """And its content, as an error of `retrieve` has."""
    transport = httpx.MockTransport(lambda _: httpx.Response(203, content=content))
    with httpx.Client(transport=transport) as http:
        client = VideoClient("openai", base_url="https://api.example", api_key="k", http_client=http)
        with pytest.raises(DecodeError) as caught:
            client.call("GetVideo", "video_1")
    assert (caught.value.status_code, caught.value.content) == (203, content)
