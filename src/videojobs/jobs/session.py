"""What every flow of one client shares: the dialect, the address, the limits, the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from attrs import field, frozen

from videojobs.dialect import Dialect, Operation, Role
from videojobs.errors import ApiError, DecodeError, InvalidRequest, NotSupported, printable
from videojobs.http.request import Request
from videojobs.http.responses import api_error, decode_json, error_body
from videojobs.jobs.clock import Clock, current
from videojobs.jobs.create.encoding_fallback import Learned
from videojobs.jobs.decoding.error_body import Said, read_envelope
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.model.video_job import JobRef, VideoJob

if TYPE_CHECKING:
    import httpx

Target = str | JobRef | VideoJob


class Endpoint(Protocol):
    """What flows use of a generated endpoint module."""

    BODIES: Mapping[str, type[Any]]
    request: Callable[..., Request]


def trimmed(base_url: str, base_path: str) -> str:
    """Return a base URL without the path that every operation of the document starts with, and without a last ``/``."""
    return base_url.strip().rstrip("/").removesuffix(base_path.rstrip("/")).rstrip("/")


@frozen(kw_only=True)
class Session:
    """What every flow of one client shares.

    Attributes:
        dialect: How the provider speaks.
        base_url: Where its API is; refs and relative URLs count from here.
        timeout: Seconds that one exchange may take; None for no limit.
        masked: Takes the key out of a text.
        learned: What was found out about the server on the way.
    """

    dialect: Dialect
    base_url: str
    timeout: float | None
    masked: Callable[[str], str] = str
    learned: Learned = field(factory=Learned, eq=False, repr=False)

    @property
    def clock(self) -> Clock:
        """Time, sleep and chance; looked up anew each time, so that a test can replace it under a living client."""
        return current()

    def operation(self, role: Role) -> Operation:
        """Return the operation that plays a role.

        Raises:
            NotSupported: The provider has none; the message says what it can do.
        """
        found = self.dialect.operations.get(role)
        if found is None:
            able = ", ".join(sorted(self.dialect.operations)) or "nothing"
            raise NotSupported(
                f"{self.dialect.title} has no operation to {role.replace('_', ' ')}; it has: {able}",
                provider=self.dialect.name,
            )
        return found

    def endpoint(self, role: Role) -> Endpoint:
        """Return the generated module of a role; it is imported at its first use."""
        return cast(Endpoint, import_module(self.operation(role).module))

    def ref(self, target: Target) -> JobRef:
        """Return where a job is to be found.

        Raises:
            InvalidRequest: The job is another provider's, or at another address.
        """
        if isinstance(target, str):
            if not target:
                raise InvalidRequest("the job's id is empty", provider=self.dialect.name)
            return JobRef(provider=self.dialect.name, id=target, base_url=self.base_url)
        if not isinstance(target, JobRef | VideoJob):
            raise InvalidRequest(
                f"a job is named by its id, its JobRef or its VideoJob, not by {type(target).__name__}"
            )
        if target.provider != self.dialect.name:
            raise InvalidRequest(
                f"job {printable(target.id, 200)} is at {target.provider}, this client talks to {self.dialect.name}",
                provider=self.dialect.name,
            )
        if target.base_url is not None and trimmed(target.base_url, self.dialect.base_path) != self.base_url:
            raise InvalidRequest(
                f"job {printable(target.id, 200)} is at {printable(target.base_url, 200)}, this client talks to "
                f"{self.base_url}; pass the id alone to ask here nevertheless",
                provider=self.dialect.name,
            )
        return JobRef(provider=self.dialect.name, id=target.id, base_url=self.base_url)

    def job(self, response: httpx.Response) -> VideoJob:
        """Read the job in a successful answer.

        Raises:
            DecodeError: There is none.
        """
        try:
            return reconcile(decode_json(response), self.dialect, base_url=self.base_url)
        except DecodeError as error:
            raise self._scrubbed(error, response) from None

    def _scrubbed(self, error: DecodeError, response: httpx.Response) -> DecodeError:
        """Return the error with what the answer was, and without the key if the server repeated it."""
        return DecodeError(
            self.masked(error.message),
            status_code=response.status_code,
            content=self._clean(response).content,
            provider=self.dialect.name,
        )

    def said(self, response: httpx.Response) -> Said:
        """Return what an error answer says."""
        return read_envelope(error_body(response), self.dialect.errors)

    def error(self, response: httpx.Response, *, ref: JobRef | None = None, job: VideoJob | None = None) -> ApiError:
        """Return (not raise) the error for an answer; the key is masked wherever the server repeated it."""
        answer = self._clean(response)
        said = self.said(answer)
        fields = self.dialect.errors
        missing = ref is not None and response.status_code == fields.not_found_status
        return api_error(
            answer,
            message=said.message,
            code=said.code,
            error_type=said.type,
            not_found=missing and (not fields.not_found_codes or said.code in fields.not_found_codes),
            provider=self.dialect.name,
            ref=ref,
            job=job,
        )

    def _clean(self, response: httpx.Response) -> httpx.Response:
        content = response.content.decode("utf-8", "surrogateescape")
        headers = [(name, self.masked(value)) for name, value in response.headers.multi_items()]
        shown = self.masked(content)
        if shown == content and headers == response.headers.multi_items():
            return response
        from httpx import Response

        coded = ("content-encoding", "transfer-encoding", "content-length")
        return Response(
            response.status_code,
            headers=[item for item in headers if item[0].lower() not in coded],
            content=shown.encode("utf-8", "surrogateescape"),
            request=response.request,
        )
