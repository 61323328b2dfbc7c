"""How much work a piece of code is, counted instead of timed: the same number on any machine, however busy."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import BuiltinFunctionType, FrameType


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions the work calls, those written in C included."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def system_calls_of(work: Callable[[], object]) -> Counter[str]:
    """Return how often the work calls each function of Python that leads to the system: of sockets, files and `os`.

    Only in the thread of the caller, and as Python calls them: what a library in C does by itself is not seen.
    """
    counts: Counter[str] = Counter()

    def profile(_frame: FrameType, event: str, argument: object) -> None:
        if event != "c_call" or not isinstance(argument, BuiltinFunctionType):
            return
        owner = type(argument.__self__).__name__
        if owner in ("socket", "_SSLSocket", "FileIO", "BufferedWriter", "BufferedReader", "TextIOWrapper"):
            counts[f"{owner}.{argument.__name__}"] += 1
        elif argument.__module__ in ("posix", "nt", "fcntl", "select", "_io") and argument.__name__ != "fspath":
            counts[f"{argument.__module__}.{argument.__name__}"] += 1

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counts
