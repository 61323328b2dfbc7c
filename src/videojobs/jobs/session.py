"""The settings that every flow of one client shares, and reading its provider's responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast

from attrs import define, field, frozen

from videojobs.dialect import Dialect, Encoding, Role, RoleOperation
from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    DecodeError,
    InvalidRequest,
    NotSupported,
    VideoJobsError,
    printable,
)
from videojobs.http.error_body import read_error_body
from videojobs.http.responses import decode_json, decode_masked, decode_text_or_json, masked_response, response_info
from videojobs.http.secret import Mask, unmasked
from videojobs.jobs.clock import Clock, current
from videojobs.jobs.decoding.ids import is_same_job
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.poll_pace import PollPace
from videojobs.jobs.retry_budget import RetryBudget

if TYPE_CHECKING:
    import httpx

    from videojobs.http.request import Request
    from videojobs.jobs.model.results import Retry
    from videojobs.ledger import Ledger

Target = str | JobRef | VideoJob
PaidRole = Literal["create", "remix", "edit", "extend", "create_character"]
E = TypeVar("E", bound=VideoJobsError)
T = TypeVar("T")


class Endpoint(Protocol):
    """The parts of a generated endpoint module that flows use."""

    BODIES: Mapping[str, type[Any]]
    request: Callable[..., Request]


def trim_base_url(base_url: str, base_path: str) -> str:
    """Return a base URL without a last ``/`` and without the path that every operation of the document starts with."""
    # Some users copy the base URL with /v1, as other SDKs take it, some without.
    return base_url.strip().rstrip("/").removesuffix(base_path.rstrip("/")).rstrip("/")


@cache
def _endpoint(module: str) -> Endpoint:
    # `import_module` takes 3 us to return a module that was imported before.
    return cast(Endpoint, import_module(module))


@define
class ServerBehaviour:
    """How one server behaves where its provider allows two ways; kept as long as the client lives.

    Attributes:
        encodings: The encoding in which it accepted a paid request that it had rejected in another, by role.
        content: Where it served a clip from.
    """

    encodings: dict[PaidRole, Encoding] = field(factory=dict)
    content: Literal["endpoint", "url"] | None = None


@frozen(kw_only=True)
class Session:
    """The settings that every flow of one client shares.

    Attributes:
        dialect: The provider's dialect.
        base_url: URL of its API; refs and relative URLs are resolved against it.
        timeout: Seconds for one request and its response; None for no limit.
        mask: Removes the key from a text.
        look_up: Returns the jobs that the request of an `AmbiguousCreate` may have started.
        server: The behaviour of the server, as observed.
        retry_budget: Bounds the repetitions of all its requests.
        poll_pace: Slows down its polls while the server refuses them for their rate.
        ledger: The file that records paid requests, or None.
        on_retry: Called with each failure after which a call tries again, or None.
    """

    dialect: Dialect
    base_url: str
    timeout: float | None
    mask: Mask = unmasked
    look_up: Callable[[AmbiguousCreate], Any] | None = field(default=None, eq=False, repr=False)
    server: ServerBehaviour = field(factory=ServerBehaviour, eq=False, repr=False)
    retry_budget: RetryBudget = field(factory=RetryBudget, eq=False, repr=False)
    poll_pace: PollPace = field(factory=PollPace, eq=False, repr=False)
    ledger: Ledger | None = None
    on_retry: Callable[[Retry], Any] | None = field(default=None, eq=False, repr=False)

    @property
    def clock(self) -> Clock:
        """Time and random numbers; looked up each time, so that a test can replace the clock under a living client."""
        return current()

    def operation(self, role: Role) -> RoleOperation:
        """Return the operation that has a role.

        Raises:
            NotSupported: The provider has none; the message lists those it has.
        """
        operation = self.dialect.operations.get(role)
        if operation is None:
            supported = ", ".join(sorted(self.dialect.operations)) or "nothing"
            raise NotSupported(
                f"{self.dialect.title} has no operation to {role.replace('_', ' ')}; it has: {supported}",
                provider=self.dialect.name,
            )
        return operation

    def endpoint(self, role: Role) -> Endpoint:
        """Return the generated module of a role; it is imported at its first use."""
        return _endpoint(self.operation(role).module)

    def request(self, role: Role, ref: JobRef | str | None = None, /, **options: Any) -> Request:
        """Return the request of an operation: about a job or an id, if it is about one, with the operation's headers.

        Raises:
            NotSupported: The provider has no such operation.
        """
        operation = self.operation(role)
        endpoint = _endpoint(operation.module)
        item_id = ref.id if isinstance(ref, JobRef) else ref
        if item_id is None:
            request = endpoint.request(**options)
        elif operation.id_parameter in operation.query:
            request = endpoint.request(**{str(operation.id_parameter): item_id}, **options)
        else:
            request = endpoint.request(item_id, **options)
        if not operation.headers:
            return request
        return request.with_headers(operation.headers)

    def ref(self, target: Target) -> JobRef:
        """Return the ref of a job.

        Raises:
            InvalidRequest: The job is another provider's, or at another address.
        """
        if isinstance(target, str):
            if not target:
                raise InvalidRequest("the job's id is empty", provider=self.dialect.name)
            return JobRef(provider=self.dialect.name, id=target, base_url=self.base_url)
        if not isinstance(target, JobRef | VideoJob):
            raise InvalidRequest(f"job must be an id, a JobRef or a VideoJob, not {type(target).__name__}")
        if target.provider != self.dialect.name:
            raise InvalidRequest(
                f"job {printable(target.id, 200)} is at {target.provider}, this client talks to {self.dialect.name}",
                provider=self.dialect.name,
            )
        if target.base_url is not None and trim_base_url(target.base_url, self.dialect.base_path) != self.base_url:
            raise InvalidRequest(
                f"job {printable(target.id, 200)} is at {printable(target.base_url, 200)}, this client talks to "
                f"{self.base_url}; pass the id alone to use it here nevertheless",
                provider=self.dialect.name,
            )
        # With this client's spelling of the address: the ledger compares it as text.
        return JobRef(provider=self.dialect.name, id=target.id, base_url=self.base_url)

    def decode_job(self, response: httpx.Response, job_id: str | None = None) -> VideoJob:
        """Return the job in a successful response; ``job_id`` is the requested one, which some servers do not repeat.

        Raises:
            DecodeError: There is none.
        """
        return self.decode(response, partial(self._job_in, job_id))

    def _job_in(self, job_id: str | None, response: httpx.Response) -> VideoJob:
        info = response_info(response, self.mask)
        body = decode_json(response)
        return reconcile(body, self.dialect, base_url=self.base_url, job_id=job_id, response=info)

    def is_same_job(self, job_id: str, ref: JobRef) -> bool:
        """Whether an id is one of the ids of a job."""
        return is_same_job(self.dialect.ids, job_id, ref.id)

    def decode(self, response: httpx.Response, decode: Callable[[httpx.Response], T], ref: JobRef | None = None) -> T:
        """Return ``decode(response)``.

        Raises:
            DecodeError: As ``decode`` does, with the context of the response, and without the key.
        """
        try:
            return decode_masked(response, decode, self.mask)
        except DecodeError as error:
            error.status_code = response.status_code
            info = response_info(response, self.mask)
            error.headers, error.request_id = dict(info.headers), info.request_id
            raise self.add_context(error, ref) from None

    def api_error(
        self, response: httpx.Response, *, ref: JobRef | None = None, job: VideoJob | None = None
    ) -> ApiError:
        """Return (not raise) the error for a response; the key is masked wherever the server repeated it."""
        from videojobs.http.error_mapping import api_error  # loads httpx, which `import videojobs` does without

        pointers = self.dialect.errors
        response = masked_response(response, self.mask)
        error_body = read_error_body(decode_text_or_json(response), pointers)
        # Some servers answer 400 for a job that they do not have; provider.yaml lists the codes of that case.
        not_found = (
            ref is not None
            and response.status_code == pointers.not_found_status
            and (not pointers.not_found_codes or error_body.outer_code in pointers.not_found_codes)
        )
        not_the_key = error_body.outer_code in pointers.not_the_key or error_body.type in pointers.not_the_key
        return api_error(
            response,
            error_body,
            not_found=not_found,
            not_the_key=not_the_key,
            provider=self.dialect.name,
            ref=ref,
            job=job,
        )

    def outer_code(self, error: ApiError) -> str | None:
        """Return the code that the server itself gave an error, not one that it passed on in the message."""
        return read_error_body(error.body, self.dialect.errors).outer_code

    def add_context(self, error: E, ref: JobRef | None = None, job: VideoJob | None = None) -> E:
        """Return the error, with provider, ref and job where it has none yet."""
        error.provider = error.provider or self.dialect.name
        error.ref = error.ref or ref
        error.job = error.job or job
        return error
