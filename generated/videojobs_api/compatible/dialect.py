# Generated from spec/compatible by `make generate`; not edited by hand.

"""What OpenAPI cannot say about Any compatible server."""

from videojobs.dialect import (
    Auth,
    Content,
    Create,
    Dialect,
    EncodingRejection,
    ErrorFields,
    Fields,
    Ids,
    IdSpelling,
    Quirks,
    Reference,
    RoleOperation,
)

DIALECT = Dialect(
    name="compatible",
    title="Any compatible server",
    base_url=None,
    auth=(
        Auth(scheme="bearer", env=("VIDEOJOBS_API_KEY",)),
        Auth(scheme="none"),
    ),
    operations={
        "create": RoleOperation(
            module="videojobs_api.compatible.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.compatible.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.compatible.api.videos.list_videos",
            operation_id="listVideos",
            method="GET",
            path="/videos",
            query=("limit", "order", "after"),
        ),
        "delete": RoleOperation(
            module="videojobs_api.compatible.api.videos.delete_video",
            operation_id="deleteVideo",
            method="DELETE",
            path="/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.compatible.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/videos/{video_id}/content",
            id_parameter="video_id",
            query=("variant",),
        ),
        "remix": RoleOperation(
            module="videojobs_api.compatible.api.videos.remix_video",
            operation_id="remixVideo",
            method="POST",
            path="/videos/{video_id}/remix",
            id_parameter="video_id",
        ),
    },
    create=Create(
        encodings=("multipart", "json"),
        references=(
            Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
            Reference(field="input_reference", forms=("url", "file_id", "data_url"), encodings=("json",)),
        ),
        encoding_rejections=(
            EncodingRejection(status=422, pointer="/detail/*/loc", equals=("body", "prompt")),
            EncodingRejection(status=422, pointer="/detail/*/loc", equals=("body",)),
            EncodingRejection(status=400, pointer="/detail", equals="input_reference file is required"),
            EncodingRejection(status=400, code="invalid_json"),
        ),
    ),
    fields=Fields(
        job=("", "/data"),
        id=("/id", "/task_id"),
        created_at=("/created_at", "/created"),
        completed_at=("/completed_at", "/updated_at"),
        seconds=("/seconds", "/duration"),
        video_url=(
            "/video_url",
            "/url",
            "/metadata/url",
            "/output/url",
            "/outputs/video_url",
            "/output_url",
            "/content_url",
            "/video/url",
            "/videos/0/url",
            "/data/0/url",
            "/output/videos/0/url",
            "/task_result/videos/0/url",
            "/urls/0",
            "/unsigned_urls/0",
            "/data/url",
            "/result_url",
            "/result/video_url",
        ),
    ),
    errors=ErrorFields(
        message=("/error/message", "/message", "/error", "/detail/0/msg", "/detail"),
        code=("/error/code", "/code"),
        type=("/error/type", "/type"),
    ),
    content=Content(source="either"),
    ids=Ids(
        spelling=IdSpelling(
            prefix="video_", text="litellm:custom_llm_provider:{provider};model_id:{route};video_id:{id}"
        )
    ),
    quirks=Quirks(progress_fraction=True, failed_job_is_http_error=True),
)
