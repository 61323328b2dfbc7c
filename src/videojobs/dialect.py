"""Describe a provider: the facts that an OpenAPI document cannot express.

The ``dialect.py`` of a generated package is rendered from ``spec/<provider>/provider.yaml``: each class is a section of
that file, which `spec/README.md` documents. No provider is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs
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
PAID_ROLES: tuple[Role, ...] = ("create", "remix", "edit", "extend")
"""The roles of operations that start a job."""

Encoding = Literal["json", "multipart"]
ReferenceForm = Literal["file", "url", "file_id", "data_url"]
Writing = Literal["object", "text", "json", "base64"]
Alphabet = Literal["hex", "alphanumeric", "base64", "uuid", "spelled"]


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
class RoleOperation:
    """The operation that plays a role in the life of a job, such as ``create``.

    Attributes:
        module: Import path of the generated endpoint module.
        operation_id: Its ``operationId`` in the document, after the overlay.
        method: HTTP method, upper case.
        path: Path template of the document, e.g. ``/videos/{video_id}``.
        id_parameter: Python name of the parameter for the job's id, in the path or (if it is in ``query``) in the
            query; None if it has none.
        query: Python names of its query parameters.
        headers: Headers that each request of the operation has.
    """

    module: str
    operation_id: str
    method: str
    path: str
    id_parameter: str | None = None
    query: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(factory=dict[str, str], hash=False)


IMAGE = "$image"
"""Where the image goes in `Reference.shape`."""


@frozen(kw_only=True)
class Reference:
    """One way to send a reference image.

    Attributes:
        field: Field of the body that accepts it: a name, or a JSON pointer to a nested one.
        forms: What the field accepts; a file is a part of a form, so it requires multipart.
        encodings: Body encodings that support this way; empty for all encodings of the operation.
        write: How everything but a file is written: ``object`` (``{"image_url": ...}`` or ``{"file_id": ...}``),
            ``text`` (the URL or the id alone), ``json`` (that object as JSON text), ``base64`` (the bytes alone).
        shape: The JSON value of the field, in which the text ``$image`` is replaced by what ``write`` writes; None if
            the field holds that alone.
    """

    field: str
    forms: tuple[ReferenceForm, ...]
    encodings: tuple[Encoding, ...] = ()
    write: Writing = "object"
    shape: Any = attrs.field(default=None, hash=False)  # `field` is an attribute here


@frozen(kw_only=True)
class EncodingRejection:
    """An error response by which a server rejects a body for its encoding, before it acts on it.

    Attributes:
        status: Its HTTP status.
        code: Its code for programs; empty if ``pointer`` and ``equals`` are compared instead.
        pointer: Where ``equals`` is in the body: a JSON pointer, in which ``*`` is any item of a list.
        equals: The value there: a text, or a list of texts.
    """

    status: int
    code: str = ""
    pointer: str = ""
    equals: str | tuple[str, ...] = ""


@frozen(kw_only=True)
class CreateFields:
    """The fields of the body that creates a job: names, or JSON pointers to nested fields; "" for none.

    Attributes:
        prompt: Text that describes the clip.
        model: Name of the model.
        seconds: Length of the clip.
        size: Size as one text, such as ``1280x720``.
        width: Width in pixels, with ``height``, in place of ``size``.
        height: Height in pixels.
        aspect_ratio: Proportion of the sides (``16:9``), with ``resolution``, in place of ``size``.
        resolution: Short side (``720p``), or a word.
    """

    prompt: str = "prompt"
    model: str = "model"
    seconds: str = "seconds"
    size: str = "size"
    width: str = ""
    height: str = ""
    aspect_ratio: str = ""
    resolution: str = ""


@frozen(kw_only=True)
class Create:
    """How a job is created.

    Attributes:
        encodings: Body encodings that the provider accepts, the preferred one first; a file requires multipart.
        seconds: How the length of the clip is written.
        fields: Where the caller's arguments are in the body.
        references: The ways to send a reference image, the preferred one first; empty if the provider accepts none.
        exact_reference_size: Whether a reference image must have the width and height of the clip.
        size_in_pixels: Whether the size must be ``WIDTHxHEIGHT``, though the document takes any text.
        encoding_rejections: Error responses after which the same job is requested in the other encoding. HTTP 415 is
            one without being listed.
        headers: Headers that are sent with each paid request, such as one that stops a proxy from repeating it.
        look_up: Where a user finds a job whose id was lost, as the end of a sentence; "" for the list, if there is one.
        idempotency_header: Header that carries the caller's idempotency key: the server starts one job per key. Empty
            if the provider has none.
        json_text: Fields whose objects and lists are sent as one JSON text in a form.
        model_values: Models that the document names; there may be others. Empty if it names none.
        seconds_values: Lengths that the document lists, as text; empty if it lists none.
        size_values: Sizes that the document lists; empty if it lists none.
        aspect_ratio_values: Proportions that the document lists; empty if it lists none.
        resolution_values: Resolutions that the document lists; empty if it lists none.
    """

    encodings: tuple[Encoding, ...] = ("json",)
    seconds: Literal["string", "integer"] = "string"
    fields: CreateFields = CreateFields()
    references: tuple[Reference, ...] = ()
    exact_reference_size: bool = False
    size_in_pixels: bool = False
    encoding_rejections: tuple[EncodingRejection, ...] = ()
    headers: Mapping[str, str] = field(factory=dict[str, str])
    look_up: str = ""
    idempotency_header: str = ""
    json_text: tuple[str, ...] = ()
    model_values: tuple[str, ...] = ()
    seconds_values: tuple[str, ...] = ()
    size_values: tuple[str, ...] = ()
    aspect_ratio_values: tuple[str, ...] = ()
    resolution_values: tuple[str, ...] = ()

    @property
    def reference_forms(self) -> tuple[ReferenceForm, ...]:
        """Every form in which a reference image is accepted."""
        return tuple(dict.fromkeys(form for way in self.references for form in way.forms))

    @property
    def listed_sizes(self) -> tuple[str, ...]:
        """What the document lists as a size: pixels, or else proportions and resolutions."""
        return self.size_values or self.aspect_ratio_values + self.resolution_values


@frozen(kw_only=True)
class Fields:
    """Where each value of a job is in a response: JSON pointers, in the order they are tried.

    ``job`` points to the job in the body (``""`` is the whole body); all others are relative to it.
    If a pointer leads nowhere, to null or to an empty string, the next one is tried. ``polling_url`` is where the
    server wants a job to be retrieved; the others are attributes of `VideoJob`.
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
    polling_url: tuple[str, ...] = ()


