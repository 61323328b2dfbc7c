# Generated from spec/litellm by `make generate`; not edited by hand.

"""What OpenAPI cannot say about LiteLLM proxy."""

from videojobs.dialect import Auth, Create, Dialect, Ids, Reference, RoleOperation

DIALECT = Dialect(
    name="litellm",
    title="LiteLLM proxy",
    base_url="http://localhost:4000",
    base_path="/v1",
    auth=(
        Auth(scheme="bearer", env=("LITELLM_PROXY_API_KEY", "LITELLM_API_KEY")),
        Auth(scheme="header", header="x-litellm-api-key", env=("LITELLM_X_API_KEY",)),
    ),
    operations={
        "create": RoleOperation(
            module="videojobs_api.litellm.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.litellm.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.litellm.api.videos.list_videos",
            operation_id="listVideos",
            method="GET",
            path="/v1/videos",
            query=("limit", "order", "after"),
        ),
        "content": RoleOperation(
            module="videojobs_api.litellm.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/v1/videos/{video_id}/content",
            id_parameter="video_id",
        ),
        "remix": RoleOperation(
            module="videojobs_api.litellm.api.videos.remix_video",
            operation_id="remixVideo",
            method="POST",
            path="/v1/videos/{video_id}/remix",
            id_parameter="video_id",
        ),
        "edit": RoleOperation(
            module="videojobs_api.litellm.api.videos.edit_video",
            operation_id="editVideo",
            method="POST",
            path="/v1/videos/edits",
        ),
        "extend": RoleOperation(
            module="videojobs_api.litellm.api.videos.extend_video",
            operation_id="extendVideo",
            method="POST",
            path="/v1/videos/extensions",
        ),
        "create_character": RoleOperation(
            module="videojobs_api.litellm.api.videos.create_character",
            operation_id="createCharacter",
            method="POST",
            path="/v1/videos/characters",
        ),
        "retrieve_character": RoleOperation(
            module="videojobs_api.litellm.api.videos.get_character",
            operation_id="getCharacter",
            method="GET",
            path="/v1/videos/characters/{character_id}",
            id_parameter="character_id",
        ),
    },
    create=Create(
        encodings=("json", "multipart"),
        references=(Reference(field="input_reference", forms=("file",), encodings=("multipart",)),),
        headers={"x-litellm-num-retries": "0"},
    ),
    ids=Ids(alphabet="base64", length=132),
)
