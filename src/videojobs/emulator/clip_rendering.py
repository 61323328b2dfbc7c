"""Encode scenes as MP4 clips with PyAV, and their stills with Pillow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av
from attrs import frozen
from av.video.frame import VideoFrame
from PIL import Image

from videojobs.emulator import clip_pictures

if TYPE_CHECKING:
    from videojobs.emulator.clip_pictures import Picture
    from videojobs.emulator.scenes import Scene

FRAMES_PER_SECOND: Final = 2
"""A clip of 4 seconds and 720 x 1280 pixels takes 30 ms of a core, most of it for its frames; with five it took 55."""

_MAX_PIXELS: Final = 300_000_000
"""Of all frames of a clip, which take about a second; a longer or larger clip has fewer frames per second."""

_MAX_FRAMES: Final = 1_200
_SHEET_SIDE: Final = 4


@frozen(kw_only=True)
class _Film:
    """The frames of a clip.

    Attributes:
        width: In pixels.
        height: In pixels.
        scenes: Its scenes.
    """

    width: int
    height: int
    scenes: Sequence[Scene]

    @cached_property
    def seconds(self) -> Fraction:
        """Its length: to the next tenth of a second, at least one."""
        return Fraction(max(1, round(sum(scene.seconds for scene in self.scenes) * 10)), 10)

    @cached_property
    def count(self) -> int:
        """The number of its frames."""
        most = min(_MAX_FRAMES, _MAX_PIXELS // (self.width * self.height))
        return max(1, min(most, round(self.seconds * FRAMES_PER_SECOND)))

    @cached_property
    def chroma_size(self) -> tuple[int, int]:
        """The size of the planes of colour."""
        if self.pixel_format == "yuv444p":
            return self.width, self.height
        return (self.width + 1) // 2, (self.height + 1) // 2

    @cached_property
    def pixel_format(self) -> str:
        """How frames are stored."""
        if "libx264" in av.codecs_available and (self.width % 2 or self.height % 2):
            return "yuv444p"  # 4:2:0 halves both sides, for which libx264 refuses odd ones
        return "yuv420p"

    def pictures(self, indexes: Sequence[int]) -> Iterator[Picture]:
        """Draw the frames with these indexes, in rising order, without their counters."""
        shot: tuple[int, bool] | None = None
        picture: Picture | None = None
        for index in indexes:
            following = self._shot(self.seconds * index / self.count)
            if picture is None or following != shot:
                shot = following
                picture = self._draw(self.scenes[shot[0]], shows_image=shot[1])
            yield picture

    def stills(self, indexes: Sequence[int]) -> Iterator[Image.Image]:
        """Draw the frames with these indexes, in rising order, with their counters."""
        picture: Picture | None = None
        background = Image.new("RGB", (0, 0))
        for index, following in zip(indexes, self.pictures(indexes), strict=True):
            if following is not picture:
                picture, background = following, following.to_rgb()
            image = background.copy()
            strip = clip_pictures.draw_strip(self.width, self.height, index, self.count)
            image.paste(strip.convert("RGB"), (0, self.height - strip.height))
            yield image

    def _draw(self, scene: Scene, *, shows_image: bool) -> Picture:
        return clip_pictures.draw(scene, self.width, self.height, self.chroma_size, shows_image=shows_image)

    def _shot(self, second: Fraction) -> tuple[int, bool]:
        """Return the index of the scene at a time, and whether its reference image is shown then."""
        start = Fraction(0)
        for index, scene in enumerate(self.scenes):
            length = Fraction(scene.seconds)
            if second < start + length or index == len(self.scenes) - 1:
                return index, scene.image is not None and second - start < min(Fraction(1), length / 4)
            start += length
        raise AssertionError("a clip has a scene")


def render(width: int, height: int, scenes: Sequence[Scene]) -> bytes:
    """Return an MP4 file with its index before the media: H.264 if this build of PyAV has it, else MPEG-4.

    Args:
        width: In pixels.
        height: In pixels.
        scenes: What is seen in it, one after the other.
    """
    film = _Film(width=width, height=height, scenes=scenes)
    codec = "mpeg4"
    # One thread, and +bitexact below: a clip that is rendered again has the same bytes, and so the same ETag.
    settings = {"threads": "1"}
    if "libx264" in av.codecs_available:
        codec = "libx264"
        settings |= {"preset": "ultrafast", "crf": "32"}
    with tempfile.TemporaryDirectory(prefix="videojobs-") as folder:
        # The muxer opens the file again to move the index to its front, which it cannot do in memory.
        path = Path(folder) / "clip.mp4"
        container = {"movflags": "+faststart", "fflags": "+bitexact"}
        with av.open(str(path), "w", format="mp4", options=container) as output:
            stream: Any = output.add_stream(codec, rate=film.count / film.seconds, options=settings)
            stream.width, stream.height, stream.pix_fmt = width, height, film.pixel_format
            for frame in _frames(film):
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        return path.read_bytes()


def still(width: int, height: int, scenes: Sequence[Scene], variant: str, media_type: str) -> bytes:
    """Return a preview of the clip of these scenes: ``spritesheet``, 16 frames in a square; else one frame."""
    film = _Film(width=width, height=height, scenes=scenes)
    if variant != "spritesheet":
        [picture] = film.stills([film.count // 2])
        return clip_pictures.encoded(picture, media_type)
    tile = (width // _SHEET_SIDE, height // _SHEET_SIDE)
    sheet = Image.new("RGB", (tile[0] * _SHEET_SIDE, tile[1] * _SHEET_SIDE))
    last = _SHEET_SIDE**2 - 1
    for place, picture in enumerate(film.stills([(film.count - 1) * place // last for place in range(last + 1)])):
        row, column = divmod(place, _SHEET_SIDE)
        sheet.paste(picture.resize(tile, Image.Resampling.BOX), (column * tile[0], row * tile[1]))
    return clip_pictures.encoded(sheet, media_type)


def _frames(film: _Film) -> Iterator[VideoFrame]:
    picture: Picture | None = None
    planes: list[bytes] = []
    for index, following in enumerate(film.pictures(range(film.count))):
        frame = VideoFrame(film.width, film.height, film.pixel_format)
        if following is not picture:
            picture = following
            images = (picture.y, picture.cb, picture.cr)
            planes = [_lines(image, plane.line_size) for image, plane in zip(images, frame.planes, strict=True)]
        line_size = frame.planes[0].line_size
        strip = clip_pictures.draw_strip(film.width, film.height, index, film.count, line=line_size).tobytes()
        frame.planes[0].update(planes[0][: -len(strip)] + strip)
        for plane, content in zip(frame.planes[1:], planes[1:], strict=True):
            plane.update(content)
        frame.pts = index
        frame.time_base = 1 / (film.count / film.seconds)
        yield frame


def _lines(image: Image.Image, line_size: int) -> bytes:
    """Return the pixels of an image, its lines padded as those of a plane are in memory."""
    return image.crop((0, 0, line_size, image.height)).tobytes()
