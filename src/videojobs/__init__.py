"""One client for every server of the video job format: create, wait, download, without paying twice.

::

    from videojobs import VideoClient

    with VideoClient("compatible", base_url="https://relay.example/v1", api_key="...") as client:
        job = client.create("A paper boat on a lake at dawn", model="sora-2", seconds=4)
        client.download(client.wait(job).raise_for_failure(), "boat.mp4")

Everything public is listed in ``__all__`` and loaded at its first use.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing itself would be a sixth of the import time
if TYPE_CHECKING:
    from typing import Any

    from videojobs._version import __version__
    from videojobs.async_client import AsyncVideoClient
    from videojobs.client import VideoClient
    from videojobs.errors import (
        AmbiguousCreate,
        ApiError,
        AuthenticationError,
        ConfigurationError,
        ContentNotReady,
        DatabaseUnavailable,
        DeadlineExceeded,
        DecodeError,
        DownloadError,
        IncompleteDownload,
        InvalidRequest,
        JobCancelled,
        JobExpired,
        JobFailed,
        JobFailure,
        NotFound,
        NotSupported,
        RateLimited,
        ServerError,
        TransportError,
        VideoJobsError,
        WaitTimeout,
        WebhookRejected,
        WrongContent,
    )
    from videojobs.http.responses import ResponseInfo
    from videojobs.jobs.characters import Character
    from videojobs.jobs.decoding.parse import parse_job
    from videojobs.jobs.limiter import Rate
    from videojobs.jobs.model.capabilities import Capabilities, capabilities
    from videojobs.jobs.model.results import Deletion, Download, Retry
    from videojobs.jobs.model.status import JobStatus
    from videojobs.jobs.model.video_job import JobError, JobRef, VideoJob
    from videojobs.jobs.recover.flow import RecoveredJob
    from videojobs.jobs.registry import provider_name
    from videojobs.jobs.render import Render
    from videojobs.ledger import Ledger
    from videojobs.recovery import Recovery, arecover, ledger_jobs, recover
    from videojobs.webhooks import WebhookEvent, read_webhook
    from videojobs_api.values import ProviderName

__all__ = [
    "AmbiguousCreate",
    "ApiError",
    "AsyncVideoClient",
    "AuthenticationError",
    "Capabilities",
    "Character",
    "ConfigurationError",
    "ContentNotReady",
    "DatabaseUnavailable",
    "DeadlineExceeded",
    "DecodeError",
    "Deletion",
    "Download",
    "DownloadError",
    "IncompleteDownload",
    "InvalidRequest",
    "JobCancelled",
    "JobError",
    "JobExpired",
    "JobFailed",
    "JobFailure",
    "JobRef",
    "JobStatus",
    "Ledger",
    "NotFound",
    "NotSupported",
    "ProviderName",
    "Rate",
    "RateLimited",
    "RecoveredJob",
    "Recovery",
    "Render",
    "ResponseInfo",
    "Retry",
    "ServerError",
    "TransportError",
    "VideoClient",
    "VideoJob",
    "VideoJobsError",
    "WaitTimeout",
    "WebhookEvent",
    "WebhookRejected",
    "WrongContent",
    "__version__",
    "arecover",
    "capabilities",
    "ledger_jobs",
    "parse_job",
    "provider_name",
    "read_webhook",
    "recover",
]

_MODULES = {
    "AsyncVideoClient": "videojobs.async_client",
    "Capabilities": "videojobs.jobs.model.capabilities",
    "Character": "videojobs.jobs.characters",
    "Deletion": "videojobs.jobs.model.results",
    "Download": "videojobs.jobs.model.results",
    "JobError": "videojobs.jobs.model.video_job",
    "JobRef": "videojobs.jobs.model.video_job",
    "JobStatus": "videojobs.jobs.model.status",
    "Ledger": "videojobs.ledger",
    "ProviderName": "videojobs_api.values",
    "Rate": "videojobs.jobs.limiter",
    "RecoveredJob": "videojobs.jobs.recover.flow",
    "Recovery": "videojobs.recovery",
    "Render": "videojobs.jobs.render",
    "ResponseInfo": "videojobs.http.responses",
    "Retry": "videojobs.jobs.model.results",
    "VideoClient": "videojobs.client",
    "VideoJob": "videojobs.jobs.model.video_job",
    "WebhookEvent": "videojobs.webhooks",
    "arecover": "videojobs.recovery",
    "capabilities": "videojobs.jobs.model.capabilities",
    "ledger_jobs": "videojobs.recovery",
    "parse_job": "videojobs.jobs.decoding.parse",
    "provider_name": "videojobs.jobs.registry",
    "read_webhook": "videojobs.webhooks",
    "recover": "videojobs.recovery",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use (PEP 562)."""
    if name == "__version__":
        from videojobs._version import __version__ as value
    elif name in __all__:
        value = getattr(import_module(_MODULES.get(name, "videojobs.errors")), name)
    else:
        raise AttributeError(f"module 'videojobs' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
