# Generated from spec/poe by `make generate`; not edited by hand.

"""What OpenAPI cannot say about Poe."""

from videojobs.dialect import Auth, Content, Create, Dialect, Reference, RoleOperation

DIALECT = Dialect(
    name="poe",
    title="Poe",
    base_url="https://api.poe.com/v1",
    auth=(Auth(scheme="bearer", env=("POE_API_KEY",)),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.poe.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.poe.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/videos/{video_id}",
            id_parameter="video_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.poe.api.videos.get_video_content",
            operation_id="getVideoContent",
            method="GET",
            path="/videos/{video_id}/content",
            id_parameter="video_id",
            query=("variant",),
        ),
        "remix": RoleOperation(
            module="videojobs_api.poe.api.videos.remix_video",
            operation_id="remixVideo",
            method="POST",
            path="/videos/{video_id}/remix",
            id_parameter="video_id",
        ),
        "extend": RoleOperation(
            module="videojobs_api.poe.api.videos.extend_video",
            operation_id="extendVideo",
            method="POST",
            path="/videos/extensions",
        ),
    },
    create=Create(
        encodings=("json", "multipart"),
        seconds="integer",
        references=(
            Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
            Reference(field="input_image", forms=("data_url",), encodings=("json",), write="base64"),
        ),
        model_values=("Sora-2", "Sora-2-Pro", "Veo-2", "Veo-3", "Veo-3-Fast", "Veo-3.1", "Veo-3.1-Fast"),
    ),
    content=Content(variants=("thumbnail", "spritesheet")),
)
