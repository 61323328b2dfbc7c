"""Arguments to create a job with at a provider, besides the prompt; read from its document."""

from __future__ import annotations

from typing import Any

from videojobs.emulator.routes import read_routes
from videojobs.emulator.schema_views import SchemaReader
from videojobs.openapi.documents import read_document
from videojobs.openapi.operations import as_object


def create_arguments(provider: str) -> dict[str, Any]:
    """Return a length, a size and, where the document requires one, a model."""
    arguments: dict[str, Any] = {"seconds": 4, "size": "1280x720"}
    model = model_of(provider)
    if model is not None:
        arguments["model"] = model
    return arguments


def model_of(provider: str) -> str | None:
    """Return a model that the document lists, if a request must have one; else None."""
    dialect, document = read_document(provider)
    reader = SchemaReader(document)
    (create,) = (route for route in read_routes(document, dialect, "") if route.operation.role == "create")
    for body in create.bodies.values():
        view = reader.view(body)
        if "model" in view.required:
            models = reader.view(as_object(view.properties["model"])).values
            return next((model for model in models if isinstance(model, str)), "any-model")
    return None
