"""Render clips and previews in a thread of its own, one after the other, and keep the last ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from videojobs.emulator.bounded import BoundedMapping

if TYPE_CHECKING:
    from videojobs.emulator.scenes import Scene

# One render at a time for each event loop: a request for a clip that is being rendered then finds it done, and renders
# that wait take none of the threads in which large uploads are stored.
_turn: RunVar[CapacityLimiter] = RunVar("videojobs_render")
# Of all emulators of a process; a clip that is rendered again has the same bytes.
_rendered: BoundedMapping[tuple[object, ...], bytes] = BoundedMapping(lambda _, content: len(content))


async def clip_of(pixels: tuple[int, int], scenes: tuple[Scene, ...]) -> bytes:
    """Return the clip of some scenes, an MP4 file."""
    from videojobs.emulator.clip_rendering import render  # PyAV and Pillow take a third of the time of all imports

    return await _once((pixels, scenes), partial(render, *pixels, scenes))


async def preview_of(pixels: tuple[int, int], scenes: tuple[Scene, ...], variant: str, media_type: str) -> bytes:
    """Return a preview of the clip of some scenes: ``spritesheet``, some of its frames, else one frame."""
    from videojobs.emulator.clip_rendering import still

    return await _once((pixels, scenes, variant, media_type), partial(still, *pixels, scenes, variant, media_type))


async def _once(key: tuple[object, ...], render: Callable[[], bytes]) -> bytes:
    def rendered() -> bytes:
        content = _rendered.get(key)
        if content is None:
            content = render()
            _rendered[key] = content
        return content

    if key in _rendered:
        return rendered()
    turn = _turn.get(None)
    if turn is None:
        turn = CapacityLimiter(1)
        _turn.set(turn)
    return await to_thread.run_sync(rendered, limiter=turn)
