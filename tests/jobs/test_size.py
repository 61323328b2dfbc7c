"""Length and size have one meaning in every spelling of callers and providers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.conftest import Either
from tests.jobs.stub_server import StubResponse, dialect, job
from videojobs import InvalidRequest
from videojobs.dialect import Create
from videojobs.jobs.create.size import read_shape, seconds_value, size_value

LISTED = ("720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920")
RATIOS = ("16x9", "9x16", "1x1")


@pytest.mark.parametrize(
    ("sent", "as_text", "as_number"),
    [
        (8, "8", 8),
        (8.0, "8", 8),
        ("8", "8", 8),
        (" 8 ", "8", 8),
        ("8s", "8", 8),
        ("8.0", "8", 8),
        ("08", "8", 8),
        (8.5, "8.5", None),
        ("8.5", "8.5", None),
        ("auto", "auto", None),
    ],
)
def test_seconds_are_written_as_the_provider_takes_them(sent: object, as_text: str, as_number: int | None) -> None:
    """Text or a whole number."""
    assert seconds_value(sent, "string") == as_text
    if as_number is None:
        with pytest.raises(InvalidRequest, match="whole number"):
            seconds_value(sent, "integer")
    else:
        assert seconds_value(sent, "integer") == as_number


@pytest.mark.parametrize("sent", [8, "8", 8.0, "8s"])
@pytest.mark.parametrize(("form", "listed", "expected"), [("string", ("4", "8"), "8"), ("string", ("4s", "8s"), "8s")])
def test_a_listed_length_is_sent_as_it_is_listed(
    sent: object, form: str, listed: tuple[str, ...], expected: str
) -> None:
    """The same length, in the provider's own writing."""
    assert seconds_value(sent, form, listed) == expected


@pytest.mark.parametrize("sent", [5, "5", 8.5, "auto"])
def test_a_length_that_is_not_listed_is_refused_with_the_list(sent: object) -> None:
    """The message lists all allowed values."""
    with pytest.raises(InvalidRequest, match="takes 4, 8, 12"):
        seconds_value(sent, "string", ("4", "8", "12"))


@pytest.mark.parametrize("sent", [0, -1, float("nan"), float("inf"), True, None, "", " ", "-3", "0", 10**9, [8]])
def test_what_is_no_length_is_refused(sent: object) -> None:
    """With a list and without."""
    for listed in ((), ("4", "8")):
        with pytest.raises(InvalidRequest, match="seconds"):
            seconds_value(sent, "string", listed)


@pytest.mark.parametrize(
    ("sent", "free", "listed", "ratios"),
    [
        ("1280x720", "1280x720", "1280x720", "16x9"),
        ("1280*720", "1280x720", "1280x720", "16x9"),
        (" 1280 X 720 ", "1280x720", "1280x720", "16x9"),
        ((1280, 720), "1280x720", "1280x720", "16x9"),
        ([1280, 720], "1280x720", "1280x720", "16x9"),
        ("16:9", "1280x720", "1280x720", "16x9"),
        ("16x9", "1280x720", "1280x720", "16x9"),
        ((16, 9), "1280x720", "1280x720", "16x9"),
        ("9:16", "720x1280", "720x1280", "9x16"),
        ("1:1", "720x720", None, "1x1"),
        ("7:4", "1260x720", "1792x1024", "16x9"),
        ("1360x768", "1360x768", None, "16x9"),
        ("1080x1080", "1080x1080", None, "1x1"),
        ("21:9", "1680x720", None, None),
        ("landscape", "landscape", None, None),
    ],
)
def test_sizes_mean_the_same_everywhere(sent: object, free: str, listed: str | None, ratios: str | None) -> None:
    """Where nothing is listed, where pixels are, and where only shapes are; None: refused with the list."""
    assert size_value(sent) == free
    for values, expected in ((LISTED, listed), (RATIOS, ratios)):
        if expected is None:
            with pytest.raises(InvalidRequest, match=f"the provider takes {', '.join(values)}"):
                size_value(sent, values)
        else:
            assert size_value(sent, values) == expected


def test_a_word_that_is_listed_goes_as_it_is_listed() -> None:
    """Whatever its case."""
    assert size_value("Landscape", ("landscape", "portrait")) == "landscape"


@pytest.mark.parametrize("sent", ["", " ", (0, 720), (1280, -1), (1280,), (1280.0, 720.0), None, 720, True])
def test_what_is_no_size_is_refused(sent: object) -> None:
    """With what to write instead."""
    with pytest.raises(InvalidRequest, match="size"):
        size_value(sent)


@given(st.integers(64, 8192), st.integers(64, 8192))
def test_pixels_stay_what_they_are(width: int, height: int) -> None:
    """A pair and its text are the same size, and come back as they went."""
    shape = read_shape(size_value((width, height)))
    assert shape is not None and (shape.width, shape.height) == (width, height)
    assert size_value(f"{width}*{height}") == f"{width}x{height}"


def test_a_client_sends_what_the_provider_lists(call: Either) -> None:
    """The dialect's lists apply to the body; for any other value nothing is sent."""
    call.dialect = dialect(create=Create(seconds="integer", seconds_values=("4", "8"), size_values=RATIOS))
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", seconds="8", size="1920x1080")
    assert json.loads(call.server.requests[0].body) == {"prompt": "a boat", "seconds": 8, "size": "16x9"}
    with pytest.raises(InvalidRequest, match="takes 4, 8"):
        call("create", "a boat", seconds=5)
    assert len(call.server.requests) == 1


@pytest.mark.parametrize("size", [(1, 99_999), (99_999, 1)])
def test_a_pair_may_have_any_size(size: tuple[int, int]) -> None:
    """Which ones a provider takes, its list says."""
    assert size_value(size, ()) == f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (100_000, 1), (True, 1), (1.5, 1), (1, 2, 3), ()])
def test_a_pair_that_is_no_size_is_refused(size: object) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidRequest, match="size: must be text"):
        size_value(size, ())
