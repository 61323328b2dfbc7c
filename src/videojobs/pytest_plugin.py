"""The pytest plugin: the fixture ``videojobs_emulator`` and the marker ``videojobs``.

Each run of pytest in an environment with videojobs imports it, so it imports the emulator only where a test uses it.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Protocol, Unpack

import pytest

if TYPE_CHECKING:
    from videojobs.emulator import InProcessEmulator, SettingsKeywords

_MARKER: Final = (
    "videojobs(provider, **settings): the provider that videojobs_emulator emulates, and settings of the emulator, "
    "e.g. render_seconds=0 or faults=['create=503']; settings of outer markers (of a class, of a module) hold, too"
)
_SECTION: Final = "Requests to the videojobs emulator"
_MAX_LINES = 50
_MAX_BODY = 300
_emulators: Final = pytest.StashKey[list["InProcessEmulator"]]()


class NewEmulator(Protocol):
    """The type of the fixture ``new_videojobs_emulator``, to annotate a test with."""

    def __call__(self, provider: str = "compatible", **settings: Unpack[SettingsKeywords]) -> InProcessEmulator:
        """Start an emulator; it is closed after the test."""
        ...


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, which ``--strict-markers`` asks for."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def videojobs_emulator(request: pytest.FixtureRequest, new_videojobs_emulator: NewEmulator) -> InProcessEmulator:
    """An emulator of a provider of video jobs, in virtual time; the marker ``videojobs`` chooses provider and settings.

    ``client()`` and ``async_client()`` return clients of it, ``base_url`` and ``api_key`` lead other programs to it,
    ``jobs`` and ``requests`` are what it received, ``fail_next("create=503")`` and ``finish(job)`` direct it.
    Parametrized indirectly, the parameter is the provider.
    """
    provider, settings = _settings_of(request)
    return new_videojobs_emulator(provider, **settings)


@pytest.fixture
def new_videojobs_emulator(request: pytest.FixtureRequest) -> Generator[NewEmulator]:
    """A function that starts an emulator, for tests of several providers: ``(provider, **settings)``.

    All of a test have one virtual clock.
    """
    emulators: list[InProcessEmulator] = []
    request.node.stash[_emulators] = emulators
    with ExitStack() as stack:

        def start(provider: str = "compatible", **settings: Unpack[SettingsKeywords]) -> InProcessEmulator:
            emulator = _start(stack, provider, settings)
            emulators.append(emulator)
            return emulator

        yield start


def _start(stack: ExitStack, provider: str, settings: SettingsKeywords) -> InProcessEmulator:
    """Start an emulator; what is wrong with the arguments or the environment is one line of the report."""
    reason: Exception
    try:
        from videojobs.emulator import in_process
        from videojobs.errors import ConfigurationError

        try:
            return stack.enter_context(in_process(provider, **settings))
        except (ConfigurationError, TypeError) as error:
            reason = error
    except ImportError as error:
        reason = error
    pytest.fail(f"videojobs_emulator: {reason}", pytrace=False)


def _settings_of(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Return provider and settings of a test, from its parameter and its markers, of which the nearest wins."""
    provider = getattr(request, "param", None)
    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers("videojobs"):
        if len(marker.args) > 1:
            pytest.fail(f"pytest.mark.videojobs takes one provider, not {len(marker.args)}", pytrace=False)
        arguments = {**dict(zip(("provider",), marker.args, strict=False)), **marker.kwargs}
        provider = provider or arguments.pop("provider", None)
        settings = {**arguments, **settings}
    settings.pop("provider", None)
    return provider or "compatible", settings


# Not `wrapper=True`: with pluggy before 1.2, importing this would end every run of pytest in the environment.
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any]:
    """Add the requests that the emulators received to the report of a test that failed."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.failed:
        for emulator in item.stash.get(_emulators, ()):
            report.sections.append((f"{_SECTION} ({emulator.provider})", _requests_text(emulator)))


def _requests_text(emulator: InProcessEmulator) -> str:
    requests = [*emulator.requests, *emulator.media_requests]
    lines = [_request_line(record) for record in requests[-_MAX_LINES:]]
    if len(requests) > _MAX_LINES:
        lines.insert(0, f"... {len(requests) - _MAX_LINES} requests before these")
    return "\n".join(lines) or "none"


def _request_line(record: Any) -> str:
    parts = [str(record.status), record.method, record.path]
    if record.query:
        parts[-1] += f"?{record.query}"
    if record.origin == "media":
        parts.append("(clip)")
    if record.body is not None:
        parts.append(json.dumps(record.body, ensure_ascii=False, default=str)[:_MAX_BODY])
    return " ".join(parts)
