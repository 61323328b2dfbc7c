# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bad_gateway_response import BadGatewayResponse
    from .bad_gateway_response_error_data import BadGatewayResponseErrorData
    from .bad_request_response import BadRequestResponse
    from .bad_request_response_error_data import BadRequestResponseErrorData
    from .content_part_audio import ContentPartAudio
    from .content_part_audio_audio_url import ContentPartAudioAudioUrl
    from .content_part_image import ContentPartImage
    from .content_part_image_image_url import ContentPartImageImageUrl
    from .content_part_video import ContentPartVideo
    from .content_part_video_video_url import ContentPartVideoVideoUrl
    from .frame_image import FrameImage
    from .frame_image_frame_type import FrameImageFrameType
    from .frame_image_image_url import FrameImageImageUrl
    from .internal_server_response import InternalServerResponse
    from .internal_server_response_error_data import InternalServerResponseErrorData
    from .not_found_response import NotFoundResponse
    from .not_found_response_error_data import NotFoundResponseErrorData
    from .payment_required_response import PaymentRequiredResponse
    from .payment_required_response_error_data import PaymentRequiredResponseErrorData
    from .provider_options import ProviderOptions
    from .too_many_requests_response import TooManyRequestsResponse
    from .too_many_requests_response_error_data import TooManyRequestsResponseErrorData
    from .unauthorized_response import UnauthorizedResponse
    from .unauthorized_response_error_data import UnauthorizedResponseErrorData
    from .video_generation_request import VideoGenerationRequest
    from .video_generation_request_aspect_ratio import VideoGenerationRequestAspectRatio
    from .video_generation_request_provider import VideoGenerationRequestProvider
    from .video_generation_request_resolution import VideoGenerationRequestResolution
    from .video_generation_response import VideoGenerationResponse
    from .video_generation_response_status import VideoGenerationResponseStatus
    from .video_generation_usage import VideoGenerationUsage
    from .video_model import VideoModel
    from .video_model_supported_aspect_ratios_item import VideoModelSupportedAspectRatiosItem
    from .video_model_supported_frame_images_item import VideoModelSupportedFrameImagesItem
    from .video_model_supported_resolutions_item import VideoModelSupportedResolutionsItem
    from .video_model_supported_sizes_item import VideoModelSupportedSizesItem
    from .video_model_upscale_factor import VideoModelUpscaleFactor
    from .video_models_list_response import VideoModelsListResponse

__all__ = [
    "BadGatewayResponse",
    "BadGatewayResponseErrorData",
    "BadRequestResponse",
    "BadRequestResponseErrorData",
    "ContentPartAudio",
    "ContentPartAudioAudioUrl",
    "ContentPartImage",
    "ContentPartImageImageUrl",
    "ContentPartVideo",
    "ContentPartVideoVideoUrl",
    "FrameImage",
    "FrameImageFrameType",
    "FrameImageImageUrl",
    "InternalServerResponse",
    "InternalServerResponseErrorData",
    "NotFoundResponse",
    "NotFoundResponseErrorData",
    "PaymentRequiredResponse",
    "PaymentRequiredResponseErrorData",
    "ProviderOptions",
    "TooManyRequestsResponse",
    "TooManyRequestsResponseErrorData",
    "UnauthorizedResponse",
    "UnauthorizedResponseErrorData",
    "VideoGenerationRequest",
    "VideoGenerationRequestAspectRatio",
    "VideoGenerationRequestProvider",
    "VideoGenerationRequestResolution",
    "VideoGenerationResponse",
    "VideoGenerationResponseStatus",
    "VideoGenerationUsage",
    "VideoModel",
    "VideoModelSupportedAspectRatiosItem",
    "VideoModelSupportedFrameImagesItem",
    "VideoModelSupportedResolutionsItem",
    "VideoModelSupportedSizesItem",
    "VideoModelUpscaleFactor",
    "VideoModelsListResponse",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "BadGatewayResponse": ".bad_gateway_response",
        "BadGatewayResponseErrorData": ".bad_gateway_response_error_data",
        "BadRequestResponse": ".bad_request_response",
        "BadRequestResponseErrorData": ".bad_request_response_error_data",
        "ContentPartAudio": ".content_part_audio",
        "ContentPartAudioAudioUrl": ".content_part_audio_audio_url",
        "ContentPartImage": ".content_part_image",
        "ContentPartImageImageUrl": ".content_part_image_image_url",
        "ContentPartVideo": ".content_part_video",
        "ContentPartVideoVideoUrl": ".content_part_video_video_url",
        "FrameImage": ".frame_image",
        "FrameImageFrameType": ".frame_image_frame_type",
        "FrameImageImageUrl": ".frame_image_image_url",
        "InternalServerResponse": ".internal_server_response",
        "InternalServerResponseErrorData": ".internal_server_response_error_data",
        "NotFoundResponse": ".not_found_response",
        "NotFoundResponseErrorData": ".not_found_response_error_data",
        "PaymentRequiredResponse": ".payment_required_response",
        "PaymentRequiredResponseErrorData": ".payment_required_response_error_data",
        "ProviderOptions": ".provider_options",
        "TooManyRequestsResponse": ".too_many_requests_response",
        "TooManyRequestsResponseErrorData": ".too_many_requests_response_error_data",
        "UnauthorizedResponse": ".unauthorized_response",
        "UnauthorizedResponseErrorData": ".unauthorized_response_error_data",
        "VideoGenerationRequest": ".video_generation_request",
        "VideoGenerationRequestAspectRatio": ".video_generation_request_aspect_ratio",
        "VideoGenerationRequestProvider": ".video_generation_request_provider",
        "VideoGenerationRequestResolution": ".video_generation_request_resolution",
        "VideoGenerationResponse": ".video_generation_response",
        "VideoGenerationResponseStatus": ".video_generation_response_status",
        "VideoGenerationUsage": ".video_generation_usage",
        "VideoModel": ".video_model",
        "VideoModelSupportedAspectRatiosItem": ".video_model_supported_aspect_ratios_item",
        "VideoModelSupportedFrameImagesItem": ".video_model_supported_frame_images_item",
        "VideoModelSupportedResolutionsItem": ".video_model_supported_resolutions_item",
        "VideoModelSupportedSizesItem": ".video_model_supported_sizes_item",
        "VideoModelUpscaleFactor": ".video_model_upscale_factor",
        "VideoModelsListResponse": ".video_models_list_response",
    },
)
