"""What a request to a provider must hold besides the prompt, told by its document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from videojobs.emulator.document import read_operations
from videojobs.emulator.load import load
from videojobs.emulator.schema import Schemas, as_node


def order(provider: str) -> dict[str, Any]:
    """Return a length, a size and, where the document asks for one, a model."""
    model = model_of(provider)
    return {"seconds": 4, "size": "1280x720", **({} if model is None else {"model": model})}


def model_of(provider: str) -> str | None:
    """Return a model that the document names, if a request must name one; else None."""
    dialect, document = load(provider)
    schemas = Schemas(document)
    for operation in read_operations(document, dialect, ""):
        if operation.role == "create":
            for body in operation.bodies.values():
                view = schemas.view(body)
                if "model" in view.required:
                    return next(_words(schemas, view.properties["model"]), "any-model")
    return None


def _words(schemas: Schemas, node: Any) -> Iterator[str]:
    yield from (word for word in schemas.view(as_node(node)).words if isinstance(word, str))
