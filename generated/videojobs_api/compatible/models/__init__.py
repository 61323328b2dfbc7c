# Generated from spec/compatible by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

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

__getattr__, __dir__ = lazy_exports(
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
