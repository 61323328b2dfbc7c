# Generated from spec/apifox: agicto (apifox export), vendored from
# https://agicto.com/docs/api-reference/openai-video/sora/retrieve at apifox project 5443699, api 384880097 (retrieve)
# and 384880011 (create); OpenAPI 3.0.1, version 1.0.0. By openapi-python-client 0.29.1 with the templates of
# videojobs. Not edited by hand: `make generate` writes it.

"""The shared types: a thin face of `videojobs.http`, the same for every provider."""

from __future__ import annotations

from videojobs.http.files import File
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset

__all__ = ["UNSET", "File", "Response", "Unset"]
