# Generated from spec/sglang by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .body_create_video_v1_videos_post import BodyCreateVideoV1VideosPost
    from .create_video_body import CreateVideoBody
    from .error_response import ErrorResponse
    from .http_validation_error import HTTPValidationError
    from .list_videos_v1_videos_get_order import ListVideosV1VideosGetOrder
    from .validation_error import ValidationError
    from .video_list_response import VideoListResponse
    from .video_response import VideoResponse
    from .video_response_error import VideoResponseError

__all__ = [
    "BodyCreateVideoV1VideosPost",
    "CreateVideoBody",
    "ErrorResponse",
    "HTTPValidationError",
    "ListVideosV1VideosGetOrder",
    "ValidationError",
    "VideoListResponse",
    "VideoResponse",
    "VideoResponseError",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "BodyCreateVideoV1VideosPost": ".body_create_video_v1_videos_post",
        "CreateVideoBody": ".create_video_body",
        "ErrorResponse": ".error_response",
        "HTTPValidationError": ".http_validation_error",
        "ListVideosV1VideosGetOrder": ".list_videos_v1_videos_get_order",
        "ValidationError": ".validation_error",
        "VideoListResponse": ".video_list_response",
        "VideoResponse": ".video_response",
        "VideoResponseError": ".video_response_error",
    },
)
