# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

"""The shared types: a thin face of `videojobs.http`, the same for every provider."""

from __future__ import annotations

from videojobs.http.files import File
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset

__all__ = ["UNSET", "File", "Response", "Unset"]
