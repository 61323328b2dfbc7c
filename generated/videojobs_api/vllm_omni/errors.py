# Generated from spec/vllm-omni: vLLM-Omni, written from https://github.com/vllm-project/vllm-omni; OpenAPI 3.1.0,
# version 1.0.0. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate`
# writes it.

"""The errors of a call: a thin face of `videojobs.errors`, the same for every provider."""

from __future__ import annotations

from videojobs.errors import (
    ApiError,
    AuthenticationError,
    DecodeError,
    InvalidRequest,
    NotFound,
    RateLimited,
    ServerError,
    TransportError,
    VideoJobsError,
)

__all__ = [
    "ApiError",
    "AuthenticationError",
    "DecodeError",
    "InvalidRequest",
    "NotFound",
    "RateLimited",
    "ServerError",
    "TransportError",
    "VideoJobsError",
]
