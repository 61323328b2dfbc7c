"""Responses that are a clip, or another file of its job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from videojobs.emulator.byte_ranges import bytes_response
from videojobs.emulator.clip_cache import clip_of, preview_of
from videojobs.emulator.error_responses import RequestRefused

if TYPE_CHECKING:
    from starlette.responses import Response

    from videojobs.dialect import Dialect
    from videojobs.emulator.byte_ranges import Ranges
    from videojobs.emulator.incoming_request import IncomingRequest
    from videojobs.emulator.job_lifecycle import EmulatedJob, JobState
    from videojobs.emulator.routes import Route
    from videojobs.emulator.scenes import Scene


async def clip_response(
    pixels: tuple[int, int], scenes: tuple[Scene, ...], incoming: IncomingRequest, route: Route, dialect: Dialect
) -> Response:
    """Return a response with the clip, or with a range of it where the server serves ranges."""
    content = await clip_of(pixels, scenes)
    return bytes_response(incoming.request, content, _video_type(route), _ranges(route, dialect))


async def picture_response(
    job: EmulatedJob, variant: str, incoming: IncomingRequest, route: Route, dialect: Dialect
) -> Response:
    """Return a response with another file of a job than its clip."""
    media_type = _picture_type(route, variant)
    content = await preview_of(job.parameters.pixels, job.scenes, variant, media_type)
    return bytes_response(incoming.request, content, media_type, _ranges(route, dialect))


def requested_variant(incoming: IncomingRequest, route: Route, dialect: Dialect) -> str | None:
    """Return the requested file beside the clip, or None for the clip.

    Raises:
        RequestRefused: There is no such file.
    """
    # A server ignores a parameter that it does not declare.
    if not any(parameter.name == "variant" for parameter in route.query):
        return None
    variant = incoming.query.get("variant", "")
    listed = dialect.content.variants
    clip = "video"
    if listed == ():
        clip = "0"  # the parameter means something else: the number of a clip, and there is one
    if variant in ("", clip):
        return None
    if listed is not None and variant not in listed:
        status = route.documented_status(404, 400, 422)
        raise RequestRefused(status, f"There is no {variant[:80]!r} of a clip.", code="invalid_variant")
    return variant


def not_ready(state: JobState, route: Route) -> RequestRefused:
    """Return the refusal to send the clip of a job that is not completed."""
    if state.finished_at is None:
        message = f"The clip is not ready yet ({state.progress}%)."
        return RequestRefused(route.documented_status(404, 409, 400, 422), message, code="video_not_ready")
    status = route.documented_status(404, 409, 400)
    if "422" in route.responses and not route.lists_fields:
        status = 422
    return RequestRefused(status, f"The job ended as {state.status}; it has no content.", code="video_failed")


def _ranges(route: Route, dialect: Dialect) -> Ranges:
    if route.operation.role != "content" or not dialect.content.ranges:
        return "none"
    if dialect.server.framework == "fastapi":
        return "strict"
    return "lenient"


def _video_type(route: Route) -> str:
    """Return the document's media type of a clip."""
    candidates = [
        name for name in route.success_media_types if name.startswith("video/") or name == "application/octet-stream"
    ]
    if "video/mp4" in candidates:
        return "video/mp4"
    return next(iter(candidates), "video/mp4")


def _picture_type(route: Route, variant: str) -> str:
    """Return the document's image type for a preview; a sprite sheet is a JPEG if the document has the choice."""
    images = [name for name in route.success_media_types if name in ("image/jpeg", "image/webp", "image/png")]
    if variant == "spritesheet" and "image/jpeg" in images:
        return "image/jpeg"
    return next(iter(images), "image/webp")
