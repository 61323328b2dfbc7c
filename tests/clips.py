"""Decode clips with PyAV."""

from __future__ import annotations

from pathlib import Path

import av
from attrs import frozen


@frozen
class Clip:
    """A decoded clip.

    Attributes:
        size: Width and height of every frame, in pixels.
        seconds: Length.
        frames: Number of decoded frames.
    """

    size: tuple[int, int]
    seconds: float
    frames: int


def play(path: Path) -> Clip:
    """Decode a clip from end to end; all its frames must have one size."""
    with av.open(str(path)) as container:
        sizes = [(frame.width, frame.height) for frame in container.decode(video=0)]
        seconds = (container.duration or 0) / av.time_base
    assert len(set(sizes)) == 1, f"{path} has frames of {set(sizes)}"
    return Clip(size=sizes[0], seconds=seconds, frames=len(sizes))
