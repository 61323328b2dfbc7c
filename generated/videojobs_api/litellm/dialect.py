# Generated from spec/litellm by `make generate`; not edited by hand.

"""What OpenAPI cannot say about LiteLLM proxy."""

from videojobs.dialect import Auth, Content, Create, Dialect, Ids, IdSpelling, Reference, RoleOperation, Server

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
            module="videojobs_api.litellm.api.videos.video_generation_v1_videos_post",
            operation_id="video_generation_v1_videos_post",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_status_v1_videos_video_id_get",
            operation_id="video_status_v1_videos__video_id__get",
            method="GET",
            path="/v1/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_list_v1_videos_get",
            operation_id="video_list_v1_videos_get",
            method="GET",
            path="/v1/videos",
            query=("limit", "order", "after"),
            headers={"custom-llm-provider": "openai"},
        ),
        "content": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_content_v1_videos_video_id_content_get",
            operation_id="video_content_v1_videos__video_id__content_get",
            method="GET",
            path="/v1/videos/{video_id}/content",
            id_parameter="video_id",
        ),
        "remix": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_remix_v1_videos_video_id_remix_post",
            operation_id="video_remix_v1_videos__video_id__remix_post",
            method="POST",
            path="/v1/videos/{video_id}/remix",
            id_parameter="video_id",
        ),
        "edit": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_edit_v1_videos_edits_post",
            operation_id="video_edit_v1_videos_edits_post",
            method="POST",
            path="/v1/videos/edits",
        ),
        "extend": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_extension_v1_videos_extensions_post",
            operation_id="video_extension_v1_videos_extensions_post",
            method="POST",
            path="/v1/videos/extensions",
        ),
        "create_character": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_create_character_v1_videos_characters_post",
            operation_id="video_create_character_v1_videos_characters_post",
            method="POST",
            path="/v1/videos/characters",
        ),
        "retrieve_character": RoleOperation(
            module="videojobs_api.litellm.api.videos.video_get_character_v1_videos_characters_character_id_get",
            operation_id="video_get_character_v1_videos_characters__character_id__get",
            method="GET",
            path="/v1/videos/characters/{character_id}",
            id_parameter="character_id",
        ),
    },
    create=Create(
        encodings=("json", "multipart"),
        references=(
            Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
            Reference(field="input_reference", forms=("url",), encodings=("json",), write="text"),
        ),
        headers={"x-litellm-num-retries": "0"},
        look_up="at the provider behind the proxy, which keeps no list of jobs of its own",
    ),
    content=Content(ranges=False),
    ids=Ids(
        alphabet="spelled",
        spelling=IdSpelling(
            prefix="video_", text="litellm:custom_llm_provider:{provider};model_id:{route};video_id:{id}"
        ),
    ),
    server=Server(framework="fastapi", mounts=("",)),
)
