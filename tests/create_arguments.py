"""Arguments to create a job with at a provider, besides the prompt; read from its document."""

from __future__ import annotations

from typing import Any

from videojobs import capabilities
from videojobs.emulator.routes import read_routes
from videojobs.emulator.schema_views import SchemaReader
from videojobs.jobs.create.request import create_body
from videojobs.jobs.registry import load_dialect
from videojobs.openapi.documents import read_document
from videojobs.openapi.operations import as_object


def create_arguments(provider: str) -> dict[str, Any]:
    """Return a length, a size and a model, as far as the provider takes them and requires them."""
    fields = load_dialect(provider).create.fields
    arguments: dict[str, Any] = {}
    if fields.seconds:
        arguments["seconds"] = length_near(provider, 4)
    if fields.size or fields.width or fields.aspect_ratio:
        arguments["size"] = "1280x720"
    model = model_of(provider)
    if model is not None:
        arguments["model"] = model
    return arguments


def length_near(provider: str, seconds: float) -> float:
    """Return the length that the provider takes and that is nearest."""
    listed = capabilities(provider).seconds
    return min(listed, key=lambda length: abs(length - seconds)) if listed else seconds


def has_common_paths(provider: str) -> bool:
    """Whether a provider has the format's paths, so that a client which knows its address alone can find them."""
    return load_dialect(provider).operations["create"].path.endswith("/videos")


def create_fields(provider: str, prompt: str) -> dict[str, Any]:
    """Return the same as the body of a request, by the provider's names."""
    defaults = {"model": None, "seconds": None, "size": None, "input_reference": None, "extra": None}
    return create_body(load_dialect(provider), prompt, **{**defaults, **create_arguments(provider)}).fields


def model_of(provider: str) -> str | None:
    """Return a model that the document lists, if a request must have one; else None."""
    dialect, document = read_document(provider)
    reader = SchemaReader(document)
    (create,) = (route for route in read_routes(document, dialect, "") if route.operation.role == "create")
    for body in create.bodies.values():
        view = reader.view(body)
        name = dialect.create.fields.model
        if name in view.required:
            models = reader.view(as_object(view.properties[name])).values
            return next((model for model in models if isinstance(model, str)), "any-model")
    return None
