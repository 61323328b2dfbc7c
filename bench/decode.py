"""Decoding one job of 13 fields from a dict; a whole answer from bytes; encoding it again."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from openai._models import construct_type
from openai.types import Video

from bench import stock
from bench.timing import Row, per_call, show
from videojobs import parse_job
from videojobs_api.openai.models import VideoResource

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
BUDGET = "budget 0.5 us where json.loads takes 2.6"


def _struct() -> Any:
    fields: list[Any] = [(key, str | int | None) for key in BODY]
    return msgspec.defstruct("Video", fields)


def run() -> None:
    """Print the tables."""
    text = json.dumps(BODY).encode()
    struct = _struct()
    with tempfile.TemporaryDirectory() as folder:
        stock.generate(Path(folder))
        sys.path.insert(0, folder)
        theirs: Any = importlib.import_module("stock_client.models").VideoJob  # its name is the title
        sys.path.remove(folder)
    ours, other = VideoResource.from_dict(BODY), theirs.from_dict(BODY)
    rows = [
        Row("json.loads of the same body", per_call(lambda: json.loads(text)), "for scale"),
        Row("msgspec.convert to a Struct", per_call(lambda: msgspec.convert(BODY, struct))),
        Row("ours: VideoResource.from_dict", per_call(lambda: VideoResource.from_dict(BODY)), BUDGET),
        Row("stock: VideoJob.from_dict", per_call(lambda: theirs.from_dict(BODY))),
        Row(
            "official SDK: construct_type(Video)",
            per_call(lambda: construct_type(type_=Video, value=BODY), number=2000),
        ),
        Row("ours: reconciled to VideoJob", per_call(lambda: parse_job("openai", BODY)), "budget 4 us"),
    ]
    show("Decode one job from a dict", "us", rows, against="json.loads of the same body")
    lacking = {key: value for key, value in BODY.items() if key not in ("completed_at", "prompt")} | {"more": 1}
    rows = [
        Row("ours: two keys missing, one unknown", per_call(lambda: VideoResource.from_dict(lacking))),
        Row("ours: to_dict", per_call(ours.to_dict)),
        Row("stock: to_dict", per_call(other.to_dict)),
    ]
    show("Odd answers, and encoding", "us", rows, against="stock: to_dict")
