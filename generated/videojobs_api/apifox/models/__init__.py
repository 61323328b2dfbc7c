# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

"""The models of the document; each is imported when it is first used."""

from __future__ import annotations

from videojobs.http.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_body import CreateVideoBody
    from .create_video_response import CreateVideoResponse
    from .get_video_response import GetVideoResponse

__all__ = ["CreateVideoBody", "CreateVideoResponse", "GetVideoResponse"]

__getattr__, __dir__ = attach(
    __name__,
    {
        "CreateVideoBody": ".create_video_body",
        "CreateVideoResponse": ".create_video_response",
        "GetVideoResponse": ".get_video_response",
    },
)
