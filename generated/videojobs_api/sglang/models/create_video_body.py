# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema CreateVideoBody."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class CreateVideoBody(Model[Any]):
    """A new job, as JSON. Further keys are parameters of the model.

    Attributes:
        prompt: What the clip shows.
        model: Model; the server has one only.
        seconds: Length of the clip in seconds; 4 if absent. At least 1.
        size: Width and height in pixels, as `1280x720`; the model's own if absent.
        width: Width in pixels.
        height: Height in pixels.
        fps: Frames per second of the clip.
        num_frames: Frames to render, in place of `seconds`.
        input_reference: Image to start from: its path on the server.
        reference_url: Image to start from, as a URL.
        video_url: Video to start from, as a URL.
        video_path: Video to start from, as a path on the server.
        task_type: Kind of task, for models with several.
        enhance_prompt: Whether the prompt is rewritten first.
        n: How many clips.
        num_outputs_per_prompt: How many clips are rendered for one prompt.
        seed: Start of the random numbers, or one for each clip.
        generator_device: Where random numbers are made, `cuda` if absent.
        num_inference_steps: Denoising steps.
        guidance_scale: How closely the prompt is followed.
        guidance_scale_2: The same, in the second stage.
        true_cfg_scale: True guidance, where the model has it.
        negative_prompt: What the clip should not show.
        max_sequence_length: Most tokens of the prompt.
        flow_shift: Shift of the scheduler's flow.
        enable_teacache: Whether steps may be skipped.
        enable_frame_interpolation: Whether frames are put in between afterwards.
        enable_upscaling: Whether the frames are enlarged afterwards.
        output_quality: Quality of the file, by name.
        output_compression: Compression of the file.
        output_path: Folder of the server to write to.
        diffusers_kwargs: Further parameters of the pipeline.
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: int | Unset = UNSET
    size: str | Unset = UNSET
    width: int | Unset = UNSET
    height: int | Unset = UNSET
    fps: int | Unset = UNSET
    num_frames: int | Unset = UNSET
    input_reference: str | Unset = UNSET
    reference_url: str | Unset = UNSET
    video_url: str | Unset = UNSET
    video_path: str | Unset = UNSET
    task_type: str | Unset = UNSET
    enhance_prompt: bool | Unset = UNSET
    n: int | Unset = UNSET
    num_outputs_per_prompt: int | Unset = UNSET
    seed: int | list[int] | Unset = UNSET
    generator_device: str | Unset = UNSET
    num_inference_steps: int | Unset = UNSET
    guidance_scale: float | Unset = UNSET
    guidance_scale_2: float | Unset = UNSET
    true_cfg_scale: float | Unset = UNSET
    negative_prompt: str | Unset = UNSET
    max_sequence_length: int | Unset = UNSET
    flow_shift: float | Unset = UNSET
    enable_teacache: bool | Unset = UNSET
    enable_frame_interpolation: bool | Unset = UNSET
    enable_upscaling: bool | Unset = UNSET
    output_quality: str | Unset = UNSET
    output_compression: int | Unset = UNSET
    output_path: str | Unset = UNSET
    diffusers_kwargs: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {"prompt": Limit(required=True), "seconds": Limit(minimum=1)}
