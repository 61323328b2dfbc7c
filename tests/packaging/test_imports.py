"""What importing costs, and what is public."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

import videojobs
import videojobs_api

PUBLIC = [
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
TOOLS = {"pydantic", "yaml", "jinja2", "rich", "typer", "starlette", "uvicorn", "av", "PIL", "jsonschema"}
LATE = {"httpx", "httpcore", "aiohttp", *TOOLS}


def modules_after(code: str) -> set[str]:
    """Return the top-level names of all modules that a fresh interpreter has loaded after some code."""
    printed = f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", printed], check=True, capture_output=True, text=True)
    return {name.split(".")[0] for name in json.loads(done.stdout)}


def test_public_names_are_exactly_these() -> None:
    """A name is made public, or taken away, on purpose: here."""
    assert sorted(videojobs.__all__) == PUBLIC
    assert set(PUBLIC) <= set(dir(videojobs))


def test_public_names_resolve_and_unknown_ones_are_refused() -> None:
    """Names are loaded when they are asked for; a wrong one is an AttributeError as in any module."""
    assert all(getattr(videojobs, name) is not None for name in PUBLIC)
    with pytest.raises(AttributeError, match="no_such_name"):
        videojobs.no_such_name  # noqa: B018


def test_import_loads_nothing_that_is_not_needed_yet() -> None:
    """`import videojobs` loads no HTTP library and none of the tools."""
    assert modules_after("import videojobs") & LATE == set()


def test_models_load_without_the_http_library() -> None:
    """Decoding a job needs no HTTP library: whoever only reads webhooks does not pay for it."""
    for package in videojobs_api.PROVIDERS.values():
        assert modules_after(f"import videojobs_api.{package}.models") & LATE == set()


def test_client_loads_httpx_and_no_tool() -> None:
    """The client stands on attrs and httpx."""
    loaded = modules_after("from videojobs import VideoClient, AsyncVideoClient")
    assert loaded & (LATE - {"httpx", "httpcore"}) == set()


def test_a_client_loads_no_module_of_types() -> None:
    """The types of names and values are for type checkers: they cost a program nothing."""
    code = (
        "import sys, videojobs; videojobs.VideoClient('compatible', base_url='https://relay.example/v1', api_key='k')"
    )
    modules_after(f"{code}; assert not [name for name in sys.modules if name.endswith('.values')]")


def public_functions() -> Iterator[tuple[str, object]]:
    """Yield every public function, and every public method of a public class."""
    for name in PUBLIC:
        value = getattr(videojobs, name)
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            for method, member in inspect.getmembers_static(
                value, lambda member: not inspect.ismemberdescriptor(member)
            ):
                # A property and a class method wrap the function that has the docstring.
                function = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
                if not method.startswith("_") and inspect.isfunction(function):
                    yield f"{name}.{method}", function


def test_every_public_name_has_a_docstring() -> None:
    """Also each method; one that raises an error of its own lists it."""
    classes = [
        name for name in PUBLIC if inspect.isclass(getattr(videojobs, name)) and not getattr(videojobs, name).__doc__
    ]
    assert classes == []
    functions = dict(public_functions())
    assert len(functions) > 60
    assert [name for name, function in functions.items() if not inspect.getdoc(function)] == []
    silent = [
        name
        for name, function in functions.items()
        if " raise " in inspect.getsource(function)  # type: ignore[arg-type]
        and not any(word in inspect.getdoc(function) for word in ("Raises:", "Raise ", "; see `"))  # type: ignore[operator]
    ]
    assert silent == []
