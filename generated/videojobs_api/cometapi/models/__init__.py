# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_body_seconds import CreateVideoBodySeconds
    from .created_video import CreatedVideo
    from .error_answer import ErrorAnswer
    from .error_detail import ErrorDetail
    from .remix_video_body import RemixVideoBody
    from .video import Video
    from .video_error import VideoError
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoBody",
    "CreateVideoBodySeconds",
    "CreatedVideo",
    "ErrorAnswer",
    "ErrorDetail",
    "RemixVideoBody",
    "Video",
    "VideoError",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoBodySeconds": ".create_video_body_seconds",
        "CreatedVideo": ".created_video",
        "ErrorAnswer": ".error_answer",
        "ErrorDetail": ".error_detail",
        "RemixVideoBody": ".remix_video_body",
        "Video": ".video",
        "VideoError": ".video_error",
        "VideoStatus": ".video_status",
    },
)
