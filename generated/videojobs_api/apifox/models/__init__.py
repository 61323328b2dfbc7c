# Generated from spec/apifox by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_response import CreateVideoResponse
    from .get_video_response import GetVideoResponse

__all__ = ["CreateVideoBody", "CreateVideoResponse", "GetVideoResponse"]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoResponse": ".create_video_response",
        "GetVideoResponse": ".get_video_response",
    },
)
