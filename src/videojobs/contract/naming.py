"""Names for an operation that a document does not have."""

from __future__ import annotations

import re
from typing import Any

_WORD = re.compile(r"v[0-9]{1,2}|[a-z][a-z_-]{0,30}|\{[^{}]*\}")


def template_of(path: str) -> str:
    """Return the path of a URL with a parameter for each segment that is no plain word."""
    count = 0
    parts: list[str] = []
    for part in path.partition("?")[0].split("/"):
        if not part or _WORD.fullmatch(part):
            parts.append(part)
        else:
            count += 1
            parts.append("{id}" if count == 1 else f"{{id_{count}}}")
    return "/".join(parts)


def parameters_of(template: str) -> list[dict[str, Any]]:
    """Return the parameters that a path template names, as a document writes them."""
    names = re.findall(r"\{([^{}]*)\}", template)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def id_of(method: str, template: str) -> str:
    """Return an operationId for a method and a path template."""
    words = re.findall(r"[A-Za-z0-9]+", template)
    return method.lower() + "".join(word[:1].upper() + word[1:] for word in words)