@frozen(kw_only=True)
class ErrorFields:
    """Where each value of an error response (HTTP 4xx, 5xx) is: JSON pointers, in the order they are tried.

    Attributes:
        message: Text for people.
        code: Code for programs.
        type: Class of the error.
        not_found_status: HTTP status of the response for a job that does not exist.
        not_found_codes: Codes that such a response must have, if other errors have that status too.
        not_started_codes: Codes of responses that prove that no job was started, whatever their status.
        not_the_key: Codes and types of responses that are not about the caller's key, despite a status of 401 or 403.
    """

    message: tuple[str, ...] = ("/error/message",)
    code: tuple[str, ...] = ("/error/code",)
    type: tuple[str, ...] = ("/error/type",)
    not_found_status: int = 404
    not_found_codes: tuple[str, ...] = ()
    not_started_codes: tuple[str, ...] = ()
    not_the_key: tuple[str, ...] = ()


@frozen(kw_only=True)
class Content:
    """Where the clip is downloaded from.

    Attributes:
        source: ``endpoint`` (the content operation), ``url`` (the job's ``video_url``), or ``either``
            (the URL if the job has one, else the operation).
        redirects: Where a download may be redirected: to the same origin, to any origin (without the key), or nowhere.
        variants: Other files than the video that the content operation has, by the values of its parameter ``variant``;
            None if that takes any text.
        url_in_error: Whether the content operation may respond with an error whose message contains the clip's URL.
        url_needs_key: Whether a job's ``video_url`` is the address of the content operation, which requires the key.
        ranges: Whether the content operation serves ranges; without them, a download that is resumed begins anew.
    """

    source: Literal["endpoint", "url", "either"] = "endpoint"
    redirects: Literal["same-origin", "any", "none"] = "any"
    variants: tuple[str, ...] | None = None
    url_in_error: bool = False
    url_needs_key: bool = False
    ranges: bool = True


