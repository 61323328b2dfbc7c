"""Choose which cases of a parametrized test run by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def one_in(number: int, values: Iterable[Any], name: Callable[[Any], str] = str) -> list[Any]:
    """Return one parameter per value: the first of each so many runs by day, the others at night."""
    return [
        pytest.param(value, id=name(value), marks=[pytest.mark.nightly] if position % number else [])
        for position, value in enumerate(values)
    ]
