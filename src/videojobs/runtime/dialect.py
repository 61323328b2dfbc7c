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
class Create:
    """How a job is asked for.

    Attributes:
        encodings: Body encodings that the provider takes, the preferred one first; a file needs multipart.
        seconds: How the length of the clip is written.
        reference_field: Body field that takes the reference image, or None if there is none.
        reference_forms: What that field takes.
        seconds_values: Lengths that the document lists, as text; empty if it lists none.
        size_values: Sizes that the document lists; empty if it lists none.
    """

    encodings: tuple[Encoding, ...] = ("json",)
    seconds: Literal["string", "integer"] = "string"
    reference_field: str | None = None
    reference_forms: tuple[ReferenceForm, ...] = ()
    seconds_values: tuple[str, ...] = ()
    size_values: tuple[str, ...] = ()


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
    """Where an error answer (HTTP 4xx, 5xx) says what went wrong: JSON pointers, in the order they are tried."""

    message: tuple[str, ...] = ("/error/message",)
    code: tuple[str, ...] = ("/error/code",)
    type: tuple[str, ...] = ("/error/type",)


@frozen(kw_only=True)
class Content:
    """Where the clip comes from.

    Attributes:
        source: ``endpoint`` (the content operation), ``url`` (the job's ``video_url``), or ``either``
            (the URL if the job has one, else the operation).
        redirects: Whether a download may be redirected: to the same origin only, to any origin
            (never with the key), or not at all.
    """

    source: Literal["endpoint", "url", "either"] = "endpoint"
    redirects: Literal["same-origin", "any", "none"] = "any"


@frozen(kw_only=True)
class Quirks:
    """A closed list of peculiarities; each is documented in `spec/README.md` and tested.

    Attributes:
        progress_fraction: 0.45 means 45 percent, if it is between 0 and 1 and not a whole number.
    """

    progress_fraction: bool = False


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
    statuses: Mapping[str, str] = field(factory=dict[str, str])
    quirks: Quirks = Quirks()
