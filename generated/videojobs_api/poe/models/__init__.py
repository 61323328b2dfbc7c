# Generated from spec/poe by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_form import CreateVideoForm
    from .error import Error
    from .error_answer import ErrorAnswer
    from .extend_video_body import ExtendVideoBody
    from .get_video_content_variant import GetVideoContentVariant
    from .remix_video_body import RemixVideoBody
    from .video import Video
    from .video_model import VideoModel
    from .video_reference import VideoReference
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoBody",
    "CreateVideoForm",
    "Error",
    "ErrorAnswer",
    "ExtendVideoBody",
    "GetVideoContentVariant",
    "RemixVideoBody",
    "Video",
    "VideoModel",
    "VideoReference",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoForm": ".create_video_form",
        "Error": ".error",
        "ErrorAnswer": ".error_answer",
        "ExtendVideoBody": ".extend_video_body",
        "GetVideoContentVariant": ".get_video_content_variant",
        "RemixVideoBody": ".remix_video_body",
        "Video": ".video",
        "VideoModel": ".video_model",
        "VideoReference": ".video_reference",
        "VideoStatus": ".video_status",
    },
)
