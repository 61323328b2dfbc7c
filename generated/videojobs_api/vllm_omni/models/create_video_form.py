# Generated from spec/vllm-omni by `make generate`; not edited by hand.

from __future__ import annotations

from typing import Any

from attrs import define, field

from videojobs.http.limits import Limit
from videojobs.http.models import Model
from videojobs.http.types import File, UNSET, Unset


@define(kw_only=True)
class CreateVideoForm(Model[Any]):
    """A new job, as a form; there is no other encoding.

    Attributes:
        prompt: What the clip shows. At least 1 characters.
        model: Model; must be the one that is served.
        seconds: Length of the clip in whole seconds, as text.
        size: Width and height in pixels.
        user: Who asks.
        input_reference: Image or video to start from, as a file.
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
        width: Width in pixels. At least 1.
        height: Height in pixels. At least 1.
        num_frames: Frames to render. At least 1.
        fps: Frames per second of the clip. At least 1.
        num_inference_steps: Denoising steps. At least 1.
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
    """

    prompt: str
    model: str | Unset = UNSET
    seconds: str | Unset = UNSET
    size: str | Unset = UNSET
    user: str | Unset = UNSET
    input_reference: File | Unset = UNSET
    control_reference: File | Unset = UNSET
    control_type: str | Unset = UNSET
    image_reference: str | Unset = UNSET
    video_reference: str | Unset = UNSET
    audio_reference: str | Unset = UNSET
    source_video: File | Unset = UNSET
    source_audio: File | Unset = UNSET
    video_noise_mask: File | Unset = UNSET
    audio_noise_mask: File | Unset = UNSET
    width: int | Unset = UNSET
    height: int | Unset = UNSET
    num_frames: int | Unset = UNSET
    fps: int | Unset = UNSET
    num_inference_steps: int | Unset = UNSET
    guidance_scale: float | Unset = UNSET
    guidance_scale_2: float | Unset = UNSET
    boundary_ratio: float | Unset = UNSET
    flow_shift: float | Unset = UNSET
    true_cfg_scale: float | Unset = UNSET
    seed: int | Unset = UNSET
    generate_sound: bool | Unset = UNSET
    sound_duration: float | Unset = UNSET
    negative_prompt: str | Unset = UNSET
    enable_frame_interpolation: bool | Unset = UNSET
    frame_interpolation_exp: int | Unset = UNSET
    frame_interpolation_scale: float | Unset = UNSET
    frame_interpolation_model_path: str | Unset = UNSET
    lora: str | Unset = UNSET
    extra_params: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    LIMITS = {
        "prompt": Limit(required=True, min_length=1),
        "seconds": Limit(pattern="^[1-9]\\d*$"),
        "width": Limit(minimum=1),
        "height": Limit(minimum=1),
        "num_frames": Limit(minimum=1),
        "fps": Limit(minimum=1),
        "num_inference_steps": Limit(minimum=1),
    }