@frozen(kw_only=True)
class IdSpelling:
    """How a gateway writes an id that holds that of its upstream: a prefix, and a text in base64.

    Attributes:
        prefix: First characters of each id.
        text: The text, with placeholders: ``{id}`` and any other are the same in all ids of one job. ``{route}`` is
            where requests about the job go; it may differ, or be empty, and the id of a remix takes it from its source.
    """

    prefix: str
    text: str


@frozen(kw_only=True)
class Ids:
    """The format of the provider's ids. The emulator generates such ids; the client accepts any id.

    Attributes:
        prefix: First characters of each id.
        alphabet: Characters after the prefix: lower-case hex digits, ASCII letters and digits, or standard base64
            (with ``+``, ``/`` and ``=``); or ``spelled``: the whole id is as ``spelling`` says.
        length: Number of characters after the prefix.
        parameter: Name of the query parameter that takes the id, where no parameter of the path does; "" if the path
            always does.
        spelling: How ids are written of which one job may have several; None if each job has one.
    """

    prefix: str = "video_"
    alphabet: Alphabet = "hex"
    length: int = 32
    parameter: str = ""
    spelling: IdSpelling | None = None


@frozen(kw_only=True)
class Server:
    """The server's behaviour around its operations.

    Attributes:
        framework: ``fastapi``: paths and methods without an operation, superfluous slashes, fields of the wrong type,
            forms and ranges that cannot be parsed get the responses of that framework; "" if it is another one.
        mounts: Paths at which the operations are served beside ``Dialect.base_path``; "" is the root.
    """

    framework: Literal["", "fastapi"] = ""
    mounts: tuple[str, ...] = ()


@frozen(kw_only=True)
class Quirks:
    """A closed list of peculiarities; each is documented in `spec/README.md` and tested.

    Attributes:
        progress_fraction: 0.45 means 45 percent, if it is between 0 and 1 and not a whole number.
        failed_job_is_http_error: The response for a failed job has an error status, and the job as its body.
        no_id_when_retrieved: The response about one job does not repeat its id; the requested one counts.
        completed_at_while_running: ``completed_at`` is the time of the last change, before the job is finished too.
        no_default_size: A job has no size unless one was requested.
    """

    progress_fraction: bool = False
    failed_job_is_http_error: bool = False
    no_id_when_retrieved: bool = False
    completed_at_while_running: bool = False
    no_default_size: bool = False


# eq=False: its mappings have no hash, and the caches that have a dialect as their key hash it by identity.
@frozen(kw_only=True, eq=False)
class Dialect:
    """The facts about one provider that the client, the emulator and the contract checks use.

    Attributes:
        name: Name of the folder under ``spec/``, and the first argument of ``VideoClient``.
        title: Name as the provider writes it.
        base_url: Default URL of the API; None if the caller must pass it.
        base_path: Path that every operation of the document starts with (``/v1``), or "".
            It is removed from the end of a ``base_url``, so that users may include it or not.
        auth: Accepted ways to authenticate, the preferred one first.
        operations: The operations that the provider has, by role.
        create: How a job is created.
        fields: Where the values of a job are.
        errors: Where the values of an error response are.
        content: Where the clip is downloaded from.
        ids: The format of its ids.
        statuses: Status words that mean something else here than in ``spec/statuses.yaml``; folded keys.
        quirks: Its peculiarities.
        server: Its behaviour around its operations.
    """

    name: str
    title: str
    base_url: str | None
    base_path: str = ""
    auth: tuple[Auth, ...]
    operations: Mapping[Role, RoleOperation]
    create: Create = Create()
    fields: Fields = Fields()
    errors: ErrorFields = ErrorFields()
    content: Content = Content()
    ids: Ids = Ids()
    statuses: Mapping[str, str] = field(factory=dict[str, str])
    quirks: Quirks = Quirks()
    server: Server = Server()
