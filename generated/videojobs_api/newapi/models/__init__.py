# Generated from spec/newapi by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_form import CreateVideoForm
    from .refusal import Refusal
    from .refusal_answer import RefusalAnswer
    from .remix_video_body import RemixVideoBody
    from .task_failure_answer import TaskFailureAnswer
    from .usage import Usage
    from .video import Video
    from .video_error import VideoError
    from .video_metadata import VideoMetadata
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoBody",
    "CreateVideoForm",
    "Refusal",
    "RefusalAnswer",
    "RemixVideoBody",
    "TaskFailureAnswer",
    "Usage",
    "Video",
    "VideoError",
    "VideoMetadata",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoForm": ".create_video_form",
        "Refusal": ".refusal",
        "RefusalAnswer": ".refusal_answer",
        "RemixVideoBody": ".remix_video_body",
        "TaskFailureAnswer": ".task_failure_answer",
        "Usage": ".usage",
        "Video": ".video",
        "VideoError": ".video_error",
        "VideoMetadata": ".video_metadata",
        "VideoStatus": ".video_status",
    },
)
