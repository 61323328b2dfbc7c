"""A paid call with an argument of any type: an error from inside the client never leaves a job that is paid for."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from videojobs import InvalidRequest, VideoClient, VideoJobsError
from videojobs.emulator import InProcessEmulator, in_process
from videojobs.jobs.create.options import CreateArguments

_METHODS = ("create", "render", "remix", "edit", "extend", "create_character")
_WRONG: list[Any] = [
    True, 5, -1, 2.5, float("nan"), 10**400, 1j, Decimal(4), datetime.timedelta(1), "", "\0", "\ud800", b"a",
    bytearray(b"a"), memoryview(b"a"), [], [1], (1, 2), {}, {1: 2}, {"a": 1}, {1}, object(), int, iter([]), ...,
]  # fmt: skip
# What a callback of the caller raises leaves the call as it is.
_CALLBACKS = ("on_update", "on_progress")


def _arguments() -> Iterator[tuple[str, str]]:
    """Yield each argument of each paid method."""
    for method in _METHODS:
        names = [*inspect.signature(getattr(VideoClient, method)).parameters][1:]
        if method == "render":
            names = [*names[:-1], *inspect.signature(CreateArguments).parameters]
        # Every value is true or false.
        yield from ((method, name) for name in names if name != "again")


@pytest.fixture(scope="module")
def emulator() -> Iterator[InProcessEmulator]:
    """An emulator that has all of these operations."""
    with in_process("openai") as emulator:
        yield emulator


@pytest.mark.parametrize(("method", "name"), [*_arguments()])
def test_no_argument_of_a_wrong_type_raises_an_error_from_inside(
    emulator: InProcessEmulator, method: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before the payment nor after it; and an `InvalidRequest` means that nothing was sent."""
    monkeypatch.chdir(tmp_path)  # text may be a path
    client = emulator.client()
    for number, wrong in enumerate(_WRONG):
        if name in _CALLBACKS and callable(wrong):
            continue
        emulator.reset()
        job = emulator.finish(emulator.add_job("a boat"))
        values = {
            "prompt": "a boat",
            "path": tmp_path / f"{number}.mp4",
            "job": job.id,
            "video": job.id,
            "name": "Boat",
        }
        required = {key: values[key] for key in inspect.signature(getattr(client, method)).parameters if key in values}
        posts: list[str] = []
        try:
            getattr(client, method)(**{**required, name: wrong})
        except VideoJobsError as error:
            if isinstance(error, InvalidRequest):  # it says that nothing was sent
                posts = [request.path for request in emulator.requests if request.method == "POST"]
        except Exception as error:  # noqa: BLE001  # whatever a caller would see
            pytest.fail(f"{method}({name}={type(wrong).__name__}): {error!r}; jobs: {len(emulator.jobs)}")
        assert posts == []
