# Generated from spec/litellm by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .character import Character
    from .create_character_form import CreateCharacterForm
    from .create_video_body import CreateVideoBody
    from .create_video_form import CreateVideoForm
    from .edit_video_body import EditVideoBody
    from .error import Error
    from .error_answer import ErrorAnswer
    from .extend_video_body import ExtendVideoBody
    from .list_videos_order import ListVideosOrder
    from .remix_video_body import RemixVideoBody
    from .usage import Usage
    from .video import Video
    from .video_list import VideoList
    from .video_reference import VideoReference
    from .video_status import VideoStatus

__all__ = [
    "Character",
    "CreateCharacterForm",
    "CreateVideoBody",
    "CreateVideoForm",
    "EditVideoBody",
    "Error",
    "ErrorAnswer",
    "ExtendVideoBody",
    "ListVideosOrder",
    "RemixVideoBody",
    "Usage",
    "Video",
    "VideoList",
    "VideoReference",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "Character": ".character",
        "CreateCharacterForm": ".create_character_form",
        "CreateVideoBody": ".create_video_body",
        "CreateVideoForm": ".create_video_form",
        "EditVideoBody": ".edit_video_body",
        "Error": ".error",
        "ErrorAnswer": ".error_answer",
        "ExtendVideoBody": ".extend_video_body",
        "ListVideosOrder": ".list_videos_order",
        "RemixVideoBody": ".remix_video_body",
        "Usage": ".usage",
        "Video": ".video",
        "VideoList": ".video_list",
        "VideoReference": ".video_reference",
        "VideoStatus": ".video_status",
    },
)
