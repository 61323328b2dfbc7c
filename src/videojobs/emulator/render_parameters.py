"""Read render parameters from request bodies, with the document's defaults."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from videojobs.emulator.clip_sizes import DEFAULT_PIXELS, MAX_SECONDS, parse_pixels, parse_ratio, parse_seconds
from videojobs.emulator.error_responses import RequestRefused
from videojobs.emulator.job_lifecycle import EmulatedJob, RenderParameters
from videojobs.emulator.schema_views import SchemaReader
from videojobs.http.json_pointer import follow, split
from videojobs.jobs.create.size import size_fields
from videojobs.openapi.operations import JsonObject, as_object

if TYPE_CHECKING:
    from videojobs.dialect import Create

_PIXELS = re.compile(r"\d+ *[xX] *\d+")


class ParameterReader:
    """Reads render parameters from request bodies.

    Args:
        reader: Reads the schemas of the document.
        create: How the provider creates jobs.
        create_body: Schema of the body that creates a job; its defaults hold for remixes and edits too.
    """

    def __init__(self, reader: SchemaReader, create: Create, create_body: JsonObject) -> None:
        self._reader = reader
        self._create = create
        self._create_body = create_body

    def read(
        self, body: Mapping[str, Any], schema: JsonObject | None = None, source: EmulatedJob | None = None
    ) -> RenderParameters:
        """Read the parameters; missing ones are those of ``source``, else the document's defaults.

        Args:
            body: Decoded body of the request.
            schema: Schema of the body, or None: that of a body that creates a job.
            source: The job that this one starts from.

        Raises:
            RequestRefused: 400, a size or length that cannot be rendered.
        """
        if source is None:
            defaults = self._defaults(schema)
        else:
            # Otherwise, responses would have values that the provider never reports, such as a size that it lacks.
            body = self._documented(body, schema)
            parameters = source.parameters
            defaults = {"seconds": parameters.seconds, "size": parameters.size, "model": parameters.model}
        fields = self._create.fields
        requested_size = self._size(body)
        size = requested_size or str(defaults["size"])
        pixels: tuple[int, int] | None = DEFAULT_PIXELS
        if source is not None and not requested_size:
            pixels = source.parameters.pixels
        elif size and self._create.size_in_pixels and _PIXELS.fullmatch(size) is None:
            pixels = None
        elif size:
            pixels = parse_pixels(size)
        if pixels is None:
            raise _not_renderable("size", size, "send WIDTHxHEIGHT, 16 to 4096 pixels each")
        length = value_of(body, fields.seconds) or defaults["seconds"]
        if str(length).strip().lower() == "auto":  # only if the document takes any text
            length = defaults["seconds"]
        seconds = parse_seconds(length)
        if seconds is None:
            name = fields.seconds or "seconds"
            raise _not_renderable(name, str(length), f"send a number above 0, at most {MAX_SECONDS:g}")
        return RenderParameters(
            prompt=str(value_of(body, fields.prompt) or ""),
            model=str(value_of(body, fields.model) or defaults["model"]),
            seconds=seconds,
            size=size or f"{pixels[0]}x{pixels[1]}",
            pixels=pixels,
            has_size=bool(requested_size),
        )

    def body_of(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of a request with these arguments, such as ``seconds``, by the provider's names."""
        fields = self._create.fields
        body = dict(arguments)
        for name in ("prompt", "model", "seconds", "size"):
            if name in arguments and getattr(fields, name):
                body[getattr(fields, name)] = body.pop(name)
        if "size" in arguments and not fields.size:
            body |= size_fields(body.pop("size"), self._create)
        return body

    def _documented(self, body: Mapping[str, Any], schema: JsonObject | None) -> Mapping[str, Any]:
        """Return the fields that the schema lists, or all if it lists none."""
        listed = self._reader.view(as_object(schema)).properties
        if not listed:
            return body
        return {name: value for name, value in body.items() if name in listed}

    def _size(self, body: Mapping[str, Any]) -> str:
        """Return the requested size as one text; "" if there is none."""
        fields = self._create.fields
        width, height = value_of(body, fields.width), value_of(body, fields.height)
        if width and height:
            return f"{width}x{height}"
        ratio, resolution = value_of(body, fields.aspect_ratio), str(value_of(body, fields.resolution) or "")
        if re.fullmatch(r"[0-9]{1,5}p?", resolution) is None:
            return str(value_of(body, fields.size) or ratio or "")
        sides = parse_ratio(str(ratio or "16:9"))
        if sides is None:
            return str(ratio)
        unit = int(resolution.removesuffix("p")) / min(sides)
        return f"{2 * round(sides[0] * unit / 2)}x{2 * round(sides[1] * unit / 2)}"

    def _defaults(self, schema: JsonObject | None) -> dict[str, Any]:
        return {
            "seconds": self._default(schema, self._create.fields.seconds, self._create.seconds_values, "4"),
            "size": self._default(schema, self._create.fields.size, self._create.size_values, ""),
            "model": self._default(schema, self._create.fields.model, (), "default"),
        }

    def _default(self, schema: JsonObject | None, name: str, values: tuple[str, ...], fallback: str) -> Any:
        """Return the default of a property, else a value that its schema, or else the dialect, lists."""
        for body in (as_object(schema), self._create_body):
            view = self._reader.view(as_object(self._reader.view(body).properties.get(name)))
            candidates = (view.keywords.get("default"), *view.values, view.keywords.get("example"))
            default = next((value for value in candidates if value is not None), None)
            if default is not None:
                return default
        return next(iter(values), fallback)


def value_of(body: Mapping[str, Any], field: str) -> Any:
    """Return the value of a field of a body, a name or a JSON pointer, or None. The name "" is of no field."""
    if not field:  # a body may have a member of this name
        return None
    if field.startswith("/"):
        return follow(body, split(field))
    return body.get(field)


def source_id(body: Mapping[str, Any]) -> str | None:
    """Return the id of the job that ``video`` refers to (``{"id": ...}``, its JSON text, or the id), or None."""
    video: Any = body.get("video", body.get("video_id"))
    if isinstance(video, str) and video.lstrip().startswith("{"):
        try:
            video = json.loads(video)
        except (ValueError, RecursionError) as error:
            raise RequestRefused(400, f"video: not valid JSON: {error}", code="invalid_value", field="video") from error
    job_id = video if isinstance(video, str) else as_object(video).get("id")
    return job_id if isinstance(job_id, str) else None


def _not_renderable(name: str, value: str, remedy: str) -> RequestRefused:
    return RequestRefused(400, f"{name}: cannot render {value[:80]!r}; {remedy}", code="invalid_value", field=name)
