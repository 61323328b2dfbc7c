# Generated from spec/apifox by `make generate`; not edited by hand.

"""What OpenAPI cannot say about agicto (apifox export)."""

from videojobs.dialect import Auth, Content, Create, Dialect, Fields, Reference, RoleOperation

DIALECT = Dialect(
    name="apifox",
    title="agicto (apifox export)",
    base_url=None,
    base_path="/v1",
    auth=(Auth(scheme="bearer", env=("AGICTO_API_KEY", "APIFOX_API_KEY")),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.apifox.api.videos.create_video",
            operation_id="createVideo",
            method="POST",
            path="/v1/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.apifox.api.videos.get_video",
            operation_id="getVideo",
            method="GET",
            path="/v1/videos/{id}",
            id_parameter="id",
        ),
    },
    create=Create(encodings=("multipart",), references=(Reference(field="input_reference", forms=("file",)),)),
    fields=Fields(video_url=("/video_url",)),
    content=Content(source="url"),
)
