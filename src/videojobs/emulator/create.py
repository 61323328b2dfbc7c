"""Making an emulator."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from videojobs.emulator.app import Emulator
from videojobs.emulator.life import Plan, plan_of_prompt
from videojobs.emulator.settings import DEFAULT_KEY, Settings
from videojobs.errors import ConfigurationError

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator.exchange import RequestRecord


def create_app(
    provider: str | None = None,
    *,
    dialect: Dialect | None = None,
    document: Mapping[str, Any] | None = None,
    api_key: str = DEFAULT_KEY,
    render_seconds: float = 3.0,
    clock: Callable[[], float] = time.time,
    plan: Callable[[Mapping[str, Any]], Plan] = plan_of_prompt,
    new_id: Callable[[], str] | None = None,
    on_request: Callable[[RequestRecord], None] | None = None,
) -> Emulator:
    """Return an emulator as an ASGI application.

    Args:
        provider: Name of the provider; or None, and then ``dialect`` and ``document`` say all.
        dialect: What OpenAPI cannot say about the provider.
        document: Its OpenAPI document, 3.0 or 3.1.
        api_key: The key it lets in; make one up, it protects nothing.
        render_seconds: How long a job takes; 0: it is finished when it is first asked for.
        clock: Returns the time in Unix seconds.
        plan: Says what shall become of a job, from the decoded body of the request that starts it.
        new_id: Returns the id of the next job; by default they look as the provider's do.
        on_request: Called with each request, once it is answered.

    Raises:
        ConfigurationError: There is no such provider, or neither a provider nor a dialect and a document was given.
    """
    if dialect is None or document is None:
        if provider is None:
            raise ConfigurationError("create_app: give a provider's name, or a dialect and a document")
        from videojobs.emulator.load import load

        found, published = load(provider)
        dialect, document = dialect or found, document or published
    from videojobs_api.statuses import STATUSES

    settings = Settings(
        dialect=dialect,
        api_key=api_key,
        render_seconds=render_seconds,
        clock=clock,
        plan=plan,
        new_id=new_id,
        on_request=on_request,
    )
    return Emulator(settings, document, STATUSES)
