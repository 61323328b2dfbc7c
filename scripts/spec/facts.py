"""What a provider.yaml says, as typed records; the vocabulary is that of the generated dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from videojobs.dialect import Auth, Content, Create, ErrorFields, Fields, Ids, Quirks, Reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from videojobs.dialect import Role

__all__ = [
    "Auth",
    "Content",
    "Create",
    "ErrorFields",
    "Fields",
    "Ids",
    "ProviderFacts",
    "Quirks",
    "Reference",
    "Source",
]


@frozen(kw_only=True)
class Source:
    """Where a document came from.

    Attributes:
        kind: ``vendored`` (a published document), ``transcribed`` (from pages for people), ``written`` (by us).
        url: Address of the document or page, as it was taken: it never changes where the publisher keeps revisions.
        latest: Where the newest document is published; None: nobody knows, or it is not vendored.
        revision: Commit, version or export it was taken at.
        retrieved: Day it was taken, ``YYYY-MM-DD``.
        sha256: Hash of the published document, if it is a single file.
        license: Terms it was published under.
    """

    kind: Literal["vendored", "transcribed", "written"]
    url: str | None = None
    latest: str | None = None
    revision: str | None = None
    retrieved: str | None = None
    sha256: str | None = None
    license: str | None = None


@frozen(kw_only=True)
class ProviderFacts:
    """One provider.yaml, checked.

    Attributes:
        name: Name of the provider's folder; what a client is asked for.
        title: The name as the provider writes it.
        source: Where its document came from.
        base_url: Where the API is, without a slash at the end; None: the caller must say.
        auth: Accepted ways to authenticate, the preferred one first.
        operations: Role -> operationId (after the overlay), in the order of the file.
        also: Further operations to generate.
        create: How a job is asked for. Its lists of allowed values are left empty: they stand in the document.
        fields: Where each fact stands in an answer.
        errors: Where an error answer says what went wrong.
        content: Where the clip comes from.
        ids: What the provider's ids look like.
        statuses: Folded status word -> ours, where it differs from the shared table.
        quirks: Peculiarities.
    """

    name: str
    title: str
    source: Source
    base_url: str | None
    auth: tuple[Auth, ...]
    operations: Mapping[Role, str]
    also: tuple[str, ...] = ()
    create: Create = field(factory=Create)
    fields: Fields = field(factory=Fields)
    errors: ErrorFields = field(factory=ErrorFields)
    content: Content = field(factory=Content)
    ids: Ids = field(factory=Ids)
    statuses: Mapping[str, str] = field(factory=dict[str, str])
    quirks: Quirks = field(factory=Quirks)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Ids of all operations to generate."""
        return (*self.operations.values(), *self.also)
