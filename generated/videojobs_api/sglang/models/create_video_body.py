# Generated from spec/sglang by `make generate`; not edited by hand.

from __future__ import annotations

from typing import Any

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job, as JSON.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model; the server has one only.
        seconds: Length of the clip in seconds; 4 if absent. At least 1.
        size: Width and height in pixels, as `1280x720`; the model's own if absent.
        reference_url: Image to start from, as a URL.
        fps: Frames per second of the clip. At least 1.
        num_frames: Frames to render, in place of `seconds`. At least 1.
        seed: Start of the random numbers; 1024 if absent.
        n: How many clips. At least 1.
        generator_device: Where random numbers are made, `cuda` if absent.
        num_inference_steps: Denoising steps. At least 1.
        guidance_scale: How closely the prompt is followed.
        guidance_scale_2: The same, in the second stage.
        true_cfg_scale: True guidance, where the model has it.
        negative_prompt: What the clip should not show.
        enable_teacache: Whether steps may be skipped.
        output_quality: Quality of the file.
        output_compression: Compression of the file.
        output_path: Folder of the server to write to.
        input_reference: Image to start from: its path on the server.
        diffusers_kwargs: Further parameters of the pipeline.
        extra_body: Further fields, as if they stood beside it.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: int | Unset = UNSET
    size: str | Unset = UNSET
    reference_url: str | Unset = UNSET
    fps: int | Unset = UNSET
    num_frames: int | Unset = UNSET
    seed: int | Unset = UNSET
    n: int | Unset = UNSET
    generator_device: str | Unset = UNSET
    num_inference_steps: int | Unset = UNSET
    guidance_scale: float | Unset = UNSET
    guidance_scale_2: float | Unset = UNSET
    true_cfg_scale: float | Unset = UNSET
    negative_prompt: str | Unset = UNSET
    enable_teacache: bool | Unset = UNSET
    output_quality: str | Unset = UNSET
    output_compression: int | Unset = UNSET
    output_path: str | Unset = UNSET
    input_reference: str | Unset = UNSET
    diffusers_kwargs: dict[str, Any] | Unset = UNSET
    extra_body: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS = {
        "prompt": Limit(required=True, min_length=1),
        "seconds": Limit(minimum=1),
        "fps": Limit(minimum=1),
        "num_frames": Limit(minimum=1),
        "n": Limit(minimum=1),
        "num_inference_steps": Limit(minimum=1),
    }
