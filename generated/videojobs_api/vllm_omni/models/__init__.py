# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_form import CreateVideoForm
    from .deleted_video import DeletedVideo
    from .failure_answer import FailureAnswer
    from .invalid_answer import InvalidAnswer
    from .invalid_field import InvalidField
    from .list_videos_order import ListVideosOrder
    from .video import Video
    from .video_error import VideoError
    from .video_list import VideoList
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoForm",
    "DeletedVideo",
    "FailureAnswer",
    "InvalidAnswer",
    "InvalidField",
    "ListVideosOrder",
    "Video",
    "VideoError",
    "VideoList",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoForm": ".create_video_form",
        "DeletedVideo": ".deleted_video",
        "FailureAnswer": ".failure_answer",
        "InvalidAnswer": ".invalid_answer",
        "InvalidField": ".invalid_field",
        "ListVideosOrder": ".list_videos_order",
        "Video": ".video",
        "VideoError": ".video_error",
        "VideoList": ".video_list",
        "VideoStatus": ".video_status",
    },
)
