# Generated from spec/sglang: SGLang diffusion, written from https://github.com/sgl-project/sglang; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

"""The shared types: a thin face of `videojobs.http`, the same for every provider."""

from __future__ import annotations

from videojobs.http.files import File
from videojobs.http.response import Response
from videojobs.http.unset import UNSET, Unset

__all__ = ["UNSET", "File", "Response", "Unset"]
