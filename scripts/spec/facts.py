"""The content of a provider.yaml as typed records; the vocabulary is that of the generated dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from videojobs.dialect import (
    Auth,
    Content,
    Create,
    CreateFields,
    EncodingRejection,
    ErrorFields,
    Fields,
    Ids,
    IdSpelling,
    Quirks,
    Reference,
    Server,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from videojobs.dialect import Role

__all__ = [
    "Auth",
    "Content",
    "Create",
    "CreateFields",
    "EncodingRejection",
    "ErrorFields",
    "Fields",
    "IdSpelling",
    "Ids",
    "Package",
    "ProviderFacts",
    "Quirks",
    "Reference",
    "Server",
    "Source",
]


@frozen(kw_only=True)
class Package:
    """A package whose code describes itself in OpenAPI.

    Attributes:
        package: The package, as pip takes it, without a version.
        app: ``module:name`` of its FastAPI application or router.
        requires: Packages to be installed beside it.
        modules: The modules that are imported from the unpacked package, which is not installed then (``a.b.*`` for all
            below one); empty: it is installed, and all of it is imported.
        unpacked: Packages that are unpacked beside it, with modules in ``modules``.
        stand_ins: Top-level packages of which every other module is replaced by a stand-in.
    """

    package: str
    app: str
    requires: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    unpacked: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()


@frozen(kw_only=True)
class Source:
    """Where a document came from.

    Attributes:
        kind: ``vendored`` (a published document), ``transcribed`` (from documentation pages), ``written`` (by us).
        url: Address of this revision of the document or page, if the publisher keeps revisions.
        latest: Address of the newest document, or the package whose newest version has it; None: it is not published.
        revision: Commit, version or export of the document.
        retrieved: Day of the download, ``YYYY-MM-DD``.
        sha256: Hash of the published document, if it is a single file.
        license: Terms it was published under.
    """

    kind: Literal["vendored", "transcribed", "written"]
    url: str | None = None
    latest: str | Package | None = None
    revision: str | None = None
    retrieved: str | None = None
    sha256: str | None = None
    license: str | None = None


@frozen(kw_only=True)
class ProviderFacts:
    """One provider.yaml, checked.

    Attributes:
        name: Name of the provider's folder, and of the provider in ``VideoClient(name)``.
        title: The name as the provider writes it.
        source: Where its document came from.
        base_url: Address of the API, without a slash at the end; None: the caller must pass one.
        auth: Accepted ways to authenticate, the preferred one first.
        operations: Role -> operationId (after the overlay), in the order of the file.
        also: Further operations to generate.
        headers: Role -> headers of each request of its operation.
        create: How a job is created. Its lists of allowed values are empty: the document has them.
        fields: Where each fact is in a response.
        errors: Where an error response says what went wrong.
        content: Where the clip comes from.
        ids: What the provider's ids look like.
        statuses: Folded status word -> ours, where it differs from the shared table.
        quirks: Peculiarities.
        server: The server's behaviour around its operations.
    """

    name: str
    title: str
    source: Source
    base_url: str | None
    auth: tuple[Auth, ...]
    operations: Mapping[Role, str]
    also: tuple[str, ...] = ()
    headers: Mapping[Role, Mapping[str, str]] = field(factory=dict["Role", "Mapping[str, str]"])
    create: Create = field(factory=Create)
    fields: Fields = field(factory=Fields)
    errors: ErrorFields = field(factory=ErrorFields)
    content: Content = field(factory=Content)
    ids: Ids = field(factory=Ids)
    statuses: Mapping[str, str] = field(factory=dict[str, str])
    quirks: Quirks = field(factory=Quirks)
    server: Server = field(factory=Server)

    @property
    def operation_ids(self) -> tuple[str, ...]:
        """Ids of all operations to generate."""
        return (*self.operations.values(), *self.also)
