# Generated from spec/openrouter by `make generate`; not edited by hand.

"""What OpenAPI cannot say about OpenRouter."""

from videojobs.dialect import Auth, Content, Create, CreateFields, Dialect, Fields, Ids, Reference, RoleOperation

DIALECT = Dialect(
    name="openrouter",
    title="OpenRouter",
    base_url="https://openrouter.ai/api/v1",
    auth=(Auth(scheme="bearer", env=("OPENROUTER_API_KEY",)),),
    operations={
        "create": RoleOperation(
            module="videojobs_api.openrouter.api.video_generation.create_videos",
            operation_id="createVideos",
            method="POST",
            path="/videos",
        ),
        "retrieve": RoleOperation(
            module="videojobs_api.openrouter.api.video_generation.get_videos",
            operation_id="getVideos",
            method="GET",
            path="/videos/{jobId}",
            id_parameter="job_id",
        ),
        "content": RoleOperation(
            module="videojobs_api.openrouter.api.video_generation.list_videos_content",
            operation_id="listVideosContent",
            method="GET",
            path="/videos/{jobId}/content",
            id_parameter="job_id",
            query=("index",),
        ),
    },
    create=Create(
        seconds="integer",
        fields=CreateFields(seconds="duration", size="", aspect_ratio="aspect_ratio", resolution="resolution"),
        references=(
            Reference(
                field="frame_images",
                forms=("url",),
                write="text",
                shape=[{"type": "image_url", "image_url": {"url": "$image"}, "frame_type": "first_frame"}],
            ),
        ),
        aspect_ratio_values=("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21"),
        resolution_values=("480p", "720p", "768p", "1080p", "1K", "2K", "4K"),
    ),
    fields=Fields(video_url=("/unsigned_urls/0",), polling_url=("/polling_url",)),
    content=Content(url_needs_key=True),
    ids=Ids(prefix="job-", alphabet="alphanumeric"),
)
