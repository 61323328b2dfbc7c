# Generated from spec/litellm by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .body_video_create_character_v1_videos_characters_post import BodyVideoCreateCharacterV1VideosCharactersPost
    from .body_video_generation_v1_videos_post import BodyVideoGenerationV1VideosPost
    from .character import Character
    from .create_video_body import CreateVideoBody
    from .edit_video_body import EditVideoBody
    from .error import Error
    from .error_response import ErrorResponse
    from .extend_video_body import ExtendVideoBody
    from .remix_video_body import RemixVideoBody
    from .usage import Usage
    from .video import Video
    from .video_error import VideoError
    from .video_list import VideoList
    from .video_list_v1_videos_get_order import VideoListV1VideosGetOrder
    from .video_reference import VideoReference
    from .video_status import VideoStatus

__all__ = [
    "BodyVideoCreateCharacterV1VideosCharactersPost",
    "BodyVideoGenerationV1VideosPost",
    "Character",
    "CreateVideoBody",
    "EditVideoBody",
    "Error",
    "ErrorResponse",
    "ExtendVideoBody",
    "RemixVideoBody",
    "Usage",
    "Video",
    "VideoError",
    "VideoList",
    "VideoListV1VideosGetOrder",
    "VideoReference",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "BodyVideoCreateCharacterV1VideosCharactersPost": ".body_video_create_character_v1_videos_characters_post",
        "BodyVideoGenerationV1VideosPost": ".body_video_generation_v1_videos_post",
        "Character": ".character",
        "CreateVideoBody": ".create_video_body",
        "EditVideoBody": ".edit_video_body",
        "Error": ".error",
        "ErrorResponse": ".error_response",
        "ExtendVideoBody": ".extend_video_body",
        "RemixVideoBody": ".remix_video_body",
        "Usage": ".usage",
        "Video": ".video",
        "VideoError": ".video_error",
        "VideoList": ".video_list",
        "VideoListV1VideosGetOrder": ".video_list_v1_videos_get_order",
        "VideoReference": ".video_reference",
        "VideoStatus": ".video_status",
    },
)
