# Generated from spec/openai by `make generate`; not edited by hand.

"""What OpenAPI cannot say about OpenAI."""

from videojobs.dialect import Auth, Content, Create, Dialect, Reference, RoleOperation

DIALECT = Dialect(
    name="openai",
    title="OpenAI",
    base_url="https://api.openai.com/v1",
    auth=(Auth(scheme="bearer", env=("OPENAI_API_KEY",)),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.openai.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.openai.api.videos.get_video",
            operation_id="GetVideo",
            method="GET",
            path="/videos/{video_id}",
            id_parameter="video_id",
        ),
        "list": RoleOperation(
            module="videojobs_api.openai.api.videos.list_videos",
            operation_id="ListVideos",
            method="GET",
            path="/videos",
            query=("limit", "order", "after"),
        ),
        "delete": RoleOperation(
            module="videojobs_api.openai.api.videos.delete_video",
            operation_id="DeleteVideo",
            method="DELETE",
            path="/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.openai.api.videos.retrieve_video_content",
            operation_id="RetrieveVideoContent",
            method="GET",
            path="/videos/{video_id}/content",
            id_parameter="video_id",
            query=("variant",),
        ),
        "remix": RoleOperation(
            module="videojobs_api.openai.api.videos.create_video_remix",
            operation_id="CreateVideoRemix",
            method="POST",
            path="/videos/{video_id}/remix",
            id_parameter="video_id",
        ),
        "edit": RoleOperation(
            module="videojobs_api.openai.api.videos.create_video_edit",
            operation_id="CreateVideoEdit",
            method="POST",
            path="/videos/edits",
        ),
        "extend": RoleOperation(
            module="videojobs_api.openai.api.videos.create_video_extend",
            operation_id="CreateVideoExtend",
            method="POST",
            path="/videos/extensions",
        ),
        "create_character": RoleOperation(
            module="videojobs_api.openai.api.videos.create_video_character",
            operation_id="CreateVideoCharacter",
            method="POST",
            path="/videos/characters",
        ),
        "retrieve_character": RoleOperation(
            module="videojobs_api.openai.api.videos.get_video_character",
            operation_id="GetVideoCharacter",
            method="GET",
            path="/videos/characters/{character_id}",
            id_parameter="character_id",
        ),
    },
    create=Create(
        encodings=("json", "multipart"),
        references=(Reference(field="input_reference", forms=("file", "url", "file_id", "data_url")),),
        exact_reference_size=True,
        model_values=("sora-2", "sora-2-pro", "sora-2-2025-10-06", "sora-2-pro-2025-10-06", "sora-2-2025-12-08"),
        seconds_values=("4", "8", "12", "16", "20"),
        size_values=("720x1280", "1280x720", "1024x1792", "1792x1024", "1920x1080", "1080x1920"),
    ),
    content=Content(variants=("thumbnail", "spritesheet")),
)
