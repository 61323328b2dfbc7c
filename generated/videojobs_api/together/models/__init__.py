# Generated from spec/together by `make generate`; not edited by hand.

"""The models of the document; each is imported when it is first used."""

from videojobs.http import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .audio_ref import AudioRef
    from .create_video_body import CreateVideoBody
    from .error_data import ErrorData
    from .error_data_error import ErrorDataError
    from .video_frame_image_input import VideoFrameImageInput
    from .video_frame_image_input_frame import VideoFrameImageInputFrame
    from .video_job import VideoJob
    from .video_job_error import VideoJobError
    from .video_job_outputs import VideoJobOutputs
    from .video_media import VideoMedia
    from .video_output_format import VideoOutputFormat
    from .video_ref import VideoRef
    from .video_status import VideoStatus

__all__ = [
    "AudioRef",
    "CreateVideoBody",
    "ErrorData",
    "ErrorDataError",
    "VideoFrameImageInput",
    "VideoFrameImageInputFrame",
    "VideoJob",
    "VideoJobError",
    "VideoJobOutputs",
    "VideoMedia",
    "VideoOutputFormat",
    "VideoRef",
    "VideoStatus",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "AudioRef": ".audio_ref",
        "CreateVideoBody": ".create_video_body",
        "ErrorData": ".error_data",
        "ErrorDataError": ".error_data_error",
        "VideoFrameImageInput": ".video_frame_image_input",
        "VideoFrameImageInputFrame": ".video_frame_image_input_frame",
        "VideoJob": ".video_job",
        "VideoJobError": ".video_job_error",
        "VideoJobOutputs": ".video_job_outputs",
        "VideoMedia": ".video_media",
        "VideoOutputFormat": ".video_output_format",
        "VideoRef": ".video_ref",
        "VideoStatus": ".video_status",
    },
)
