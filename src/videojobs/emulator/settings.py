"""Settings of an emulator."""

from __future__ import annotations

import base64
import secrets
import string
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from videojobs.emulator.job_lifecycle import Plan, plan_of_prompt

if TYPE_CHECKING:
    from videojobs.dialect import Dialect, Ids
    from videojobs.emulator.incoming_request import RequestRecord

DEFAULT_KEY: Final = "emulator-key"
_AWKWARD: Final = b"\xfb\xef\xff"
"""Bytes whose base64 has both ``+`` and ``/``, so that every id tries a client's quoting."""


def new_id(ids: Ids) -> str:
    """Return a new job id in the provider's format."""
    if ids.alphabet == "hex":
        return ids.prefix + secrets.token_hex((ids.length + 1) // 2)[: ids.length]
    if ids.alphabet == "alphanumeric":
        return ids.prefix + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(ids.length))
    groups = max(2, ids.length // 4)
    # One byte more than whole groups of three, so that the id ends in `==`.
    text = base64.b64encode(_AWKWARD + secrets.token_bytes(3 * (groups - 2) + 1)).decode("ascii")
    return ids.prefix + text


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

    def next_id(self) -> str:
        """Return the id of the next job."""
        if self.new_id is not None:
            return self.new_id()
        return new_id(self.dialect.ids)
