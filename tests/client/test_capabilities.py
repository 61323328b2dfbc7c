"""Capabilities are listed without a key, and agree with the client."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import videojobs
import videojobs_api
from tests.jobs.stub_server import DIALECT
from videojobs import ConfigurationError, InvalidRequest, NotSupported, VideoClient, capabilities
from videojobs.jobs.registry import load_dialect

NAMES = sorted(videojobs_api.PROVIDERS)


@pytest.mark.parametrize("provider", NAMES)
def test_every_provider_tells_what_it_can_do(provider: str) -> None:
    """They agree with the dialect, pickle, and a client returns the same ones."""
    result = capabilities(provider)
    dialect = load_dialect(provider)
    assert (result.provider, result.title, result.base_url) == (provider, dialect.title, dialect.base_url)
    assert set(result.operations) == set(dialect.operations)
    assert (result.list, result.delete) == ("list" in dialect.operations, "delete" in dialect.operations)
    assert result.variants[0] == "video"
    assert set(result.sizes) >= set(dialect.create.size_values)
    assert len(result.seconds) == len(dialect.create.seconds_values)
    assert pickle.loads(pickle.dumps(result)) == result
    with VideoClient(provider, api_key="k", base_url="https://relay.example/v1") as client:
        assert client.capabilities == result


def test_variants_are_those_of_the_document() -> None:
    """A list where there is one; else any variant may be requested; the clip alone where there is no choice."""
    result = {name: capabilities(name) for name in NAMES}
    listed = [one for one in result.values() if len(one.variants) > 1]
    assert listed and all("thumbnail" in one.variants and not one.any_variant for one in listed)
    assert result["compatible"].any_variant
    assert not any(one.any_variant for one in result.values() if "content" not in one.operations)


@pytest.mark.parametrize("provider", NAMES)
def test_a_variant_that_is_not_listed_is_refused_before_sending(provider: str, tmp_path: Path) -> None:
    """Servers take it for the number of a clip, or ignore it and send the video."""
    result = capabilities(provider)
    if result.any_variant:
        pytest.skip("any variant may be requested")
    with VideoClient(provider, api_key="k", base_url="http://127.0.0.1:9") as client:
        with pytest.raises(NotSupported, match=r"has no variant .poster. of a clip; it serves"):
            client.download("video_1", tmp_path / "poster.webp", variant="poster")
        if "thumbnail" not in result.variants and result.list:
            with pytest.raises(NotSupported, match="the video only"):
                client.download("video_1", tmp_path / "thumbnail.webp", variant="thumbnail")


@pytest.mark.parametrize("provider", NAMES)
def test_a_length_and_a_size_that_are_not_listed_are_refused_before_sending(provider: str) -> None:
    """The message lists what is allowed; nothing listens at the address, so nothing was sent."""
    result = capabilities(provider)
    with VideoClient(provider, api_key="k", base_url="http://127.0.0.1:9") as client:
        if result.seconds:
            with pytest.raises(InvalidRequest, match=f"{result.seconds[0]:g}"):
                client.create("a boat", seconds=3600)
        if result.sizes:
            with pytest.raises(InvalidRequest, match=result.sizes[0]):
                client.create("a boat", size=(99, 77))


def test_a_dialect_of_your_own_has_capabilities_too() -> None:
    """Without a document: what the dialect holds."""
    result = capabilities(DIALECT)
    assert (result.provider, result.list, result.webhooks, result.variants) == ("wired", True, False, ("video",))
    assert result.needs_key


def test_an_error_for_an_unknown_provider_lists_all() -> None:
    """As everywhere."""
    with pytest.raises(ConfigurationError, match="compatible"):
        videojobs.capabilities("nobody")
