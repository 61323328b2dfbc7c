# Generated from spec/cometapi by `make generate`; not edited by hand.

"""What OpenAPI cannot say about CometAPI."""

from videojobs.dialect import Auth, Create, Dialect, Fields, Reference, RoleOperation

DIALECT = Dialect(
    name="cometapi",
    title="CometAPI",
    base_url="https://api.cometapi.com/v1",
    auth=(Auth(scheme="bearer", env=("COMETAPI_KEY", "COMETAPI_API_KEY")),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.cometapi.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.cometapi.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.cometapi.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/videos/{video_id}/content",
            id_parameter="video_id",
            query=("variant",),
        ),
        "remix": RoleOperation(
            module="videojobs_api.cometapi.api.videos.remix_video",
            operation_id="remixVideo",
            method="POST",
            path="/videos/{video_id}/remix",
            id_parameter="video_id",
        ),
    },
    create=Create(
        encodings=("multipart",),
        references=(Reference(field="input_reference", forms=("file",)),),
        seconds_values=("4", "8", "12"),
    ),
    fields=Fields(id=("/id", "/task_id"), video_url=("/video_url", "/result/video_url")),
)
