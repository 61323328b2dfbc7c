# Generated from spec/sglang by `make generate`; not edited by hand.

"""What OpenAPI cannot say about SGLang diffusion."""

from videojobs.dialect import Auth, Content, Create, Dialect, ErrorFields, Fields, Reference, RoleOperation, Server

DIALECT = Dialect(
    name="sglang",
    title="SGLang diffusion",
    base_url="http://localhost:30000",
    base_path="/v1",
    auth=(
        Auth(scheme="bearer", env=("SGLANG_API_KEY",)),
        Auth(scheme="none"),
    ),
    operations={
        "create": RoleOperation(
            module="videojobs_api.sglang.api.videos.create_video_v1_videos_post",
            operation_id="create_video_v1_videos_post",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.sglang.api.videos.retrieve_video_v1_videos_video_id_get",
            operation_id="retrieve_video_v1_videos__video_id__get",
            method="GET",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.sglang.api.videos.list_videos_v1_videos_get",
            operation_id="list_videos_v1_videos_get",
            method="GET",
            path="/v1/videos",
            query=("after", "limit", "order"),
        ),
        "delete": RoleOperation(
            module="videojobs_api.sglang.api.videos.delete_video_v1_videos_video_id_delete",
            operation_id="delete_video_v1_videos__video_id__delete",
            method="DELETE",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.sglang.api.videos.download_video_content_v1_videos_video_id_content_get",
            operation_id="download_video_content_v1_videos__video_id__content_get",
            method="GET",
            path="/v1/videos/{video_id}/content",
            id_parameter="video_id",
            query=("variant",),
        ),
    },
    create=Create(
        encodings=("json", "multipart"),
        seconds="integer",
        references=(
            Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
            Reference(field="reference_url", forms=("url",), write="text"),
        ),
        size_in_pixels=True,
        json_text=("extra_body",),
    ),
    fields=Fields(video_url=("/url",)),
    errors=ErrorFields(message=("/detail", "/detail/0/msg")),
    content=Content(variants=(), url_in_error=True),
    server=Server(framework="fastapi"),
)
