# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""What OpenAPI cannot say about vLLM-Omni."""

from videojobs.dialect import Auth, Create, Dialect, ErrorFields, Ids, Quirks, Reference, RoleOperation, Server

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
            module="videojobs_api.vllm_omni.api.default.create_video_v1_videos_post",
            operation_id="create_video_v1_videos_post",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.vllm_omni.api.default.retrieve_video_v1_videos_video_id_get",
            operation_id="retrieve_video_v1_videos__video_id__get",
            method="GET",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.vllm_omni.api.default.list_videos_v1_videos_get",
            operation_id="list_videos_v1_videos_get",
            method="GET",
            path="/v1/videos",
            query=("after", "limit", "order"),
        ),
        "delete": RoleOperation(
            module="videojobs_api.vllm_omni.api.default.delete_video_v1_videos_video_id_delete",
            operation_id="delete_video_v1_videos__video_id__delete",
            method="DELETE",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.vllm_omni.api.default.download_video_v1_videos_video_id_content_get",
            operation_id="download_video_v1_videos__video_id__content_get",
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
    errors=ErrorFields(message=("/error/message", "/error", "/detail")),
    ids=Ids(prefix="video_gen_"),
    quirks=Quirks(failed_job_is_http_error=True, no_default_size=True),
    server=Server(framework="fastapi"),
)
