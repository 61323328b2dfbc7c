# Generated from spec/together by `make generate`; not edited by hand.

"""What OpenAPI cannot say about Together."""

from videojobs.dialect import Auth, Content, Create, CreateFields, Dialect, Fields, Reference, RoleOperation

DIALECT = Dialect(
    name="together",
    title="Together",
    base_url="https://api.together.ai/v2",
    auth=(Auth(scheme="bearer", env=("TOGETHER_API_KEY",)),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.together.api.video.create_video",
            operation_id="createVideo",
            method="POST",
            path="/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.together.api.video.retrieve_video",
            operation_id="retrieveVideo",
            method="GET",
            path="/videos/{id}",
            id_parameter="id",
        ),
    },
    create=Create(
        fields=CreateFields(size="", width="width", height="height"),
        references=(
            Reference(field="/media/frame_images", forms=("url",), write="text", shape=[{"input_image": "$image"}]),
        ),
    ),
    fields=Fields(video_url=("/outputs/video_url",)),
    content=Content(source="url"),
)
