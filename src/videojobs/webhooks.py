"""Check and read the webhooks that providers send when a job ends."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from videojobs.dialect import Dialect
from videojobs.errors import ConfigurationError, DecodeError, WebhookRejected, printable
from videojobs.http.json_pointer import as_text, follow
from videojobs.jobs.decoding.converters import time
from videojobs.jobs.decoding.parse import check_depth
from videojobs.jobs.decoding.reconcile import reader_of, reconcile
from videojobs.jobs.model.status import JobStatus
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.registry import load_dialect

if TYPE_CHECKING:
    from videojobs_api.values import ProviderName

SECRET_VARIABLE = "VIDEOJOBS_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
# Where senders put the job, the outermost last: an event of the format holds its own id beside `data`.
_PLACES = (("data",), ("result",), ())


@frozen(kw_only=True)
class WebhookEvent:
    """A webhook about a job.

    Attributes:
        ref: The job.
        status: Its status.
        id: Id of the event, or None: the same event may arrive twice, with the same id.
        type: Its type as sent, such as ``video.completed``, or None.
        created_at: When it happened, aware UTC, if that was sent.
        job: The job, if the event holds more of it than its id.
        is_signed: Whether a signature was checked.
        raw: The body as received.
    """

    ref: JobRef
    status: JobStatus
    id: str | None = None
    type: str | None = None
    created_at: datetime | None = None
    job: VideoJob | None = field(default=None, repr=False)
    is_signed: bool = True
    raw: Mapping[str, Any] = field(factory=dict, hash=False, repr=False)


def read_webhook(
    provider: ProviderName,
    body: bytes | str,
    headers: Mapping[str, str],
    *,
    secret: str | None = None,
    base_url: str | None = None,
    allow_unsigned: bool = False,
) -> WebhookEvent:
    """Check the signature of a webhook, and return the event that it holds.

    The signature is that of https://www.standardwebhooks.com: ``webhook-id``, ``webhook-timestamp`` and
    ``webhook-signature``; it needs ``pip install 'videojobs[webhooks]'``. A webhook proves who sent it, not that the
    job is as it says: `retrieve` the job before you rely on more than its id.

    Args:
        provider: Name of the provider.
        body: The body as received, before it is decoded: the signature is one of its bytes.
        headers: The headers of the request.
        secret: The signing secret (``whsec_...``); by default that of the variable ``VIDEOJOBS_WEBHOOK_SECRET``.
        base_url: URL of the API, for `WebhookEvent.ref`.
        allow_unsigned: Accept a webhook without a check, for providers that sign none or in another way. Everybody who
            knows the address can then send you events.

    Raises:
        WebhookRejected: The signature is missing or wrong, or the webhook is too old.
        ConfigurationError: There is no secret, or no such provider, or the extra is not installed.
        DecodeError: The body is no JSON, or names no job.
    """
    dialect = load_dialect(provider)
    key = secret or os.environ.get(SECRET_VARIABLE)
    if key:
        _verify(key, body, headers, provider)
    elif not allow_unsigned:
        raise ConfigurationError(
            f"no secret to check webhooks with: pass secret=, or set {SECRET_VARIABLE}; or pass allow_unsigned=True to "
            f"accept what anybody sends",
            provider=provider,
        )
    lower = {name.lower(): value for name, value in headers.items()}
    return _event(dialect, _decoded(body, provider), lower.get("webhook-id"), base_url, is_signed=bool(key))


def _verify(secret: str, body: bytes | str, headers: Mapping[str, str], provider: str) -> None:
    try:
        from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook
    except ImportError:
        raise ConfigurationError(
            "checking webhooks needs another package: pip install 'videojobs[webhooks]'", provider=provider
        ) from None
    try:
        webhook = Webhook(secret)
    except (EmptyWebhookSecretError, ValueError):  # ValueError: it is not base64
        raise ConfigurationError("the webhook secret is not a secret such as whsec_...", provider=provider) from None
    try:
        webhook.verify(body, dict(headers), json_parse=False)
    # Besides its own error it raises what damaged headers cause: a ValueError of base64, of int, of a missing comma.
    except Exception as error:  # noqa: BLE001 - see above
        reason = (
            printable(str(error), 100) if type(error).__module__.startswith("standardwebhooks") else "it is damaged"
        )
        raise WebhookRejected(f"the webhook's signature is not valid: {reason}", provider=provider) from None


def _decoded(body: bytes | str, provider: str) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, Mapping):
        raise DecodeError("the body of the webhook is no JSON object", provider=provider)
    check_depth(content, provider)
    return content


def _event(
    dialect: Dialect, content: Mapping[str, Any], event_id: str | None, base_url: str | None, *, is_signed: bool
) -> WebhookEvent:
    reader = reader_of(dialect)
    event_type = as_text(content.get("type") or content.get("event")) or None
    # `video.completed`, `video.generation.failed`: the last word is the status.
    status = reader.job_status(event_type.rpartition(".")[2]) if event_type else JobStatus.UNKNOWN
    # A job has a status; without one, the outermost id is that of the event: to retrieve it would find no job.
    is_event = not reader.status.find(content) and ("data" in content or content.get("object") == "event")
    own_id = as_text(content.get("id"))
    for place in _PLACES:
        item = follow(content, place) if place else content
        if not isinstance(item, Mapping):
            continue
        job_id = as_text(item.get("task_id"))
        if not (is_event and item is content):
            job_id = as_text(reader.id.find(item)) or job_id
        if not job_id:
            continue
        job: VideoJob | None = None
        if reader.status.find(item):
            job = reconcile(item, dialect, base_url=base_url, job_id=job_id)
            if status is JobStatus.UNKNOWN:
                status = job.status
        return WebhookEvent(
            ref=JobRef(provider=dialect.name, id=job_id, base_url=base_url),
            status=status,
            id=event_id or (own_id if own_id != job_id else None) or None,
            type=event_type,
            created_at=time(content.get("created_at") or content.get("timestamp")),
            job=job,
            is_signed=is_signed,
            raw=content,
        )
    raise DecodeError(
        f"the webhook names no job: it has the keys {printable(', '.join(map(str, content)), 200)}",
        provider=dialect.name,
    )
