# Generated from spec/azure by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_form import CreateVideoForm
    from .deleted_video import DeletedVideo
    from .error import Error
    from .error_answer import ErrorAnswer
    from .image_ref_param import ImageRefParam
    from .order import Order
    from .remix_video_body import RemixVideoBody
    from .video import Video
    from .video_content_variant import VideoContentVariant
    from .video_error import VideoError
    from .video_list import VideoList
    from .video_seconds import VideoSeconds
    from .video_size import VideoSize
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoForm",
    "DeletedVideo",
    "Error",
    "ErrorAnswer",
    "ImageRefParam",
    "Order",
    "RemixVideoBody",
    "Video",
    "VideoContentVariant",
    "VideoError",
    "VideoList",
    "VideoSeconds",
    "VideoSize",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoForm": ".create_video_form",
        "DeletedVideo": ".deleted_video",
        "Error": ".error",
        "ErrorAnswer": ".error_answer",
        "ImageRefParam": ".image_ref_param",
        "Order": ".order",
        "RemixVideoBody": ".remix_video_body",
        "Video": ".video",
        "VideoContentVariant": ".video_content_variant",
        "VideoError": ".video_error",
        "VideoList": ".video_list",
        "VideoSeconds": ".video_seconds",
        "VideoSize": ".video_size",
        "VideoStatus": ".video_status",
    },
)
