# Generated from spec/azure by `make generate`; not edited by hand.

"""What OpenAPI cannot say about Azure OpenAI."""

from videojobs.dialect import Auth, Content, Create, Dialect, Reference, RoleOperation

DIALECT = Dialect(
    name="azure",
    title="Azure OpenAI",
    base_url=None,
    auth=(
        Auth(scheme="header", header="api-key", env=("AZURE_OPENAI_API_KEY",)),
        Auth(scheme="bearer", env=("AZURE_OPENAI_AD_TOKEN",)),
    ),
    operations={
        "create": RoleOperation(
            module="videojobs_api.azure.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/videos",
            query=("api_version",),
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.azure.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/videos/{video_id}",
            id_parameter="video_id",
            query=("api_version",),
        ),
        "list": RoleOperation(
            module="videojobs_api.azure.api.videos.list_videos",
            operation_id="listVideos",
            method="GET",
            path="/videos",
            query=("limit", "order", "after", "api_version"),
        ),
        "delete": RoleOperation(
            module="videojobs_api.azure.api.videos.delete_video",
            operation_id="deleteVideo",
            method="DELETE",
            path="/videos/{video_id}",
            id_parameter="video_id",
            query=("api_version",),
        ),
        "content": RoleOperation(
            module="videojobs_api.azure.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/videos/{video_id}/content",
            id_parameter="video_id",
            query=("variant", "api_version"),
        ),
        "remix": RoleOperation(
            module="videojobs_api.azure.api.videos.remix_video",
            operation_id="remixVideo",
            method="POST",
            path="/videos/{video_id}/remix",
            id_parameter="video_id",
            query=("api_version",),
        ),
    },
    create=Create(
        encodings=("multipart",),
        references=(Reference(field="input_reference", forms=("file", "url", "file_id", "data_url")),),
        exact_reference_size=True,
        seconds_values=("4", "8", "12"),
        size_values=("720x1280", "1280x720", "1024x1792", "1792x1024"),
    ),
    content=Content(variants=("thumbnail", "spritesheet")),
)
