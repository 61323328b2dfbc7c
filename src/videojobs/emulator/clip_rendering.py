"""Draw MP4 clips and preview images, and encode them with PyAV."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

FRAMES_PER_SECOND: Final = 10
_BAR: Final = 1 / 8
"""Width of the moving bar, as a part of the picture's."""

# lru_cache alone would render one clip twice for two requests at once.
# https://docs.python.org/3/library/functools.html#functools.lru_cache
_one_at_a_time = threading.Lock()


def render(width: int, height: int, seconds: float) -> bytes:
    """Return an MP4 file with its index before the media: H.264 if this build of PyAV has it, else MPEG-4.

    Args:
        width: In pixels.
        height: In pixels.
        seconds: Length; kept to the next tenth of a second, at least one.
    """
    with _one_at_a_time:
        return _render(width, height, max(1, round(seconds * FRAMES_PER_SECOND)))


@lru_cache(maxsize=32)
def _render(width: int, height: int, count: int) -> bytes:
    import av  # a tenth of the time that importing the emulator takes, and few tests look at a clip

    codec, pixels = "mpeg4", "yuv420p"
    # One thread, and +bitexact below: a clip that is rendered again has the same bytes, and so the same ETag.
    settings = {"threads": "1"}
    if "libx264" in av.codecs_available:
        codec = "libx264"
        settings |= {"preset": "ultrafast", "crf": "32"}
        if width % 2 or height % 2:
            pixels = "yuv444p"  # 4:2:0 halves both sides, for which libx264 refuses odd ones
    with tempfile.TemporaryDirectory(prefix="videojobs-") as folder:
        # The muxer opens the file again to move the index to its front, which it cannot do in memory.
        path = Path(folder) / "clip.mp4"
        container = {"movflags": "+faststart", "fflags": "+bitexact"}
        opened = av.open(str(path), "w", format="mp4", options=container)
        _encode(opened, codec, settings, width, height, count, pixels)
        return path.read_bytes()


def picture(width: int, height: int, media_type: str) -> tuple[bytes, str]:
    """Return one still picture and its media type: WebP if requested and if there is an encoder, else JPEG."""
    import av

    webp = media_type == "image/webp" and "libwebp" in av.codecs_available
    with _one_at_a_time:
        return _still(width, height, webp=webp), "image/webp" if webp else "image/jpeg"


@lru_cache(maxsize=32)
def _still(width: int, height: int, *, webp: bool) -> bytes:
    import av

    output_file = io.BytesIO()
    container, codec, pixels = "mjpeg", "mjpeg", "yuvj420p"
    if webp:
        container, codec, pixels = "webp", "libwebp", "yuv420p"
    _encode(av.open(output_file, "w", format=container), codec, {}, width, height, 1, pixels)
    return output_file.getvalue()


def _encode(
    opened: Any, codec: str, settings: dict[str, str], width: int, height: int, count: int, pixels: str
) -> None:
    with opened as output:
        stream = output.add_stream(codec, rate=FRAMES_PER_SECOND, options=settings)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        for frame in _frames(width, height, count, pixels):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def _frames(width: int, height: int, count: int, pixels: str) -> Iterator[VideoFrame]:
    """Draw a bright bar that crosses a slope from dark to bright once."""
    from av.video.frame import VideoFrame

    bar = max(2, int(width * _BAR))
    slope = bytes(40 + 140 * column // width for column in range(width))
    for index in range(count):
        left = (width - bar) * index // max(1, count - 1)
        row = slope[:left] + b"\xeb" * bar + slope[left + bar :]
        frame = VideoFrame(width, height, pixels)
        for plane, tone in zip(frame.planes, (None, 0x90, 0x60), strict=False):
            line = row[: plane.width] if tone is None else bytes((tone,)) * plane.width
            # The lines of a plane are padded in memory.
            plane.update(line.ljust(plane.line_size, b"\0") * plane.height)
        frame.pts = index
        frame.time_base = Fraction(1, FRAMES_PER_SECOND)
        yield frame
