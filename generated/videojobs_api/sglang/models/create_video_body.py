# Generated from spec/sglang: SGLang diffusion, written from https://github.com/sgl-project/sglang; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define, field

from videojobs.http.converters import Field, extra_keys, plain, read_fields
from videojobs.http.limits import Limit
from videojobs.http.unset import UNSET, Unset


@define(kw_only=True)
class CreateVideoBody:
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

    LIMITS: ClassVar[Mapping[str, Limit]] = {
        "prompt": Limit(required=True, min_length=1),
        "seconds": Limit(minimum=1),
        "fps": Limit(minimum=1),
        "num_frames": Limit(minimum=1),
        "n": Limit(minimum=1),
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
                self.reference_url = UNSET
                self.fps = UNSET
                self.num_frames = UNSET
                self.seed = UNSET
                self.n = UNSET
                self.generator_device = UNSET
                self.num_inference_steps = UNSET
                self.guidance_scale = UNSET
                self.guidance_scale_2 = UNSET
                self.true_cfg_scale = UNSET
                self.negative_prompt = UNSET
                self.enable_teacache = UNSET
                self.output_quality = UNSET
                self.output_compression = UNSET
                self.output_path = UNSET
                self.input_reference = UNSET
                self.diffusers_kwargs = UNSET
                self.extra_body = UNSET
                self.additional_properties = {}
                return self
            self.model = src.get("model", UNSET)
            self.seconds = src.get("seconds", UNSET)
            self.size = src.get("size", UNSET)
            self.reference_url = src.get("reference_url", UNSET)
            self.fps = src.get("fps", UNSET)
            self.num_frames = src.get("num_frames", UNSET)
            self.seed = src.get("seed", UNSET)
            self.n = src.get("n", UNSET)
            self.generator_device = src.get("generator_device", UNSET)
            self.num_inference_steps = src.get("num_inference_steps", UNSET)
            self.guidance_scale = src.get("guidance_scale", UNSET)
            self.guidance_scale_2 = src.get("guidance_scale_2", UNSET)
            self.true_cfg_scale = src.get("true_cfg_scale", UNSET)
            self.negative_prompt = src.get("negative_prompt", UNSET)
            self.enable_teacache = src.get("enable_teacache", UNSET)
            self.output_quality = src.get("output_quality", UNSET)
            self.output_compression = src.get("output_compression", UNSET)
            self.output_path = src.get("output_path", UNSET)
            self.input_reference = src.get("input_reference", UNSET)
            self.diffusers_kwargs = src.get("diffusers_kwargs", UNSET)
            self.extra_body = src.get("extra_body", UNSET)
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
            "reference_url": self.reference_url,
            "fps": self.fps,
            "num_frames": self.num_frames,
            "seed": self.seed,
            "n": self.n,
            "generator_device": self.generator_device,
            "num_inference_steps": self.num_inference_steps,
            "guidance_scale": self.guidance_scale,
            "guidance_scale_2": self.guidance_scale_2,
            "true_cfg_scale": self.true_cfg_scale,
            "negative_prompt": self.negative_prompt,
            "enable_teacache": self.enable_teacache,
            "output_quality": self.output_quality,
            "output_compression": self.output_compression,
            "output_path": self.output_path,
            "input_reference": self.input_reference,
            "diffusers_kwargs": plain(self.diffusers_kwargs),
            "extra_body": plain(self.extra_body),
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
    ("reference_url", "reference_url", None),
    ("fps", "fps", None),
    ("num_frames", "num_frames", None),
    ("seed", "seed", None),
    ("n", "n", None),
    ("generator_device", "generator_device", None),
    ("num_inference_steps", "num_inference_steps", None),
    ("guidance_scale", "guidance_scale", None),
    ("guidance_scale_2", "guidance_scale_2", None),
    ("true_cfg_scale", "true_cfg_scale", None),
    ("negative_prompt", "negative_prompt", None),
    ("enable_teacache", "enable_teacache", None),
    ("output_quality", "output_quality", None),
    ("output_compression", "output_compression", None),
    ("output_path", "output_path", None),
    ("input_reference", "input_reference", None),
    ("diffusers_kwargs", "diffusers_kwargs", None),
    ("extra_body", "extra_body", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
