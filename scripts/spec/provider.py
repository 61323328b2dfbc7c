"""Read a provider's folder: the document, with its overlay and its operations selected, and the provider's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from attrs import fields as attrs_fields
from attrs import frozen

from scripts.oas.document import members_of
from scripts.oas.load import load
from scripts.oas.overlay import apply_overlay
from scripts.oas.servers import with_one_server
from scripts.spec.facts import (
    Auth,
    Content,
    Create,
    CreateFields,
    EncodingRejection,
    ErrorFields,
    Fields,
    Ids,
    IdSpelling,
    Package,
    ProviderFacts,
    Quirks,
    Reference,
    Server,
    Source,
)
from scripts.spec.lint_provider import check_against_document, lint_provider
from scripts.spec.statuses import load_statuses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.oas.document import Document, JsonObject
    from videojobs.dialect import Role

__all__ = ["Prepared", "ProviderFacts", "load_provider", "load_sources", "load_statuses", "prepare", "provider_folders"]


@frozen(kw_only=True, eq=False)
class Prepared:
    """A provider's folder, ready to be generated from.

    Attributes:
        document: The OpenAPI document: overlay applied, operations selected.
        facts: The content of provider.yaml.
        raw: The document as it is vendored.
        overlaid: The document with its overlay applied, before the selection.
        source: The document as loaded: the places of errors are looked up there.
        samples: The recorded responses, each with its ``name`` in place of its source.
    """

    document: JsonObject
    facts: ProviderFacts
    raw: JsonObject
    overlaid: JsonObject
    source: Document
    samples: tuple[JsonObject, ...]


def provider_folders(spec: Path) -> list[Path]:
    """Return the folders under ``spec`` that hold a provider.yaml, by name."""
    return sorted(path.parent for path in spec.glob("*/provider.yaml"))


def prepare(folder: Path) -> Prepared:
    """Load a folder, apply its overlay, check its facts, and select the operations that they name.

    Raises:
        SpecError: Something in the folder is wrong; the message says where and what to do.
    """
    facts, facts_document = _read_provider(folder)
    source, overlaid = load_overlaid(folder)
    selected = check_against_document(facts_document, facts, overlaid, source)
    document = with_one_server(selected, source)
    return Prepared(
        document=document,
        facts=facts,
        raw=source.root,
        overlaid=overlaid,
        source=source,
        samples=tuple(_samples(folder)),
    )


def _samples(folder: Path) -> Iterator[JsonObject]:
    # By name without the suffix: the plain one of an operation is before those with a further word.
    for path in sorted((folder / "samples").glob("*.json"), key=lambda path: path.stem):
        members = members_of(load(path).root)
        optional = {name: members[name] for name in ("note", "elided_by_source") if members.get(name)}
        yield {"name": path.stem, **{name: members[name] for name in ("operation", "http_status", "body")}, **optional}


def load_sources(folder: Path) -> JsonObject:
    """Return the overlaid and selected document of a folder; raises as ``prepare``."""
    return prepare(folder).document


def load_overlaid(folder: Path, *, overlay: bool = True) -> tuple[Document, JsonObject]:
    """Return a folder's document as vendored, and with its overlay applied (if it has one and ``overlay`` is true).

    Raises:
        SpecError: One of the two files is wrong.
    """
    source = load(folder / "openapi.yaml")
    corrections = folder / "overlay.yaml"
    if not overlay or not corrections.is_file():
        return source, source.root
    return source, apply_overlay(source.root, load(corrections), folder=folder)


def load_provider(folder: Path) -> ProviderFacts:
    """Read and check the provider.yaml of a folder.

    Raises:
        SpecError: The first thing that is wrong with it.
    """
    return _read_provider(folder)[0]


def _read_provider(folder: Path) -> tuple[ProviderFacts, Document]:
    document = load(folder / "provider.yaml")
    errors = lint_provider(document, _shared_statuses(folder))
    if errors:
        raise errors[0]
    return _facts(folder.name, document.root), document


def _shared_statuses(folder: Path) -> dict[str, str]:
    path = folder.parent / "statuses.yaml"
    # A folder may stand alone, as in tests and in scratch copies: then it has no shared table.
    return load_statuses(path) if path.is_file() else {}


def _source(data: dict[str, Any]) -> Source:
    latest = data.get("latest")
    if isinstance(latest, dict):
        latest = Package(**_tuples(cast("dict[str, Any]", latest)))
    return Source(**{**data, "latest": latest})


def _facts(name: str, root: JsonObject) -> ProviderFacts:
    """Build the records. What is cast here is of the type that it is cast to: the lint has checked the file."""
    data = cast("dict[str, Any]", root)
    create = data.get("create", {})
    return ProviderFacts(
        name=name,
        title=data["title"],
        source=_source(data["source"]),
        base_url=data["base_url"],
        auth=tuple(Auth(**_tuples(item)) for item in data["auth"]),
        operations=cast("dict[Role, str]", data["operations"]),
        also=tuple(data.get("also", ())),
        headers=data.get("headers", {}),
        create=Create(
            # The defaults are those of the generated dialect's classes: they must not be written down twice.
            encodings=tuple(create.get("encodings", attrs_fields(Create).encodings.default)),
            seconds=create.get("seconds", attrs_fields(Create).seconds.default),
            fields=_create_fields(create.get("fields", {})),
            references=tuple(_reference(way) for way in create.get("references", ())),
            exact_reference_size=create.get("exact_reference_size", False),
            size_in_pixels=create.get("size_in_pixels", False),
            encoding_rejections=tuple(
                EncodingRejection(**_tuples(rejection)) for rejection in create.get("encoding_rejections", ())
            ),
            headers=create.get("headers", {}),
            look_up=create.get("look_up", ""),
            idempotency_header=create.get("idempotency_header", ""),
            json_text=tuple(create.get("json_text", ())),
        ),
        fields=Fields(**_tuples(data.get("fields", {}))),
        errors=ErrorFields(**_tuples(data.get("errors", {}))),
        content=Content(**_tuples(data["content"])),
        ids=_ids(data.get("ids", {})),
        statuses=data.get("statuses", {}),
        quirks=Quirks(**data.get("quirks", {})),
        server=Server(**_tuples(data.get("server", {}))),
    )


def _create_fields(names: dict[str, str | None]) -> CreateFields:
    given = {argument: name or "" for argument, name in names.items()}
    if given.keys() & {"width", "aspect_ratio"}:
        given["size"] = ""  # these are in its place
    return CreateFields(**given)


def _ids(values: dict[str, Any]) -> Ids:
    spelling = values.get("spelling")
    return Ids(**{**values, "spelling": None if spelling is None else IdSpelling(**spelling)})


def _reference(way: dict[str, Any]) -> Reference:
    shape = way.get("shape")  # may hold lists, which stay lists
    return Reference(**_tuples({key: value for key, value in way.items() if key != "shape"}), shape=shape)


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(cast("list[str]", value)) if isinstance(value, list) else value for key, value in data.items()}
