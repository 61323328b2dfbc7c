"""The vocabulary in which a generated package states what OpenAPI cannot say about its provider.

A ``dialect.py`` is rendered from ``spec/<provider>/provider.yaml``; `spec/README.md` documents each key.
Nothing here knows a provider: this module only says which facts there can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

Role = Literal[
    "create",
    "retrieve",
    "list",
    "delete",
    "content",
    "remix",
    "edit",
    "extend",
    "create_character",
    "retrieve_character",
]
Encoding = Literal["json", "multipart"]
ReferenceForm = Literal["file", "url", "file_id", "data_url"]
Writing = Literal["object", "text", "json", "base64"]
Alphabet = Literal["hex", "alphanumeric", "base64"]


@frozen(kw_only=True)
class Auth:
    """One accepted way to authenticate.

    Attributes:
        scheme: ``bearer`` (``Authorization: Bearer KEY``), ``header`` (the key alone in ``header``), ``none``.
        header: Name of the header that carries the key.
        env: Environment variables that may hold the key, in order.
    """

    scheme: Literal["bearer", "header", "none"]
    header: str = "Authorization"
    env: tuple[str, ...] = ()


@frozen(kw_only=True)
class Operation:
    """One operation of the generated package that plays a role in the life of a job.

    Attributes:
        module: Import path of the generated endpoint module.
        operation_id: The id in the provider's document (after its overlay).
        method: HTTP method, upper case.
        path: Path template of the document, e.g. ``/videos/{video_id}``.
        id_parameter: Python name of the path parameter that takes the job's id, or None.
        query: Python names of the query parameters that the operation takes.
    """

    module: str
    operation_id: str
    method: str
    path: str
    id_parameter: str | None = None
    query: tuple[str, ...] = ()


@frozen(kw_only=True)
class Reference:
    """One way to hand over a reference image.

    Attributes:
        field: Body field that takes it.
        forms: What that field takes; a file goes as a part of a form, so it needs multipart.
        encodings: Body encodings in which it is taken so; empty for all that the operation takes.
        write: How all but a file is written: ``object`` (``{"image_url": ...}`` or ``{"file_id": ...}``), ``text``
            (the URL or the id alone), ``json`` (that object as JSON text), ``base64`` (the image's bytes alone).
    """

    field: str
    forms: tuple[ReferenceForm, ...]
    encodings: tuple[Encoding, ...] = ()
    write: Writing = "object"


@frozen(kw_only=True)
class Create:
    """How a job is asked for.

    Attributes:
        encodings: Body encodings that the provider takes, the preferred one first; a file needs multipart.
        seconds: How the length of the clip is written.
        references: The ways to hand over a reference image, the preferred one first; empty if there is none.
        json_text: Body fields whose objects and lists a form carries as one JSON text.
        seconds_values: Lengths that the document lists, as text; empty if it lists none.
        size_values: Sizes that the document lists; empty if it lists none.
    """

    encodings: tuple[Encoding, ...] = ("json",)
    seconds: Literal["string", "integer"] = "string"
    references: tuple[Reference, ...] = ()
    json_text: tuple[str, ...] = ()
    seconds_values: tuple[str, ...] = ()
    size_values: tuple[str, ...] = ()

    @property
    def reference_forms(self) -> tuple[ReferenceForm, ...]:
        """Every form in which a reference image is taken, one way or another."""
        return tuple(dict.fromkeys(form for way in self.references for form in way.forms))


@frozen(kw_only=True)
class Fields:
    """Where each fact stands in an answer: JSON pointers, in the order they are tried.

    ``job`` says where the job itself is in the body (``""`` is the whole body); all others count from there.
    A pointer that leads nowhere, to null or to an empty string yields to the next one.
    """

    job: tuple[str, ...] = ("",)
    id: tuple[str, ...] = ("/id",)
    status: tuple[str, ...] = ("/status",)
    progress: tuple[str, ...] = ("/progress",)
    created_at: tuple[str, ...] = ("/created_at",)
    completed_at: tuple[str, ...] = ("/completed_at",)
    expires_at: tuple[str, ...] = ("/expires_at",)
    seconds: tuple[str, ...] = ("/seconds",)
    size: tuple[str, ...] = ("/size",)
    video_url: tuple[str, ...] = ()
    error: tuple[str, ...] = ("/error",)
    remixed_from_id: tuple[str, ...] = ("/remixed_from_video_id",)
    prompt: tuple[str, ...] = ("/prompt",)
    model: tuple[str, ...] = ("/model",)
    usage: tuple[str, ...] = ("/usage",)


@frozen(kw_only=True)
class ErrorFields:
    """Where an error answer (HTTP 4xx, 5xx) says what went wrong: JSON pointers, in the order they are tried.

    Attributes:
        message: For a person.
        code: For a program.
        type: The class of the error.
        not_found_status: HTTP status of the answer about a job that does not exist.
        not_found_codes: Codes that such an answer must have, if that status says other things too.
    """

    message: tuple[str, ...] = ("/error/message",)
    code: tuple[str, ...] = ("/error/code",)
    type: tuple[str, ...] = ("/error/type",)
    not_found_status: int = 404
    not_found_codes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Content:
    """Where the clip comes from.

    Attributes:
        source: ``endpoint`` (the content operation), ``url`` (the job's ``video_url``), or ``either``
            (the URL if the job has one, else the operation).
        redirects: Whether a download may be redirected: to the same origin only, to any origin
            (never with the key), or not at all.
        url_in_error: Whether the content operation may refuse with an error whose text holds the clip's URL.
    """

    source: Literal["endpoint", "url", "either"] = "endpoint"
    redirects: Literal["same-origin", "any", "none"] = "any"
    url_in_error: bool = False


@frozen(kw_only=True)
class Ids:
    """What the provider's ids look like. The emulator makes them so; a client takes any id as it is.

    Attributes:
        prefix: What each id begins with.
        alphabet: What follows: lower-case hex digits, ASCII letters and digits, or standard base64 (with ``+``,
            ``/`` and ``=``).
        length: Characters after the prefix.
    """

    prefix: str = "video_"
    alphabet: Alphabet = "hex"
    length: int = 32


@frozen(kw_only=True)
class Quirks:
    """A closed list of peculiarities; each is documented in `spec/README.md` and tested.

    Attributes:
        progress_fraction: 0.45 means 45 percent, if it is between 0 and 1 and not a whole number.
        failed_job_is_http_error: Asking for a failed job is answered with an error status and the job as body.
        completed_at_while_running: ``completed_at`` is the time of the last change, sent before the job is finished.
    """

    progress_fraction: bool = False
    failed_job_is_http_error: bool = False
    completed_at_while_running: bool = False


@frozen(kw_only=True, eq=False)
class Dialect:
    """All that the hand-written layer needs to know about one provider.

    Attributes:
        name: The folder's name under ``spec/``; what ``VideoClient`` takes.
        title: The name as the provider writes it.
        base_url: Where the API is, or None: the caller must say.
        base_path: Path that every operation of the document starts with (``/v1``), or "".
            A ``base_url`` that ends in it is taken as if it did not.
        auth: Accepted ways to authenticate, the preferred one first.
        operations: What the provider can do, by role.
        ids: What its ids look like.
        statuses: Status words that mean something else here than in the shared table; folded keys.
    """

    name: str
    title: str
    base_url: str | None
    base_path: str = ""
    auth: tuple[Auth, ...]
    operations: Mapping[Role, Operation]
    create: Create = Create()
    fields: Fields = Fields()
    errors: ErrorFields = ErrorFields()
    content: Content = Content()
    ids: Ids = Ids()
    statuses: Mapping[str, str] = field(factory=dict[str, str])
    quirks: Quirks = Quirks()
