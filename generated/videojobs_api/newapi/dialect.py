# Generated from spec/newapi by `make generate`; not edited by hand.

"""What OpenAPI cannot say about new-api."""

from videojobs.dialect import Auth, Content, Create, Dialect, ErrorFields, Fields, Ids, Quirks, Reference, RoleOperation

DIALECT = Dialect(
    name="newapi",
    title="new-api",
    base_url=None,
    base_path="/v1",
    auth=(Auth(scheme="bearer", env=("NEWAPI_API_KEY",)),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.newapi.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.newapi.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/v1/videos/{task_id}",
            id_parameter="task_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.newapi.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/v1/videos/{task_id}/content",
            id_parameter="task_id",
        ),
        "remix": RoleOperation(
            module="videojobs_api.newapi.api.videos.remix_video",
            operation_id="remixVideo",
            method="POST",
            path="/v1/videos/{task_id}/remix",
            id_parameter="task_id",
        ),
    },
    create=Create(
        encodings=("multipart", "json"),
        references=(
            Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
            Reference(field="image", forms=("url", "data_url"), write="text"),
        ),
        json_text=("metadata",),
    ),
    fields=Fields(id=("/id", "/task_id"), video_url=("/metadata/url", "/url", "/video_url", "/output/url")),
    errors=ErrorFields(
        message=("/message", "/error/message"),
        code=("/code", "/error/code"),
        not_found_status=400,
        not_found_codes=("task_not_exist",),
        not_started_codes=("model_not_found",),
        not_the_key=("insufficient_user_quota", "fail_to_fetch_task", "server_error"),
    ),
    content=Content(source="either"),
    ids=Ids(prefix="task_", alphabet="alphanumeric"),
    quirks=Quirks(completed_at_while_running=True),
)
