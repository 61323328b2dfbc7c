"""Serve SGLang's diffusion routes under /v1/videos; sampling parameters and scheduler are stand-ins.

Usage: sglang_routes.py PORT CODE [--bucket]. With --bucket a finished clip moves to a public address.
"""

import asyncio
import enum
import importlib
import logging
import sys
import tempfile
import types
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts/drift/fetch"))
sys.path.insert(0, str(Path(__file__).parent))
import clip
import stand_ins

OPENAI = "sglang.multimodal_gen.runtime.entrypoints.openai."
REAL = [OPENAI + name for name in ("protocol", "storage", "stores", "utils", "video_api", "video_progress")]
PACKAGES = {"boto3", "cv2", "diffusers", "einops", "imageio", "msgpack", "sglang", "torch", "transformers", "zmq"}
FOLDER = Path(tempfile.mkdtemp(prefix="sglang-"))


class SamplingParams:
    """What the model's sampling parameters contribute to a job."""

    prompt_optional = False

    def __init__(self, request_id, request):
        self.request_id, self.prompt = request_id, request.prompt
        self.fps = request.fps or 24
        self.num_frames = request.num_frames or self.fps * (request.seconds or 4)
        width, separator, height = (request.size or "832x480").partition("x")
        if not separator:
            raise ValueError(f"Invalid size: {request.size}. Expected format: 'WIDTHxHEIGHT'")
        self.width, self.height = int(width), int(height)

    def output_file_path(self):
        return str(FOLDER / f"{self.request_id}.mp4")

    def prepare_video_request_for_queue(self, batch):
        pass

    def expand_video_request_outputs_for_queue(self, batch):
        return None

    def project_video_queued_job_fields(self, batch):
        return {}

    def validate_video_final_outputs(self, paths, batch):
        return {}

    def cleanup_video_request(self, batch):
        pass


async def generate(_client, batch, scheduler_batches=None):
    """Take the place of the scheduler: report progress, then write the clip."""
    from sglang.multimodal_gen.runtime.entrypoints.openai import video_progress

    for percent in (20, 60):
        await asyncio.sleep(0.4)
        await video_progress.apply_progress(batch.rid, percent)
    await asyncio.sleep(30 if clip.asked_for(batch.prompt, clip.SLOW) else 0.4)
    if clip.asked_for(batch.prompt, clip.FAIL):
        raise RuntimeError("Model generation failed. Error from scheduler: CUDA out of memory")
    path = Path(batch.sampling_params.output_file_path())
    path.write_bytes(clip.clip())
    metrics = types.SimpleNamespace(total_duration_s=1.2)
    output = types.SimpleNamespace(peak_memory_mb=18342.5, metrics=metrics, usage=None, action_pred=None, lidar=None)
    return [str(path)], output


def main():
    port, code = int(sys.argv[1]), sys.argv[2]
    stand_ins.install(code, PACKAGES, REAL)
    _complete_the_stand_ins()
    routes = importlib.import_module(OPENAI + "video_api")
    _replace_the_engine(routes)

    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import FileResponse

    app = FastAPI()
    app.include_router(routes.router)
    if "--bucket" in sys.argv:

        async def upload(path):
            return f"http://127.0.0.1:{port}/bucket/{Path(path).name}"

        routes.cloud_storage.upload_and_cleanup = upload

        @app.get("/bucket/{name}")
        async def bucket(name: str):
            return FileResponse(FOLDER / Path(name).name, media_type="video/mp4")
    else:

        async def keep(path):
            return None

        routes.cloud_storage.upload_and_cleanup = keep
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", loop="asyncio")


def _complete_the_stand_ins():
    """Give the stand-ins the few values that the routes compute with."""
    import sglang.multimodal_gen.configs.sample.sampling_params as sampling_params
    import sglang.multimodal_gen.runtime.utils.logging_utils as logging_utils

    logging_utils.init_logger = logging.getLogger
    sampling_params.SamplingParams = SamplingParams
    sampling_params.DataType = enum.Enum("DataType", {"VIDEO": "video", "ACTION": "action", "IMAGE": "image"})
    sampling_params.generate_request_id = lambda: str(uuid.uuid4())


def _replace_the_engine(routes):
    arguments = types.SimpleNamespace(
        input_save_path=str(FOLDER), output_path=str(FOLDER), served_model_name="Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
    )

    async def same_prompt(_request, prompt, **_keywords):
        return prompt

    async def save_image(image, path, **_keywords):
        data = await image.read() if hasattr(image, "read") else str(image).encode()
        Path(path).write_bytes(data)
        return path

    def prepare(server_args, sampling_params, external_trace_header):
        rid, prompt = sampling_params.request_id, sampling_params.prompt
        return types.SimpleNamespace(
            rid=rid, prompt=prompt, sampling_params=sampling_params, extra={}, num_outputs_per_prompt=1
        )

    routes.get_global_server_args = lambda: arguments
    routes.resolve_sampling_params_cls = lambda _arguments: SamplingParams
    routes.get_declared_request_extra_fields = lambda *_arguments: set()
    routes.maybe_enhance_prompt = same_prompt
    routes.extract_trace_headers = lambda _headers: None
    routes.flatten_extra_params = lambda extra: extra
    routes.save_image_to_path = save_image
    routes._build_video_sampling_params = SamplingParams
    routes.prepare_request = prepare
    routes.process_generation_batch = generate


if __name__ == "__main__":
    main()
