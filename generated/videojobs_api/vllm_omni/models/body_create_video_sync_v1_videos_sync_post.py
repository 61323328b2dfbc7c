# Generated from spec/vllm-omni by `make generate`; not edited by hand.

"""The schema BodyCreateVideoSyncV1VideosSyncPost."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import UNSET, File, Unset


@define(kw_only=True)
class BodyCreateVideoSyncV1VideosSyncPost(Model[Any]):
    """A new job, as a form; the server takes no other encoding.

    Attributes:
        prompt: What the clip shows.
        model: Model; must be the one that is served.
        seconds: Length of the clip in whole seconds, as text.
        size: Width and height in pixels.
        user: The user, for logs.
        input_reference: Image or video to start from, as a file.
        input_references: Several images or videos to start from, as files; only some models.
        control_reference: Image or video that steers the render, at most 512 MiB; only some models.
        control_type: What `control_reference` is, by the model's name for it.
        image_reference: Image to start from, as the JSON text of an object with `image_url`; `file_id` is not
            implemented.
        video_reference: Video to start from, as the JSON text of an object with `video_url`.
        audio_reference: Sound to follow, as the JSON text of an object with `audio_url`.
        source_video: Video whose latents are edited; only some models.
        source_audio: Sound whose latents are edited; only some models.
        video_noise_mask: JSON of a mask: 0 keeps, 1 renders anew.
        audio_noise_mask: JSON of a mask for the sound.
        width: Width in pixels.
        height: Height in pixels.
        num_frames: Frames to render.
        fps: Frames per second of the clip.
        aspect_ratio: Ratio of width to height, such as `16:9`, where the size is not given.
        short_edge: Pixels of the shorter edge, where the size is not given.
        num_outputs_per_prompt: How many clips are rendered for one prompt. 1.0 to 10.0. The server's default is 1.
        start_time_seconds: Second of the source at which the render begins; only some models.
        quality: Level of quality: `low`, `medium`, `high` or `default`.
        num_inference_steps: Denoising steps.
        guidance_scale: How closely the prompt is followed.
        guidance_scale_2: The same, in the stage of low noise.
        boundary_ratio: Where the stages of denoising meet.
        flow_shift: Shift of the scheduler's flow.
        true_cfg_scale: True guidance, where the model has it.
        seed: Start of the random numbers.
        generate_sound: Whether sound is made too.
        sound_duration: Length of the sound in seconds; that of the clip if absent.
        negative_prompt: What the clip should not show.
        enable_frame_interpolation: Whether frames are put in between afterwards.
        frame_interpolation_exp: How often their number is doubled.
        frame_interpolation_scale: Scale at which they are made.
        frame_interpolation_model_path: Model that makes them.
        lora: LoRA to use, as the JSON text of an object.
        extra_params: Further parameters of the model, as the JSON text of an object.
        return_stage_metrics: Whether the job reports how long each stage took.
    """

    prompt: str
    model: str | None | Unset = UNSET
    seconds: str | None | Unset = UNSET
    size: str | None | Unset = UNSET
    user: str | None | Unset = UNSET
    input_reference: File | None | Unset = UNSET
    input_references: list[File] | None | Unset = UNSET
    control_reference: File | None | Unset = UNSET
    control_type: str | None | Unset = UNSET
    image_reference: str | None | Unset = UNSET
    video_reference: str | None | Unset = UNSET
    audio_reference: str | None | Unset = UNSET
    source_video: File | None | Unset = UNSET
    source_audio: File | None | Unset = UNSET
    video_noise_mask: File | None | Unset = UNSET
    audio_noise_mask: File | None | Unset = UNSET
    width: int | None | Unset = UNSET
    height: int | None | Unset = UNSET
    num_frames: int | None | Unset = UNSET
    fps: float | None | Unset = UNSET
    aspect_ratio: str | None | Unset = UNSET
    short_edge: int | None | Unset = UNSET
    num_outputs_per_prompt: int | Unset = UNSET
    start_time_seconds: float | None | Unset = UNSET
    quality: str | None | Unset = UNSET
    num_inference_steps: int | None | Unset = UNSET
    guidance_scale: float | None | Unset = UNSET
    guidance_scale_2: float | None | Unset = UNSET
    boundary_ratio: float | None | Unset = UNSET
    flow_shift: float | None | Unset = UNSET
    true_cfg_scale: float | None | Unset = UNSET
    seed: int | None | Unset = UNSET
    generate_sound: bool | None | Unset = UNSET
    sound_duration: float | None | Unset = UNSET
    negative_prompt: str | None | Unset = UNSET
    enable_frame_interpolation: bool | None | Unset = UNSET
    frame_interpolation_exp: int | None | Unset = UNSET
    frame_interpolation_scale: float | None | Unset = UNSET
    frame_interpolation_model_path: str | None | Unset = UNSET
    lora: str | None | Unset = UNSET
    extra_params: str | None | Unset = UNSET
    return_stage_metrics: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS: ClassVar = {
        "prompt": Limit(required=True),
        "seconds": Limit(pattern="^[1-9]\\d*$"),
        "fps": Limit(minimum=1.0),
        "short_edge": Limit(minimum=1.0),
        "num_outputs_per_prompt": Limit(minimum=1.0, maximum=10.0),
        "start_time_seconds": Limit(minimum=0.0),
        "frame_interpolation_exp": Limit(minimum=1.0),
    }
