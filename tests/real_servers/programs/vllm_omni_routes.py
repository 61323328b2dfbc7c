"""Serve vLLM-Omni's /v1/videos routes with vLLM's exception handlers and key check; the engine is a stand-in.

Usage: vllm_omni_routes.py PORT CODE KEY
"""

import argparse
import asyncio
import importlib
import logging
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts/drift/fetch"))
sys.path.insert(0, str(Path(__file__).parent))
import clip
import stand_ins

OPENAI = "vllm_omni.entrypoints.openai."
SERVE = "vllm.entrypoints.serve."
REAL = [
    *(OPENAI + name for name in ("api_server", "errors", "image_api_utils", "protocol", "protocol.videos", "storage")),
    *(OPENAI + name for name in ("stores", "video", "video.*", "video_api_utils")),
    *("vllm_omni.config.server_settings", "vllm_omni.entrypoints.serve.utils.errors", "vllm_omni.errors"),
    *(SERVE + name for name in ("engine.protocol", "exception_handling", "exception_handling.*", "middleware")),
    *(SERVE + name for name in ("middleware.*", "utils.error_response")),
    *("vllm.exceptions", "vllm.v1.engine.exceptions"),
]
# All that the routes' neighbours import and this environment does not have.
PACKAGES = {
    *("aenum", "av", "cv2", "diffusers", "einops", "imageio", "janus", "librosa", "model_hosting_container_standards"),
    *("omegaconf", "openai", "prometheus_client", "prometheus_fastapi_instrumentator", "scipy", "soundfile", "soxr"),
    *("torch", "transformers", "uvloop", "vllm", "vllm_omni"),
}


class Engine:
    """The serving object that the routes pass a request to."""

    model_name = "Wan-AI/Wan2.2-T2V-A14B-Diffusers"
    supports_mixed_reference_inputs = False
    stage_configs = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

    def set_stage_configs_if_missing(self, _configs):
        pass

    async def abort_request(self, _request_id):
        pass

    async def generate_video_bytes(self, request, _request_id, *_arguments, on_started=None, **_keywords):
        await asyncio.sleep(0.4)
        if on_started:
            await on_started()
        await asyncio.sleep(30 if clip.asked_for(request.prompt, clip.SLOW) else 0.8)
        if clip.asked_for(request.prompt, clip.FAIL):
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        durations = {"text_encoder": 0.12, "dit": 3.4, "vae_decode": 0.5}
        return clip.clip(), durations, 41234.5, None, {"fps": 16.0, "num_frames": 81, "duration_s": 5.0625}


def main():
    port, code, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    stand_ins.install(code, PACKAGES, REAL)
    _complete_the_stand_ins()
    server = importlib.import_module(OPENAI + "api_server")

    import uvicorn
    from fastapi import FastAPI
    from vllm.entrypoints.serve.exception_handling.register import init_exception_handler
    from vllm.entrypoints.serve.middleware.authenticate import AuthenticationMiddleware

    app = FastAPI(on_startup=[server.STORAGE_MANAGER.start])
    app.state.args = argparse.Namespace(log_error_stack=False, api_key=[key])
    app.state.openai_serving_video = Engine()
    app.state.openai_serving_models = app.state.server = None
    app.state.api_server_count = 1
    app.router.routes += [route for route in server.router.routes if route.path.startswith("/v1/videos")]
    init_exception_handler(app)
    app.add_middleware(AuthenticationMiddleware, tokens=[key])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", loop="asyncio")


def _complete_the_stand_ins():
    """Give the stand-ins the few values that the routes compute with."""
    import vllm.entrypoints.serve as serve
    import vllm.envs as envs
    import vllm.logger as logger
    import vllm.utils as utils
    import vllm_omni.entrypoints.openai.app_state as app_state
    import vllm_omni.inputs.data as data

    logger.init_logger = logging.getLogger
    utils.random_uuid = lambda: uuid.uuid4().hex
    envs.VLLM_MAX_IMAGE_PIXELS = 2**28
    envs.VLLM_IMAGE_FETCH_TIMEOUT = 5
    data.DIFFUSION_QUALITY_LEVELS = ("low", "medium", "high", "default")
    serve.create_error_response = importlib.import_module(
        SERVE + "exception_handling.error_response"
    ).create_error_response

    from fastapi import Request

    # FastAPI injects it, so the parameter keeps its annotation.
    def serving_video(request: Request):
        return request.app.state.openai_serving_video

    app_state.Omnivideo = serving_video


if __name__ == "__main__":
    main()
