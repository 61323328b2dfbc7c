# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .body_create_video_sync_v1_videos_sync_post import BodyCreateVideoSyncV1VideosSyncPost
    from .body_create_video_v1_videos_post import BodyCreateVideoV1VideosPost
    from .error_info import ErrorInfo
    from .error_response import ErrorResponse
    from .list_videos_v1_videos_get_order import ListVideosV1VideosGetOrder
    from .unauthorized import Unauthorized
    from .video_action import VideoAction
    from .video_delete_response import VideoDeleteResponse
    from .video_error import VideoError
    from .video_generation_status import VideoGenerationStatus
    from .video_list_response import VideoListResponse
    from .video_response import VideoResponse

__all__ = [
    "BodyCreateVideoSyncV1VideosSyncPost",
    "BodyCreateVideoV1VideosPost",
    "ErrorInfo",
    "ErrorResponse",
    "ListVideosV1VideosGetOrder",
    "Unauthorized",
    "VideoAction",
    "VideoDeleteResponse",
    "VideoError",
    "VideoGenerationStatus",
    "VideoListResponse",
    "VideoResponse",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "BodyCreateVideoSyncV1VideosSyncPost": ".body_create_video_sync_v1_videos_sync_post",
        "BodyCreateVideoV1VideosPost": ".body_create_video_v1_videos_post",
        "ErrorInfo": ".error_info",
        "ErrorResponse": ".error_response",
        "ListVideosV1VideosGetOrder": ".list_videos_v1_videos_get_order",
        "Unauthorized": ".unauthorized",
        "VideoAction": ".video_action",
        "VideoDeleteResponse": ".video_delete_response",
        "VideoError": ".video_error",
        "VideoGenerationStatus": ".video_generation_status",
        "VideoListResponse": ".video_list_response",
        "VideoResponse": ".video_response",
    },
)
