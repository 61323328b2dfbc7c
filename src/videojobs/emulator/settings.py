"""What can be set of an emulator."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from videojobs.emulator.life import Plan, plan_of_prompt

if TYPE_CHECKING:
    from videojobs.emulator.exchange import RequestRecord
    from videojobs.runtime.dialect import Dialect

DEFAULT_KEY: Final = "emulator-key"


def new_id() -> str:
    """Return a job id that was not there before."""
    return f"video_{secrets.token_hex(16)}"


@frozen(kw_only=True)
class Settings:
    """The settings of one emulator; see `videojobs.emulator.create_app`."""

    dialect: Dialect
    api_key: str = DEFAULT_KEY
    render_seconds: float = 3.0
    clock: Callable[[], float] = time.time
    plan: Callable[[Mapping[str, Any]], Plan] = plan_of_prompt
    new_id: Callable[[], str] = new_id
    on_request: Callable[[RequestRecord], None] | None = None
