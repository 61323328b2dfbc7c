"""Decode, reconcile and encode a job of 13 fields, and a list of a hundred."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from bench import stock
from bench.benchmark import Programs, Row, Size, benchmark
from bench.measure import Calls
from videojobs import parse_job
from videojobs_api.openai.models import VideoListResource, VideoResource

BODY: dict[str, Any] = {
    "id": "video_69b25d5f467c81908733a56bc236b4df",
    "object": "video",
    "model": "sora-2",
    "status": "in_progress",
    "progress": 45,
    "created_at": 1773296991,
    "completed_at": None,
    "expires_at": None,
    "prompt": "A paper airplane glides across a desk.",
    "size": "1280x720",
    "seconds": "4",
    "remixed_from_video_id": None,
    "error": None,
}
_MANY = 100
_LIST: dict[str, Any] = {
    "object": "list",
    "data": [{**BODY, "id": f"video_{number}"} for number in range(_MANY)],
    "first_id": "video_0",
    "last_id": f"video_{_MANY - 1}",
    "has_more": False,
}


@contextmanager
def _stock_models() -> Generator[Any]:
    with stock.package() as folder:
        sys.path.insert(0, folder)
        try:
            yield importlib.import_module("stock_client.models")
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.split(".")[0] == "stock_client"]:
                del sys.modules[name]


def _structs() -> tuple[Any, Any]:
    msgspec = importlib.import_module("msgspec")
    video: Any = msgspec.defstruct("Video", [(key, str | int | None) for key in BODY])
    keys: list[Any] = [(key, list[video] if key == "data" else str | bool) for key in _LIST]
    return video, msgspec.defstruct("Videos", keys)


@benchmark(
    "decode",
    Row("decode one job", "us", limit="json.loads"),
    Row("decode and reconcile one job", "us", limit="json.loads", ours="reconciled", peers=()),
)
@contextmanager
def decode(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Decode one job from a dict."""
    msgspec = importlib.import_module("msgspec")
    from openai._models import construct_type
    from openai.types import Video

    text, (video, _) = json.dumps(BODY).encode(), _structs()
    with _stock_models() as models:
        yield {
            "ours": Calls(lambda: VideoResource.from_dict(BODY)),
            "reconciled": Calls(lambda: parse_job("openai", BODY)),
            "json.loads": Calls(lambda: json.loads(text)),
            "msgspec": Calls(lambda: msgspec.convert(BODY, video)),
            "stock": Calls(lambda: models.VideoJob.from_dict(BODY)),
            "openai": Calls(lambda: construct_type(type_=Video, value=BODY)),
        }


@benchmark(
    "decode-list",
    Row("decode a list of 100 jobs", "us", limit="json.loads"),
    Row("decode and reconcile a list of 100 jobs", "us", limit="json.loads", ours="reconciled", peers=()),
)
@contextmanager
def decode_list(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Decode a list of jobs from a dict."""
    msgspec = importlib.import_module("msgspec")
    from openai._models import construct_type
    from openai.pagination import SyncConversationCursorPage
    from openai.types import Video

    text, (_, videos), jobs = json.dumps(_LIST).encode(), _structs(), _LIST["data"]
    with _stock_models() as models:
        yield {
            "ours": Calls(lambda: VideoListResource.from_dict(_LIST)),
            "reconciled": Calls(lambda: [parse_job("openai", job) for job in jobs]),
            "json.loads": Calls(lambda: json.loads(text)),
            "msgspec": Calls(lambda: msgspec.convert(_LIST, videos)),
            "stock": Calls(lambda: models.VideoListResource.from_dict(_LIST)),
            "openai": Calls(lambda: construct_type(type_=SyncConversationCursorPage[Video], value=_LIST)),
        }


@benchmark("encode", Row("encode one job", "us", limit="json.dumps"))
@contextmanager
def encode(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Encode one job to a dict."""
    msgspec = importlib.import_module("msgspec")
    from openai._models import construct_type
    from openai.types import Video

    job, struct = VideoResource.from_dict(BODY), msgspec.convert(BODY, _structs()[0])
    official: Any = construct_type(type_=Video, value=BODY)
    with _stock_models() as models:
        other = models.VideoJob.from_dict(BODY)
        yield {
            "ours": Calls(job.to_dict),
            "json.dumps": Calls(lambda: json.dumps(BODY)),
            "msgspec": Calls(lambda: msgspec.to_builtins(struct)),
            "stock": Calls(other.to_dict),
            "openai": Calls(lambda: official.model_dump(mode="json")),
        }


@benchmark("encode-list", Row("encode a list of 100 jobs", "us", limit="json.dumps"))
@contextmanager
def encode_list(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Encode a list of jobs to a dict."""
    msgspec = importlib.import_module("msgspec")
    from openai._models import construct_type
    from openai.pagination import SyncConversationCursorPage
    from openai.types import Video

    jobs, struct = VideoListResource.from_dict(_LIST), msgspec.convert(_LIST, _structs()[1])
    official: Any = construct_type(type_=SyncConversationCursorPage[Video], value=_LIST)
    with _stock_models() as models:
        other = models.VideoListResource.from_dict(_LIST)
        yield {
            "ours": Calls(jobs.to_dict),
            "json.dumps": Calls(lambda: json.dumps(_LIST)),
            "msgspec": Calls(lambda: msgspec.to_builtins(struct)),
            "stock": Calls(other.to_dict),
            "openai": Calls(lambda: official.model_dump(mode="json")),
        }
