"""The arguments of a new job beside its prompt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, TypedDict

from attrs import frozen

from videojobs.http.types import File

if TYPE_CHECKING:
    from videojobs_api.values import ModelName, Seconds, Size

InputReference = str | os.PathLike[str] | bytes | BinaryIO | File | Mapping[str, Any]


class CreateOptions(TypedDict, total=False):
    """The keyword arguments of `VideoClient.create`, for methods that pass them on."""

    model: ModelName | None
    seconds: Seconds | None
    size: Size | None
    input_reference: InputReference | None
    extra: Mapping[str, Any] | None
    idempotency_key: str | None


@frozen(kw_only=True)
class CreateArguments:
    """The same as an object; None is the provider's default."""

    model: ModelName | None = None
    seconds: Seconds | None = None
    size: Size | None = None
    input_reference: object = None
    extra: Mapping[str, Any] | None = None
    idempotency_key: str | None = None
