# Generated from spec/sglang: SGLang diffusion, written from https://github.com/sgl-project/sglang; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from videojobs.http.enums import OpenStrEnum


class VideoStatus(OpenStrEnum):
    """Where the job stands. It stays `queued` until it is finished; forks add words. Other values are kept, with
    ``is_known`` False.
    """

    QUEUED = "queued"
    COMPLETED = "completed"
    FAILED = "failed"
    DELETED = "deleted"
