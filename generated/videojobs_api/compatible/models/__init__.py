# Generated from spec/compatible: Any compatible server, written for videojobs; OpenAPI 3.1.0, version 1.0.0. By
# openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

"""The models of the document; each is imported when it is first used."""

from __future__ import annotations

from videojobs.http.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_form import CreateVideoForm
    from .deleted_video import DeletedVideo
    from .error_answer import ErrorAnswer
    from .image_reference import ImageReference
    from .list_videos_order import ListVideosOrder
    from .remix_video_body import RemixVideoBody
    from .video import Video
    from .video_list import VideoList

__all__ = [
    "CreateVideoBody",
    "CreateVideoForm",
    "DeletedVideo",
    "ErrorAnswer",
    "ImageReference",
    "ListVideosOrder",
    "RemixVideoBody",
    "Video",
    "VideoList",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoForm": ".create_video_form",
        "DeletedVideo": ".deleted_video",
        "ErrorAnswer": ".error_answer",
        "ImageReference": ".image_reference",
        "ListVideosOrder": ".list_videos_order",
        "RemixVideoBody": ".remix_video_body",
        "Video": ".video",
        "VideoList": ".video_list",
    },
)
