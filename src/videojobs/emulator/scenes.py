"""What is seen in a clip: one scene, or those of the clip that it extends and one more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_TEXT: Final = 600
_MAX_SCENES: Final = 8
_NOTES: Final = {"remix": "remix of", "edit": "edit of", "extend": "extends"}


@frozen(kw_only=True)
class Scene:
    """A part of a clip.

    Attributes:
        title: The id of its job.
        text: The beginning of its prompt.
        seconds: Its length.
        note: How it came from another clip, e.g. ``remix of video_1``, or "".
        image: Its reference image, which is its first frame, or None.
        source: The scene that it changes, which is shown small, or None.
    """

    title: str
    text: str
    seconds: float
    note: str = ""
    image: bytes | None = None
    source: Scene | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        size = sum(map(sys.getsizeof, (self.title, self.text, self.note, self.image)))
        return size + (self.source.size if self.source is not None else 0)


def scenes_of(operation: str, scene: Scene, source: Sequence[Scene]) -> tuple[Scene, ...]:
    """Return the scenes of a clip.

    Args:
        operation: The role of the operation that starts its job.
        scene: Its last scene, as long as the whole clip.
        source: The scenes of the clip that it starts from; none if that was uploaded, or if it starts from none.
    """
    scene = evolve(scene, text=scene.text[:_MAX_TEXT])
    if operation not in _NOTES:
        return (scene,)
    if not source:
        return (evolve(scene, note=f"{_NOTES[operation]} an uploaded clip"),)
    scene = evolve(scene, note=f"{_NOTES[operation]} {source[-1].title}")
    if operation != "extend":
        # Without the source of the source: a chain of remixes would take more memory with each.
        return (evolve(scene, source=evolve(source[-1], source=None)),)
    earlier = sum(item.seconds for item in source)
    # Of a clip that is extended again and again, the last scenes remain, in the time of all.
    kept = source[1 - _MAX_SCENES :]
    first = evolve(kept[0], seconds=earlier - sum(item.seconds for item in kept[1:]))
    return (first, *kept[1:], evolve(scene, seconds=scene.seconds - earlier))
