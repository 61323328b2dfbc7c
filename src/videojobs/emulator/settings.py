"""Settings of an emulator."""

from __future__ import annotations

import base64
import string
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, Unpack, get_args

from attrs import define, field, frozen

from videojobs.dialect import EncodingRejection
from videojobs.emulator.faults import Fault, as_fault
from videojobs.emulator.job_lifecycle import Plan
from videojobs.emulator.prompt_markers import plan_of_prompt
from videojobs.emulator.recorded_responses import RecordedResponses
from videojobs.errors import ConfigurationError
from videojobs.jobs.create.request import MEDIA_TYPES
from videojobs.jobs.decoding.ids import placeholders, write
from videojobs.openapi.documents import read_document, read_samples

if TYPE_CHECKING:
    from videojobs.dialect import Dialect, Encoding, Ids, IdSpelling
    from videojobs.emulator.request_log import RequestRecord
    from videojobs.openapi.operations import JsonObject

UnknownIds = Literal["refuse", "create"]
_CENTURY: Final = 100 * 365 * 86_400.0
_AWKWARD: Final = b"\xfb\xef\xff"
"""Bytes whose base64 has both ``+`` and ``/``, so that every id tries a client's quoting."""

_AWKWARD_TEXT: Final = "emulated?>?>?>"
"""The same as text, wherever it begins."""


def new_id(ids: Ids, random: Random) -> str:
    """Return a new job id in the provider's format."""
    if ids.alphabet == "spelled" and ids.spelling is not None:
        return write_spelled(ids.spelling, random)
    if ids.alphabet == "hex":
        return ids.prefix + random.randbytes((ids.length + 1) // 2).hex()[: ids.length]
    if ids.alphabet == "uuid":
        return ids.prefix + str(uuid.UUID(bytes=random.randbytes(16), version=4))
    if ids.alphabet == "alphanumeric":
        return ids.prefix + "".join(random.choices(string.ascii_letters + string.digits, k=ids.length))
    groups = max(2, ids.length // 4)
    # One byte more than whole groups of three, so that the id ends in `==`.
    text = base64.b64encode(_AWKWARD + random.randbytes(3 * (groups - 2) + 1)).decode("ascii")
    return ids.prefix + text


def write_spelled(spelling: IdSpelling, random: Random) -> str:
    """Return a new id in the provider's spelling, with all its parts."""
    parts = dict.fromkeys(placeholders(spelling), _AWKWARD_TEXT)
    return write(spelling, {**parts, "id": f"video_{random.randbytes(16).hex()}"})


def _as_faults(faults: Iterable[Fault | str]) -> tuple[Fault, ...]:
    return tuple(as_fault(fault) for fault in faults)


@define
class MovedClock:
    """A clock that can be moved forward.

    Attributes:
        clock: Returns the time in Unix seconds.
        moved: Seconds by which it is ahead of ``clock``.
    """

    clock: Callable[[], float]
    moved: float = 0.0

    def __call__(self) -> float:
        """Return the time in Unix seconds."""
        return self.clock() + self.moved

    def advance(self, seconds: float) -> None:
        """Move it forward.

        Raises:
            ConfigurationError: The seconds are negative, not finite, or more than a hundred years.
        """
        if not 0 <= seconds <= _CENTURY:
            raise ConfigurationError(f"advance: seconds is {seconds}; it must be 0 to {_CENTURY:.0f}")
        self.moved += seconds


class SettingsKeywords(TypedDict, total=False):
    """The keyword arguments of `create_app`, `serve` and `in_process`; see `Settings`."""

    dialect: Dialect
    document: Mapping[str, Any]
    samples: tuple[JsonObject, ...]
    api_key: str
    render_seconds: float
    clock: Callable[[], float]
    plan: Callable[[Mapping[str, Any]], Plan]
    new_id: Callable[[], str] | None
    on_request: Callable[[RequestRecord], None] | None
    only_encoding: Encoding | None
    unknown_ids: UnknownIds
    faults: Iterable[Fault | str]
    seed: int | None


@frozen(kw_only=True)
class Settings:
    """The settings of one emulator: the arguments of `create_app` and `serve`.

    Attributes:
        dialect: What OpenAPI cannot express about the provider.
        document: Its OpenAPI document, 3.0 or 3.1.
        samples: Its recorded responses, ``name``, ``operation`` (a role), ``http_status`` and ``body`` of each: jobs
            have the same details in the same state, and the fault ``sample`` sends one by its name.
        api_key: The accepted key; any text, it protects nothing.
        render_seconds: Seconds from the creation of a job to its end; 0: it is finished at the first poll.
        clock: Returns the time in Unix seconds.
        plan: Returns the planned course of a job, from the decoded body of the request that creates it; by default
            from the markers in its prompt.
        new_id: Returns the id of the next job; by default in the provider's format.
        on_request: Called with the record of each request, before its response is sent.
        only_encoding: The only encoding in which a new job or a remix is accepted, ``json`` or ``multipart``. Another
            one is refused as the dialect declares it (`Create.encoding_rejections`, each in turn), or with 415.
        unknown_ids: What a request for an id that no one created finds: ``refuse``, the provider's error; ``create``, a
            completed job, for test suites that use any id, and any bytes for a reference image.
        faults: The faults that are switched on at the start, each a `Fault` or its text.
        seed: Makes ids and drawn faults repeatable; None: they differ each time.

    Raises:
        ConfigurationError: There is no such encoding or fault, or the key is empty.
    """

    dialect: Dialect
    document: Mapping[str, Any] = field(repr=False)
    samples: tuple[JsonObject, ...] = field(default=(), repr=False)
    api_key: str = "emulator-key"
    render_seconds: float = 3.0
    clock: Callable[[], float] = time.time
    plan: Callable[[Mapping[str, Any]], Plan] = plan_of_prompt
    new_id: Callable[[], str] | None = None
    on_request: Callable[[RequestRecord], None] | None = None
    only_encoding: Encoding | None = None
    unknown_ids: UnknownIds = "refuse"
    faults: tuple[Fault, ...] = field(default=(), converter=_as_faults)
    seed: int | None = None
    random: Random = field(init=False, repr=False, eq=False, factory=Random)
    recorded: RecordedResponses = field(init=False, repr=False, eq=False)
    _rejections: Iterator[EncodingRejection] = field(init=False, repr=False, eq=False)

    @classmethod
    def of(cls, provider: str | None = None, **settings: Unpack[SettingsKeywords]) -> Settings:
        """Return settings, with dialect and document of a provider where they are not given.

        Raises:
            ConfigurationError: There is no such provider, or neither a provider nor a dialect and a document.
        """
        arguments: dict[str, Any] = {}
        if not {"dialect", "document"} <= settings.keys():
            if provider is None:
                raise ConfigurationError("emulator: give a provider's name, or a dialect and a document")
            arguments["dialect"], arguments["document"] = read_document(provider)
            if not {"dialect", "document"} & settings.keys():
                arguments["samples"] = read_samples(provider)
        arguments.update(settings)
        return cls(**arguments)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "recorded", RecordedResponses(self.samples, self.dialect))
        self.random.seed(self.seed)
        if not self.api_key:
            raise ConfigurationError("api_key is empty; it must be text that clients can send")
        seconds: Any = self.render_seconds  # the annotation is a promise of callers, not a fact
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _CENTURY:
            raise ConfigurationError(f"render_seconds is {seconds!r}; it must be 0 to {_CENTURY:.0f}")
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
        return new_id(self.dialect.ids, self.random)

    def token(self) -> str:
        """Return a new part of an id or a URL: 24 hexadecimal digits."""
        return self.random.randbytes(12).hex()
