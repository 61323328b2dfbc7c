# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""What OpenAPI cannot say about vLLM-Omni."""

from videojobs.dialect import Auth, Create, Dialect, ErrorFields, Ids, Quirks, Reference, RoleOperation

DIALECT = Dialect(
    name="vllm-omni",
    title="vLLM-Omni",
    base_url="http://localhost:8091",
    base_path="/v1",
    auth=(
        Auth(scheme="bearer", env=("VLLM_API_KEY",)),
        Auth(scheme="none"),
    ),
    operations={
        "create": RoleOperation(
            module="videojobs_api.vllm_omni.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.vllm_omni.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.vllm_omni.api.videos.list_videos",
            operation_id="listVideos",
            method="GET",
            path="/v1/videos",
            query=("limit", "order", "after"),
        ),
        "delete": RoleOperation(
            module="videojobs_api.vllm_omni.api.videos.delete_video",
            operation_id="deleteVideo",
            method="DELETE",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.vllm_omni.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/v1/videos/{video_id}/content",
            id_parameter="video_id",
        ),
    },
    create=Create(
        encodings=("multipart",),
        references=(
            Reference(field="input_reference", forms=("file",)),
            Reference(field="image_reference", forms=("url", "data_url"), write="json"),
        ),
        json_text=("image_reference", "video_reference", "audio_reference", "lora", "extra_params"),
    ),
    errors=ErrorFields(message=("/detail", "/detail/0/msg")),
    ids=Ids(prefix="video_gen_"),
    quirks=Quirks(failed_job_is_http_error=True),
)
