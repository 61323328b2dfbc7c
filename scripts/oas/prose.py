"""The keys of an OpenAPI document that only people read: they change neither a request nor a response."""

from __future__ import annotations

TEXTS = frozenset({"title", "summary", "description", "externalDocs", "$comment"})
EXAMPLES = frozenset({"example", "examples"})
PROSE = TEXTS | EXAMPLES | {"xml"}  # `xml` names elements of XML; no video API sends any
ANNOTATIONS = PROSE | {"default", "deprecated", "readOnly", "writeOnly"}
"""The keywords of a schema that refuse no value: JSON Schema 2020-12, validation, section 9, and those of OpenAPI."""


def is_prose(key: str) -> bool:
    """Whether a key holds text for people, or is an extension (``x-...``), which no validator reads."""
    return key in PROSE or key.startswith("x-")
