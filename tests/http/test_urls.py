"""The one guard against being led into a local network, used by the client's downloads and by the maintainers' tools."""

from __future__ import annotations

import pytest

from videojobs.errors import InvalidRequest
from videojobs.http.parameters import segment
from videojobs.http.types import UNSET
from videojobs.http.urls import is_local_address, is_loopback, origin_of


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "api.localhost",
        "printer.local",
        "metadata.google.internal",
        "router.home.arpa",
        "127.0.0.1",
        "127.1",
        "127.0x0.0.1",
        "169.254.43518",
        "127.0.0.1..",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\u30020\u30021",
        "\u2460\u2461\u2466\uff0e\u24ea\uff61\u24ea.\u2460",
        "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54",
        "local\u00adhost",
        "%31%32%37.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.01",
        "99999999999",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "[::1]",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "fd00::1",
    ],
)
def test_local_addresses(host: str) -> None:
    """Names of local networks, addresses that the internet does not route, and odd spellings of any IPv4 address."""
    assert is_local_address(host)


@pytest.mark.parametrize(
    "host", ["api.openai.com", "8.8.8.8", "2606:4700::1111", "2002:808:808::", "1.example", "local"]
)
def test_public_addresses(host: str) -> None:
    """All others; a name is not resolved."""
    assert not is_local_address(host)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("127.1", False),
        ("10.0.0.1", False),
        ("x.localhost", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    """Plain http is for this machine, plainly spelled."""
    assert is_loopback(host) is expected


def test_a_default_port_is_part_of_the_origin() -> None:
    """Written or not (RFC 6454, section 4)."""
    assert origin_of("https://api.example") == origin_of("HTTPS://API.example:443/v1") == ("https", "api.example", 443)
    assert origin_of("http://api.example") == origin_of("http://api.example:80/") == ("http", "api.example", 80)
    assert origin_of("https://api.example:80") != origin_of("http://api.example:80")


@pytest.mark.parametrize("value", [None, UNSET, "", ".", "..", [1], {}])
def test_a_value_that_is_no_path_segment_is_refused(value: object) -> None:
    """With the name of the parameter."""
    with pytest.raises(InvalidRequest, match="video_id: "):
        segment(value, "video_id")
