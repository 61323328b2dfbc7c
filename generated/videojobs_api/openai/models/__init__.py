# Generated from spec/openai by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .create_video_character_body import CreateVideoCharacterBody
    from .create_video_edit_json_body import CreateVideoEditJsonBody
    from .create_video_edit_multipart_body import CreateVideoEditMultipartBody
    from .create_video_extend_json_body import CreateVideoExtendJsonBody
    from .create_video_extend_multipart_body import CreateVideoExtendMultipartBody
    from .create_video_json_body import CreateVideoJsonBody
    from .create_video_multipart_body import CreateVideoMultipartBody
    from .create_video_remix_body import CreateVideoRemixBody
    from .deleted_video_resource import DeletedVideoResource
    from .error_2 import Error2
    from .error_2_misalignment import Error2Misalignment
    from .error_2_misalignment_steer import Error2MisalignmentSteer
    from .image_ref_param_2 import ImageRefParam2
    from .order_enum import OrderEnum
    from .video_character_resource import VideoCharacterResource
    from .video_content_variant import VideoContentVariant
    from .video_list_resource import VideoListResource
    from .video_model import VideoModel
    from .video_reference_input_param import VideoReferenceInputParam
    from .video_resource import VideoResource
    from .video_seconds import VideoSeconds
    from .video_size import VideoSize
    from .video_status import VideoStatus

__all__ = [
    "CreateVideoCharacterBody",
    "CreateVideoEditJsonBody",
    "CreateVideoEditMultipartBody",
    "CreateVideoExtendJsonBody",
    "CreateVideoExtendMultipartBody",
    "CreateVideoJsonBody",
    "CreateVideoMultipartBody",
    "CreateVideoRemixBody",
    "DeletedVideoResource",
    "Error2",
    "Error2Misalignment",
    "Error2MisalignmentSteer",
    "ImageRefParam2",
    "OrderEnum",
    "VideoCharacterResource",
    "VideoContentVariant",
    "VideoListResource",
    "VideoModel",
    "VideoReferenceInputParam",
    "VideoResource",
    "VideoSeconds",
    "VideoSize",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "CreateVideoCharacterBody": ".create_video_character_body",
        "CreateVideoEditJsonBody": ".create_video_edit_json_body",
        "CreateVideoEditMultipartBody": ".create_video_edit_multipart_body",
        "CreateVideoExtendJsonBody": ".create_video_extend_json_body",
        "CreateVideoExtendMultipartBody": ".create_video_extend_multipart_body",
        "CreateVideoJsonBody": ".create_video_json_body",
        "CreateVideoMultipartBody": ".create_video_multipart_body",
        "CreateVideoRemixBody": ".create_video_remix_body",
        "DeletedVideoResource": ".deleted_video_resource",
        "Error2": ".error_2",
        "Error2Misalignment": ".error_2_misalignment",
        "Error2MisalignmentSteer": ".error_2_misalignment_steer",
        "ImageRefParam2": ".image_ref_param_2",
        "OrderEnum": ".order_enum",
        "VideoCharacterResource": ".video_character_resource",
        "VideoContentVariant": ".video_content_variant",
        "VideoListResource": ".video_list_resource",
        "VideoModel": ".video_model",
        "VideoReferenceInputParam": ".video_reference_input_param",
        "VideoResource": ".video_resource",
        "VideoSeconds": ".video_seconds",
        "VideoSize": ".video_size",
        "VideoStatus": ".video_status",
    },
)
