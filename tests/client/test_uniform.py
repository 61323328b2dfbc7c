"""The same program, the same meaning, at every provider."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

import videojobs_api
from tests.create_arguments import length_near, model_of
from videojobs import InvalidRequest, VideoClient, capabilities
from videojobs.dialect import CreateFields, Reference
from videojobs.emulator import serve
from videojobs.jobs.registry import load_dialect


def ways(length: float, fields: CreateFields) -> list[dict[str, Any]]:
    """Return one length and one size in all ways to write them; what the provider has no field for is left out."""
    lengths = length, f"{length:g}", float(length), f"{length:g}s"
    sizes = "1280x720", (1280, 720), "16:9", "1280*720"
    return [
        ({"seconds": seconds} if fields.seconds else {})
        | ({"size": size} if fields.size or fields.width or fields.aspect_ratio else {})
        for seconds, size in zip(lengths, sizes, strict=True)
    ]


@pytest.mark.parametrize("provider", sorted(videojobs_api.PROVIDERS))
def test_every_way_to_write_it_starts_the_same_job(provider: str) -> None:
    """Whatever the provider makes of it, it makes the same of all of them; and the clip is what was meant."""
    model, length = model_of(provider), length_near(provider, 8)
    with serve(provider, render_seconds=0) as served:
        with VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client:
            each_way = ways(length, load_dialect(provider).create.fields)
            jobs = [client.retrieve(client.create("a boat", model=model, **way)) for way in each_way]
        assert all(record.status < 300 for record in served.requests)
    assert len({(job.raw_seconds, job.raw_size) for job in jobs}) == 1
    assert jobs[0].seconds in (length, None)
    assert jobs[0].size in ((1280, 720), None)


@pytest.mark.parametrize("provider", sorted(videojobs_api.PROVIDERS))
def test_all_listed_values_are_accepted(provider: str) -> None:
    """Each length and each size of the capabilities starts a job; one that is not among them is refused, unsent."""
    able, model = capabilities(provider), model_of(provider)
    with serve(provider, render_seconds=0) as served:
        with VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client:
            for seconds in able.seconds:
                client.create("a boat", model=model, seconds=seconds)
            for size in able.sizes:
                client.create("a boat", model=model, size=size)
            before = len(served.requests)
            for wrong in ({"seconds": 7.5} if able.seconds else {}, {"size": "4096x16"} if able.sizes else {}):
                if wrong:
                    with pytest.raises(InvalidRequest, match="the provider takes"):
                        client.create("a boat", model=model, **wrong)
        assert len(served.requests) == before == len(able.seconds) + len(able.sizes)
        assert all(record.status < 300 for record in served.requests)


def test_an_image_without_a_field_is_refused() -> None:
    """By the name of the argument; a server would ignore the field, and render without the image."""
    dialect = load_dialect("openai")
    create = evolve(dialect.create, references=(Reference(field="picture", forms=("file",)),))
    client = VideoClient(evolve(dialect, create=create), api_key="key", base_url="http://127.0.0.1:9")
    with pytest.raises(InvalidRequest, match=r"^input_reference: OpenAI has no field for it"):
        client.create("a boat", input_reference=b"\x89PNG\r\n\x1a\n")
