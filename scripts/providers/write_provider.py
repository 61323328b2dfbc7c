"""The text of a ``provider.yaml`` for a document: what could be guessed, and ``DECIDE`` where a person must."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from attrs import frozen

from scripts.oas.document import JsonObject
from scripts.oas.pointers import resolve_pointer
from scripts.oas.schema_paths import children, resolved
from scripts.providers.guess_fields import guess_errors, guess_fields, listed_words
from scripts.spec.roles import DocumentedOperation, auth_method, request_media_types, request_schemas
from videojobs.dialect import Role

_MEDIA = {"application/json": "json", "multipart/form-data": "multipart"}
_REFERENCES = ("input_reference", "image", "input_image", "first_frame", "reference_image", "image_url", "img_url")


@frozen(kw_only=True)
class Origin:
    """Where a document came from.

    Attributes:
        name: Name of the folder.
        url: Address of the document, or None if it was not told.
        sha256: Hash of it.
        day: Today, ``YYYY-MM-DD``.
    """

    name: str
    url: str | None
    sha256: str
    day: str


def provider_text(
    document: JsonObject, roles: Mapping[Role, DocumentedOperation], origin: Origin, shared: Mapping[str, str]
) -> str:
    """Return the text; ``shared`` is the table of status words."""
    create, retrieve = roles["create"], roles["retrieve"]
    fields = guess_fields(document, create, retrieve)
    errors, missing = guess_errors(document, [create, retrieve])
    lines = [
        "# Written from openapi.yaml by `make new-provider`. What says DECIDE, or is marked as a guess, is yours to",
        "# settle, then delete the remark; spec/README.md explains each key.",
        *_head(document, origin),
        *_auth(document, origin.name),
        "operations:  # guessed from paths and methods; leave out what is none of these",
        *[f"  {role}: {json.dumps(one.operation_id)}" for role, one in roles.items()],
        *_create(document, create),
    ]
    if fields:
        lines += ["fields:  # guessed from the names of properties", *_pointers(fields)]
    if errors or missing != 404:
        lines += ["errors:", *_pointers(errors)]
        lines += [f"  not_found_status: {missing}"] if missing != 404 else []
    lines += _content("content" in roles, "video_url" in fields)
    unknown = [word for word in listed_words(document, fields, retrieve) if word not in shared and word != "unknown"]
    if unknown:
        lines.append("statuses:  # queued, in_progress, completed, failed, cancelled or expired")
        lines += [f"  {word}: DECIDE" for word in unknown]
    return "\n".join(lines) + "\n"


def _head(document: JsonObject, origin: Origin) -> Iterator[str]:
    title = resolve_pointer(document, "/info/title")
    version = resolve_pointer(document, "/info/version")
    license_name = resolve_pointer(document, "/info/license/name")
    servers = resolve_pointer(document, "/servers/0/url")
    yield f"title: {json.dumps(title if isinstance(title, str) and title else origin.name, ensure_ascii=False)}"
    yield "source:"
    yield "  kind: vendored"
    yield f"  url: {origin.url or 'DECIDE'}"
    yield f"  revision: {json.dumps(str(version or 'unknown'))}"
    yield f"  retrieved: '{origin.day}'"
    yield f"  sha256: {origin.sha256}"
    yield f"  license: {json.dumps(license_name if isinstance(license_name, str) else 'not stated')}"
    usable = isinstance(servers, str) and servers.startswith("https://") and "{" not in servers
    yield f"base_url: {str(servers).rstrip('/')}" if usable else "base_url: null  # a guess: the caller must say"


def _auth(document: JsonObject, name: str) -> Iterator[str]:
    env = f"[{name.upper().replace('-', '_')}_API_KEY]"
    schemes = resolve_pointer(document, "/components/securitySchemes")
    found: list[str] = []
    for scheme in schemes.values() if isinstance(schemes, dict) else ():
        way = auth_method(scheme)
        found += [] if way is None else [way]
    yield "auth:" if found else "auth:  # a guess: the document does not say"
    for way in dict.fromkeys(found or ["bearer"]):
        if way == "bearer":
            yield "- scheme: bearer"
        else:
            yield "- scheme: header"
            yield f"  header: {way}"
        yield f"  env: {env}"


def _create(document: JsonObject, create: DocumentedOperation) -> Iterator[str]:
    encodings = [_MEDIA[media] for media in request_media_types(document, create) if media in _MEDIA]
    yield "create:"
    yield f"  encodings: [{', '.join(encodings) or 'json'}]"
    properties: dict[str, str] = {}
    for place in request_schemas(document, create):
        properties = {**children(document, place), **properties}
    kind = resolve_pointer(document, f"{resolved(document, properties.get('seconds', '/-'))}/type")
    if kind in ("integer", "number"):
        yield "  seconds: integer"
    for name in (name for name in _REFERENCES if name in properties):
        binary = resolve_pointer(document, f"{resolved(document, properties[name])}/format") == "binary"
        yield f"  references:  # a guess: what {name} takes"
        yield f"  - field: {name}"
        if binary or encodings == ["multipart"]:
            yield "    forms: [file]"
        else:
            yield "    forms: [url, data_url]"
            yield "    write: text"
        return


def _pointers(facts: Mapping[str, list[str]]) -> Iterator[str]:
    for fact, pointers in facts.items():
        yield f"  {fact}: [{', '.join(json.dumps(text) for text in pointers)}]"


def _content(has_operation: bool, has_url: bool) -> list[str]:
    if has_operation and has_url:
        return ["content:", "  source: either  # a guess: endpoint, url or either"]
    if has_operation or has_url:
        return ["content:", f"  source: {'endpoint' if has_operation else 'url'}"]
    return ["content:", "  source: DECIDE  # no content operation and no URL was found: url needs fields.video_url"]
