"""Settings of an emulator."""

from __future__ import annotations

import base64
import secrets
import string
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from attrs import field, frozen

from videojobs.dialect import EncodingRejection
from videojobs.emulator.job_lifecycle import Plan, plan_of_prompt
from videojobs.errors import ConfigurationError
from videojobs.jobs.create.request import MEDIA_TYPES
from videojobs.jobs.decoding.ids import placeholders, write

if TYPE_CHECKING:
    from videojobs.dialect import Dialect, Encoding, Ids, IdSpelling
    from videojobs.emulator.incoming_request import RequestRecord

UnknownIds = Literal["refuse", "create"]
DEFAULT_KEY: Final = "emulator-key"
_AWKWARD: Final = b"\xfb\xef\xff"
"""Bytes whose base64 has both ``+`` and ``/``, so that every id tries a client's quoting."""

_AWKWARD_TEXT: Final = "emulated?>?>?>"
"""The same as text, wherever it begins."""


def new_id(ids: Ids) -> str:
    """Return a new job id in the provider's format."""
    if ids.alphabet == "spelled" and ids.spelling is not None:
        return write_spelled(ids.spelling)
    if ids.alphabet == "hex":
        return ids.prefix + secrets.token_hex((ids.length + 1) // 2)[: ids.length]
    if ids.alphabet == "uuid":
        return ids.prefix + str(uuid.uuid4())
    if ids.alphabet == "alphanumeric":
        return ids.prefix + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(ids.length))
    groups = max(2, ids.length // 4)
    # One byte more than whole groups of three, so that the id ends in `==`.
    text = base64.b64encode(_AWKWARD + secrets.token_bytes(3 * (groups - 2) + 1)).decode("ascii")
    return ids.prefix + text


def write_spelled(spelling: IdSpelling) -> str:
    """Return a new id in the provider's spelling, with all its parts."""
    parts = dict.fromkeys(placeholders(spelling), _AWKWARD_TEXT)
    return write(spelling, {**parts, "id": f"video_{secrets.token_hex(16)}"})


@frozen(kw_only=True)
class Settings:
    """The settings of one emulator; see `videojobs.emulator.create_app`."""

    dialect: Dialect
    api_key: str = DEFAULT_KEY
    render_seconds: float = 3.0
    clock: Callable[[], float] = time.time
    plan: Callable[[Mapping[str, Any]], Plan] = plan_of_prompt
    new_id: Callable[[], str] | None = None
    on_request: Callable[[RequestRecord], None] | None = None
    only_encoding: Encoding | None = None
    unknown_ids: UnknownIds = "refuse"
    _rejections: Iterator[EncodingRejection] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.only_encoding not in (None, *MEDIA_TYPES):
            raise ConfigurationError(
                f"only_encoding is {self.only_encoding!r}; it must be one of {', '.join(MEDIA_TYPES)}"
            )
        if self.unknown_ids not in get_args(UnknownIds):
            raise ConfigurationError(
                f"unknown_ids is {self.unknown_ids!r}; it must be one of {', '.join(get_args(UnknownIds))}"
            )
        # HTTP 415 needs no declaration.
        rejections = self.dialect.create.encoding_rejections or (
            EncodingRejection(status=415, code="unsupported_media_type"),
        )
        object.__setattr__(self, "_rejections", cycle(rejections))

    def next_rejection(self) -> EncodingRejection:
        """Return the next declared rejection of an encoding; each has its turn."""
        return next(self._rejections)

    def next_id(self) -> str:
        """Return the id of the next job."""
        if self.new_id is not None:
            return self.new_id()
        return new_id(self.dialect.ids)
