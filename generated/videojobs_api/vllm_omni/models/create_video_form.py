# Generated from spec/vllm-omni: vLLM-Omni, written from https://github.com/vllm-project/vllm-omni; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.files import File
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class CreateVideoForm:
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

    LIMITS: ClassVar[Mapping[str, Limit]] = {
        "prompt": Limit(required=True, min_length=1),
        "seconds": Limit(pattern="^[1-9]\\d*$"),
        "width": Limit(minimum=1),
        "height": Limit(minimum=1),
        "num_frames": Limit(minimum=1),
        "fps": Limit(minimum=1),
        "num_inference_steps": Limit(minimum=1),
    }

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.prompt = src["prompt"]
            if len(src) == 1:  # these keys, and no other
                self.model = UNSET
                self.seconds = UNSET
                self.size = UNSET
                self.user = UNSET
                self.input_reference = UNSET
                self.control_reference = UNSET
                self.control_type = UNSET
                self.image_reference = UNSET
                self.video_reference = UNSET
                self.audio_reference = UNSET
                self.source_video = UNSET
                self.source_audio = UNSET
                self.video_noise_mask = UNSET
                self.audio_noise_mask = UNSET
                self.width = UNSET
                self.height = UNSET
                self.num_frames = UNSET
                self.fps = UNSET
                self.num_inference_steps = UNSET
                self.guidance_scale = UNSET
                self.guidance_scale_2 = UNSET
                self.boundary_ratio = UNSET
                self.flow_shift = UNSET
                self.true_cfg_scale = UNSET
                self.seed = UNSET
                self.generate_sound = UNSET
                self.sound_duration = UNSET
                self.negative_prompt = UNSET
                self.enable_frame_interpolation = UNSET
                self.frame_interpolation_exp = UNSET
                self.frame_interpolation_scale = UNSET
                self.frame_interpolation_model_path = UNSET
                self.lora = UNSET
                self.extra_params = UNSET
                self.additional_properties = {}
                return self
            self.model = src.get("model", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.user = src.get("user", UNSET)
            self.input_reference = src.get("input_reference", UNSET)
            self.control_reference = src.get("control_reference", UNSET)
            self.control_type = src.get("control_type", UNSET)
            self.image_reference = src.get("image_reference", UNSET)
            self.video_reference = src.get("video_reference", UNSET)
            self.audio_reference = src.get("audio_reference", UNSET)
            self.source_video = src.get("source_video", UNSET)
            self.source_audio = src.get("source_audio", UNSET)
            self.video_noise_mask = src.get("video_noise_mask", UNSET)
            self.audio_noise_mask = src.get("audio_noise_mask", UNSET)
            self.width = src.get("width", UNSET)
            self.height = src.get("height", UNSET)
            self.num_frames = src.get("num_frames", UNSET)
            self.fps = src.get("fps", UNSET)
            self.num_inference_steps = src.get("num_inference_steps", UNSET)
            self.guidance_scale = src.get("guidance_scale", UNSET)
            self.guidance_scale_2 = src.get("guidance_scale_2", UNSET)
            self.boundary_ratio = src.get("boundary_ratio", UNSET)
            self.flow_shift = src.get("flow_shift", UNSET)
            self.true_cfg_scale = src.get("true_cfg_scale", UNSET)
            self.seed = src.get("seed", UNSET)
            self.generate_sound = src.get("generate_sound", UNSET)
            self.sound_duration = src.get("sound_duration", UNSET)
            self.negative_prompt = src.get("negative_prompt", UNSET)
            self.enable_frame_interpolation = src.get("enable_frame_interpolation", UNSET)
            self.frame_interpolation_exp = src.get("frame_interpolation_exp", UNSET)
            self.frame_interpolation_scale = src.get("frame_interpolation_scale", UNSET)
            self.frame_interpolation_model_path = src.get("frame_interpolation_model_path", UNSET)
            self.lora = src.get("lora", UNSET)
            self.extra_params = src.get("extra_params", UNSET)
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "prompt": self.prompt,
            "model": self.model,
            "seconds": self.seconds,
            "size": self.size,
            "user": self.user,
            "input_reference": self.input_reference,
            "control_reference": self.control_reference,
            "control_type": self.control_type,
            "image_reference": self.image_reference,
            "video_reference": self.video_reference,
            "audio_reference": self.audio_reference,
            "source_video": self.source_video,
            "source_audio": self.source_audio,
            "video_noise_mask": self.video_noise_mask,
            "audio_noise_mask": self.audio_noise_mask,
            "width": self.width,
            "height": self.height,
            "num_frames": self.num_frames,
            "fps": self.fps,
            "num_inference_steps": self.num_inference_steps,
            "guidance_scale": self.guidance_scale,
            "guidance_scale_2": self.guidance_scale_2,
            "boundary_ratio": self.boundary_ratio,
            "flow_shift": self.flow_shift,
            "true_cfg_scale": self.true_cfg_scale,
            "seed": self.seed,
            "generate_sound": self.generate_sound,
            "sound_duration": self.sound_duration,
            "negative_prompt": self.negative_prompt,
            "enable_frame_interpolation": self.enable_frame_interpolation,
            "frame_interpolation_exp": self.frame_interpolation_exp,
            "frame_interpolation_scale": self.frame_interpolation_scale,
            "frame_interpolation_model_path": self.frame_interpolation_model_path,
            "lora": self.lora,
            "extra_params": self.extra_params,
        }
        if self.additional_properties:
            values.update(plain(self.additional_properties))
        return {key: value for key, value in values.items() if value is not UNSET}

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not know."""
        return list(self.additional_properties)


_FIELDS: tuple[Field, ...] = (
    ("prompt", "prompt", None),
    ("model", "model", None),
    ("seconds", "seconds", None),
    ("size", "size", None),
    ("user", "user", None),
    ("input_reference", "input_reference", None),
    ("control_reference", "control_reference", None),
    ("control_type", "control_type", None),
    ("image_reference", "image_reference", None),
    ("video_reference", "video_reference", None),
    ("audio_reference", "audio_reference", None),
    ("source_video", "source_video", None),
    ("source_audio", "source_audio", None),
    ("video_noise_mask", "video_noise_mask", None),
    ("audio_noise_mask", "audio_noise_mask", None),
    ("width", "width", None),
    ("height", "height", None),
    ("num_frames", "num_frames", None),
    ("fps", "fps", None),
    ("num_inference_steps", "num_inference_steps", None),
    ("guidance_scale", "guidance_scale", None),
    ("guidance_scale_2", "guidance_scale_2", None),
    ("boundary_ratio", "boundary_ratio", None),
    ("flow_shift", "flow_shift", None),
    ("true_cfg_scale", "true_cfg_scale", None),
    ("seed", "seed", None),
    ("generate_sound", "generate_sound", None),
    ("sound_duration", "sound_duration", None),
    ("negative_prompt", "negative_prompt", None),
    ("enable_frame_interpolation", "enable_frame_interpolation", None),
    ("frame_interpolation_exp", "frame_interpolation_exp", None),
    ("frame_interpolation_scale", "frame_interpolation_scale", None),
    ("frame_interpolation_model_path", "frame_interpolation_model_path", None),
    ("lora", "lora", None),
    ("extra_params", "extra_params", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
