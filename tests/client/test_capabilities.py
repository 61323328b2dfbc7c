"""What a provider can do is told without a key, and is what the client then does."""

from __future__ import annotations

import pickle

import pytest

import videojobs
import videojobs_api
from tests.jobs.wire import DIALECT
from videojobs import ConfigurationError, InvalidRequest, VideoClient, capabilities
from videojobs.jobs.registry import load_dialect

NAMES = sorted(videojobs_api.PROVIDERS)


@pytest.mark.parametrize("provider", NAMES)
def test_every_provider_tells_what_it_can_do(provider: str) -> None:
    """The record agrees with the dialect, pickles, and a client gives the same one."""
    found = capabilities(provider)
    dialect = load_dialect(provider)
    assert (found.provider, found.title, found.base_url) == (provider, dialect.title, dialect.base_url)
    assert set(found.operations) == set(dialect.operations)
    assert (found.list, found.delete) == ("list" in dialect.operations, "delete" in dialect.operations)
    assert found.variants[0] == "video"
    assert found.sizes == dialect.create.size_values
    assert len(found.seconds) == len(dialect.create.seconds_values)
    assert pickle.loads(pickle.dumps(found)) == found
    with VideoClient(provider, api_key="k", base_url="https://relay.example/v1") as client:
        assert client.capabilities == found


def test_variants_are_those_of_the_document() -> None:
    """A list where there is one; else anything may be asked for; the clip alone where nothing can be chosen."""
    found = {name: capabilities(name) for name in NAMES}
    listed = [one for one in found.values() if len(one.variants) > 1]
    assert listed and all("thumbnail" in one.variants and not one.any_variant for one in listed)
    assert found["compatible"].any_variant
    assert not any(one.any_variant for one in found.values() if "content" not in one.operations)


@pytest.mark.parametrize("provider", NAMES)
def test_a_length_and_a_size_that_are_not_listed_are_refused_before_sending(provider: str) -> None:
    """The message lists what is allowed; nothing listens at the address, so nothing was sent."""
    found = capabilities(provider)
    with VideoClient(provider, api_key="k", base_url="http://127.0.0.1:9") as client:
        if found.seconds:
            with pytest.raises(InvalidRequest, match=f"{found.seconds[0]:g}"):
                client.create("a boat", seconds=3600)
        if found.sizes:
            with pytest.raises(InvalidRequest, match=found.sizes[0]):
                client.create("a boat", size=(99, 77))


def test_a_dialect_of_your_own_has_capabilities_too() -> None:
    """Without a document beside it: what the dialect says."""
    found = capabilities(DIALECT)
    assert (found.provider, found.list, found.webhooks, found.variants) == ("wired", True, False, ("video",))
    assert found.needs_key


def test_an_unknown_provider_lists_the_known_ones() -> None:
    """As everywhere."""
    with pytest.raises(ConfigurationError, match="compatible"):
        videojobs.capabilities("nobody")
