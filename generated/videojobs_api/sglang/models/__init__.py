# Generated from spec/sglang by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_form import CreateVideoForm
    from .failure_answer import FailureAnswer
    from .list_videos_order import ListVideosOrder
    from .video import Video
    from .video_error import VideoError
    from .video_list import VideoList
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoBody",
    "CreateVideoForm",
    "FailureAnswer",
    "ListVideosOrder",
    "Video",
    "VideoError",
    "VideoList",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoForm": ".create_video_form",
        "FailureAnswer": ".failure_answer",
        "ListVideosOrder": ".list_videos_order",
        "Video": ".video",
        "VideoError": ".video_error",
        "VideoList": ".video_list",
        "VideoStatus": ".video_status",
    },
)
