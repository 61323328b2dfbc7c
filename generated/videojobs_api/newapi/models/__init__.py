# Generated from spec/newapi by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_multipart_body import CreateVideoMultipartBody
    from .error_response import ErrorResponse
    from .error_response_error import ErrorResponseError
    from .gateway_error import GatewayError
    from .gateway_error_error import GatewayErrorError
    from .open_ai_video_error import OpenAIVideoError
    from .plain_error import PlainError
    from .plain_error_error import PlainErrorError
    from .remix_video_body import RemixVideoBody
    from .task_error import TaskError
    from .usage import Usage
    from .video import Video
    from .video_metadata import VideoMetadata
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoBody",
    "CreateVideoMultipartBody",
    "ErrorResponse",
    "ErrorResponseError",
    "GatewayError",
    "GatewayErrorError",
    "OpenAIVideoError",
    "PlainError",
    "PlainErrorError",
    "RemixVideoBody",
    "TaskError",
    "Usage",
    "Video",
    "VideoMetadata",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoMultipartBody": ".create_video_multipart_body",
        "ErrorResponse": ".error_response",
        "ErrorResponseError": ".error_response_error",
        "GatewayError": ".gateway_error",
        "GatewayErrorError": ".gateway_error_error",
        "OpenAIVideoError": ".open_ai_video_error",
        "PlainError": ".plain_error",
        "PlainErrorError": ".plain_error_error",
        "RemixVideoBody": ".remix_video_body",
        "TaskError": ".task_error",
        "Usage": ".usage",
        "Video": ".video",
        "VideoMetadata": ".video_metadata",
        "VideoStatus": ".video_status",
    },
)
