"""Derive ``provider.yaml`` from a published OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from scripts.oas.document import Json, JsonObject, items_of, members_of
from scripts.oas.operations import Operation
from scripts.oas.pointers import resolve_pointer
from scripts.providers.guess_create import guess_create
from scripts.providers.guess_fields import guess_errors, guess_fields, id_format, is_fraction, lacks_id, listed_statuses
from scripts.providers.provider_file import DECIDE, ProviderYaml
from scripts.spec.roles import auth_method, id_parameter, required_headers
from videojobs.dialect import Role

_GUESSED_OF_CREATE = {
    "fields": "which field takes which argument (null: none does, and the argument is refused)",
    "references": "the forms of a reference image",
}


@frozen(kw_only=True)
class Origin:
    """Where a document came from.

    Attributes:
        name: Name of the provider's folder.
        url: Address of the document, or None if it is not known.
        sha256: Hash of the file.
        day: Today, ``YYYY-MM-DD``.
    """

    name: str
    url: str | None
    sha256: str
    day: str


def provider_yaml_of_document(
    document: JsonObject, roles: Mapping[Role, Operation], origin: Origin, shared_statuses: Mapping[str, str]
) -> ProviderYaml:
    """Return what the document allows to conclude.

    Args:
        document: The document.
        roles: Which operation plays which role; ``create`` and ``retrieve`` at least.
        origin: Where the document came from.
        shared_statuses: Status word -> ours, for all providers.
    """
    create, retrieve = roles["create"], roles["retrieve"]
    base_url, auth_methods = _base_url(document), _auth_methods(document)
    create_values = guess_create(document, create)
    fields = guess_fields(document, create, retrieve)
    errors = guess_errors(document, [create, retrieve])
    content_source = _content_source(has_operation="content" in roles, has_url="video_url" in fields)
    listed = listed_statuses(document, fields, retrieve)
    unknown = [word for word in listed if word not in shared_statuses and word != "unknown"]
    values: JsonObject = {
        "title": _text(document, "/info/title") or origin.name,
        "source": _source(document, origin),
        "base_url": base_url,
        "auth": [_auth(method, origin.name) for method in auth_methods or ["bearer"]],
        "operations": {role: operation.operation_id for role, operation in roles.items()},
    }
    values |= _headers(document, roles)
    values["create"] = create_values
    if fields:
        values["fields"] = {fact: list[Json](pointers) for fact, pointers in fields.items()}
    if errors:
        values["errors"] = errors
    values["content"] = {"source": content_source}
    ids = _ids(document, fields, retrieve)
    if ids:
        values["ids"] = ids
    quirks = _quirks(document, fields, retrieve)
    if quirks:
        values["quirks"] = quirks
    if unknown:
        values["statuses"] = dict.fromkeys(unknown, DECIDE)

    remarks = {
        "headers": "The document requires them; values from its enums, defaults and examples.",
        "operations": "Guessed from paths and methods; remove what is none of these.",
        "fields": "Guessed from the names of properties.",
        "statuses": "Each is one of: queued, in_progress, completed, failed, cancelled, expired.",
    }
    if base_url is None:
        remarks["base_url"] = "Guessed: the caller must name the server."
    if not auth_methods:
        remarks["auth"] = "Guessed: the document does not say."
    guessed = [what for key, what in _GUESSED_OF_CREATE.items() if key in create_values]
    if guessed:
        remarks["create"] = f"Guessed: {' and '.join(guessed)}."
    if content_source == DECIDE:
        remarks["content"] = "No content operation and no URL in a job: 'url' needs fields.video_url."
    elif content_source == "either":
        remarks["content"] = "Guessed: endpoint, url or either."
    return ProviderYaml("Written from openapi.yaml by `make new-provider`.", values, remarks)


def _ids(document: JsonObject, fields: dict[str, list[str]], retrieve: Operation) -> JsonObject:
    ids: JsonObject = {}
    if id_format(document, fields, retrieve) == "uuid":
        ids = {"prefix": "", "alphabet": "uuid"}
    if "{" not in retrieve.path:
        ids["parameter"] = id_parameter(document, retrieve)
    return ids


def _quirks(document: JsonObject, fields: dict[str, list[str]], retrieve: Operation) -> JsonObject:
    found = {
        "no_id_when_retrieved": lacks_id(document, retrieve),
        "progress_fraction": is_fraction(document, fields, retrieve),
    }
    return {name: True for name, applies in found.items() if applies}


def _headers(document: JsonObject, roles: Mapping[Role, Operation]) -> JsonObject:
    """Return ``headers``: those that the document requires and has a value for; the lint reports the others."""
    headers: JsonObject = {}
    for role, operation in roles.items():
        values = {name: _header_value(schema) for name, schema in required_headers(document, operation).items()}
        found = {name: value for name, value in values.items() if value is not None}
        if found:
            headers[role] = dict[str, Json](found)
    return {"headers": headers} if headers else {}


def _header_value(schema: Json) -> str | None:
    node = members_of(schema)
    values = [node.get(key) for key in ("const", "default", "example")] + items_of(node.get("enum"))
    return next((str(value) for value in values if isinstance(value, str | int)), None)


def _text(document: JsonObject, place: str) -> str | None:
    value = resolve_pointer(document, place)
    return value if isinstance(value, str) else None


def _source(document: JsonObject, origin: Origin) -> JsonObject:
    return {
        "kind": "vendored",
        "url": origin.url or DECIDE,
        "revision": str(resolve_pointer(document, "/info/version") or "unknown"),
        "retrieved": origin.day,
        "sha256": origin.sha256,
        "license": _text(document, "/info/license/name") or "not stated",
    }


def _base_url(document: JsonObject) -> str | None:
    url = _text(document, "/servers/0/url")
    # Only the caller knows the values of variables, and a relative address depends on where the document is served.
    if url is None or not url.startswith("https://") or "{" in url:
        return None
    return url.rstrip("/")


def _auth_methods(document: JsonObject) -> list[str]:
    schemes = resolve_pointer(document, "/components/securitySchemes")
    if not isinstance(schemes, dict):
        return []
    methods = [auth_method(scheme) for scheme in schemes.values()]
    return list(dict.fromkeys(method for method in methods if method is not None))


def _auth(method: str, name: str) -> JsonObject:
    env: list[Json] = [key_variable(name)]
    if method == "bearer":
        return {"scheme": "bearer", "env": env}
    return {"scheme": "header", "header": method, "env": env}


def key_variable(name: str) -> str:
    """Return the environment variable that holds a provider's key."""
    return f"{name.upper().replace('-', '_')}_API_KEY"


def _content_source(*, has_operation: bool, has_url: bool) -> str:
    if has_operation and has_url:
        return "either"
    if has_operation:
        return "endpoint"
    if has_url:
        return "url"
    return DECIDE
