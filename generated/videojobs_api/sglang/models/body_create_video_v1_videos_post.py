# Generated from spec/sglang by `make generate`; not edited by hand.

"""The schema BodyCreateVideoV1VideosPost."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset


@define(kw_only=True)
class BodyCreateVideoV1VideosPost(Model[Any]):
    """A new job, as a form.

    Attributes:
        prompt: What the clip shows.
        enhance_prompt: Whether the prompt is rewritten first.
        model: Model; the server has one only.
        task_type: Kind of task, for models with several.
        seconds: Length of the clip in seconds; 4 if absent.
        size: Width and height in pixels, as `1280x720`; the model's own if absent.
        reference_url: Image to start from, as a URL.
        video_reference: Video to start from, as a file.
        video_url: Video to start from, as a URL.
        video_path: Video to start from, as a path on the server.
        fps: Frames per second of the clip.
        num_frames: Frames to render, in place of `seconds`.
        width: Width in pixels.
        height: Height in pixels.
        seed: Start of the random numbers; 1024 if absent.
        n: How many clips. The server's default is 1.
        num_outputs_per_prompt: How many clips are rendered for one prompt.
        generator_device: Where random numbers are made, `cuda` if absent. The server's default is 'cuda'.
        num_inference_steps: Denoising steps.
        max_sequence_length: Most tokens of the prompt.
        flow_shift: Shift of the scheduler's flow.
        guidance_scale: How closely the prompt is followed.
        guidance_scale_2: The same, in the second stage.
        true_cfg_scale: True guidance, where the model has it.
        negative_prompt: What the clip should not show.
        enable_teacache: Whether steps may be skipped.
        enable_frame_interpolation: Whether frames are put in between afterwards.
        frame_interpolation_exp: How often their number is doubled.
        frame_interpolation_scale: Scale at which they are made.
        frame_interpolation_model_path: Model that makes them.
        enable_upscaling: Whether the frames are enlarged afterwards.
        upscaling_model_path: Model that enlarges them.
        upscaling_scale: Factor by which they are enlarged.
        output_quality: Quality of the file.
        output_compression: Compression of the file.
        x264_preset: Preset of the encoder.
        output_path: Folder of the server to write to.
        perf_dump_path: File of the server that timings are written to.
        extra_params: Further parameters of the model, as the JSON text of an object.
        input_reference: Image to start from, as a file.
        extra_body: Further fields, as the JSON text of an object.
    """

    prompt: str | None | Unset = UNSET
    enhance_prompt: bool | None | Unset = UNSET
    model: str | None | Unset = UNSET
    task_type: str | None | Unset = UNSET
    seconds: int | None | Unset = UNSET
    size: str | None | Unset = UNSET
    reference_url: str | None | Unset = UNSET
    video_reference: File | None | Unset = UNSET
    video_url: str | None | Unset = UNSET
    video_path: str | None | Unset = UNSET
    fps: int | None | Unset = UNSET
    num_frames: int | None | Unset = UNSET
    width: int | None | Unset = UNSET
    height: int | None | Unset = UNSET
    seed: int | None | Unset = UNSET
    n: int | None | Unset = UNSET
    num_outputs_per_prompt: int | None | Unset = UNSET
    generator_device: str | None | Unset = UNSET
    num_inference_steps: int | None | Unset = UNSET
    max_sequence_length: int | None | Unset = UNSET
    flow_shift: float | None | Unset = UNSET
    guidance_scale: float | None | Unset = UNSET
    guidance_scale_2: float | None | Unset = UNSET
    true_cfg_scale: float | None | Unset = UNSET
    negative_prompt: str | None | Unset = UNSET
    enable_teacache: bool | None | Unset = UNSET
    enable_frame_interpolation: bool | None | Unset = UNSET
    frame_interpolation_exp: int | None | Unset = UNSET
    frame_interpolation_scale: float | None | Unset = UNSET
    frame_interpolation_model_path: str | None | Unset = UNSET
    enable_upscaling: bool | None | Unset = UNSET
    upscaling_model_path: str | None | Unset = UNSET
    upscaling_scale: int | None | Unset = UNSET
    output_quality: str | None | Unset = UNSET
    output_compression: int | None | Unset = UNSET
    x264_preset: str | None | Unset = UNSET
    output_path: str | None | Unset = UNSET
    perf_dump_path: str | None | Unset = UNSET
    extra_params: str | None | Unset = UNSET
    input_reference: File | None | Unset = UNSET
    extra_body: str | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)
