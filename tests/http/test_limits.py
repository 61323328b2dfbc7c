"""The limits of a document are checked before a request is sent."""

from __future__ import annotations

from typing import Any

import pytest

from videojobs import InvalidRequest
from videojobs.http.limits import Limit, check_limits

RANGE = Limit(minimum=2, maximum=8)
LENGTH = Limit(min_length=2, max_length=3)


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        *((RANGE, value) for value in (2, 8, 2.0, True, False, "9", None, [1])),
        *((LENGTH, value) for value in ("ab", "abc", [1, 2], 7, None)),
        (Limit(values=("a", 4)), "a"),
        (Limit(pattern="^a"), "ab"),
    ],
)
def test_values_within_their_limits_pass(limit: Limit, value: Any) -> None:
    """A limit of numbers is not one of text or of true and false, which are no numbers in JSON."""
    check_limits({"key": value}, {"key": limit})


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        (RANGE, 1, "below 2"),
        (RANGE, 8.5, "above 8"),
        (LENGTH, "a", "1 characters; the provider takes at least 2"),
        (LENGTH, [1, 2, 3, 4], "4 items; the provider takes at most 3"),
        (Limit(values=("a", 4)), "b", "takes a, 4"),
        (Limit(pattern="^a"), "ba", "does not match"),
    ],
)
def test_values_beyond_them_are_refused(limit: Limit, value: Any, message: str) -> None:
    """The message has the limit."""
    with pytest.raises(InvalidRequest, match=f"body.key: .*{message}"):
        check_limits({"key": value}, {"key": limit}, "body.")


def test_a_required_key_is_missing() -> None:
    """One that may be left out may be."""
    check_limits({}, {"key": RANGE})
    with pytest.raises(InvalidRequest, match="key: missing"):
        check_limits({}, {"key": Limit(required=True)})
