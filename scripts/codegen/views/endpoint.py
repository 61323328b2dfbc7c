"""The strings that the template of an endpoint module prints; each has passed an escaper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.responses import Response

from scripts.codegen.escape import docstring, literal, prose, sentence
from scripts.codegen.forms.path_templates import PARAMETER, without_query
from scripts.codegen.forms.security import Access
from scripts.codegen.views.arguments import (
    OMITTED,
    Argument,
    argument_of,
    constants_of,
    default_of,
    limited,
    path_expression,
    query_styles,
)
from scripts.codegen.views.context import Context
from scripts.codegen.views.imports import Imports
from scripts.codegen.views.parser_types import EnumProperty
from scripts.codegen.views.properties import PropertyWriter
from scripts.oas.schemas import Json

_ENCODERS = {"query": "params", "header": "header_params", "cookie": "cookie_params"}
"""Function of `videojobs.http.parameters` for the parameters of each place."""
_RAISES = [
    "InvalidRequest: A value is outside the limits of the document; nothing was sent.",
    "TransportError: No response arrived.",
    "ApiError: The response has an error status.",
    "DecodeError: The response is not what the document describes.",
]


@frozen(kw_only=True)
class EndpointView:
    """One endpoint module."""

    summary: str
    method: str
    path: str
    path_expression: str
    positional: list[Argument]
    named: list[Argument]
    by_place: dict[str, list[Argument]]
    styles: str
    encodings: str
    checked: str
    limits: str
    bodies: str
    several_bodies: bool
    treated_as: str
    body_types: str
    result: str
    decoders: list[tuple[str, str]]
    binary: bool
    client_type: str
    secured: bool
    doc: str
    module_doc: str
    imports: str
    models: str

    @property
    def encoders(self) -> Mapping[str, str]:
        """The function that encodes the parameters of each place."""
        return _ENCODERS

    @property
    def signature(self) -> str:
        """All arguments except the client."""
        arguments = [item.declaration for item in self.positional]
        if self.named:
            arguments += ["*", *(item.declaration for item in self.named)]
        return ", ".join(arguments)

    @property
    def call_signature(self) -> str:
        """All arguments, the client among them."""
        named = [f"client: {self.client_type}", *(item.declaration for item in self.named)]
        return ", ".join([*(item.declaration for item in self.positional), "*", *named])

    @property
    def passed(self) -> str:
        """The arguments in the call of ``request``."""
        named = [f"{item.name}={item.name}" for item in self.named]
        return ", ".join([*(item.name for item in self.positional), *named])


# openapi-python-client picks the encoding by the type of the body. Where two media types have one schema,
# it wrote a multipart body under the header of JSON (issue 1276).
_MEDIA_TYPE = Argument(
    name="media_type",
    type="str | None",
    default=" = None",
    wire="",
    place="choice",
    text="How to send the body; by default JSON, or multipart if it holds a file.",
    limit=None,
)


def endpoint_view(endpoint: Endpoint, context: Context) -> EndpointView:
    """Return what the template of an endpoint needs."""
    documented = context.operations[str(endpoint.name)]
    path, method, operation = documented.path, documented.method, documented.node
    imports = Imports("...models.")
    writer = PropertyWriter(imports, context)
    parameters = [argument_of(prop, operation, writer, context) for prop in endpoint.query_parameters]
    in_path = {item.wire: item for item in parameters if item.place == "path"}
    positional = [in_path[literal(wire)] for wire in PARAMETER.findall(path)]
    named = [item for place in _ENCODERS for item in parameters if item.place == place]
    media = list(operation.get("requestBody", {}).get("content", {}))
    arguments = [*_body(endpoint, writer, operation.get("requestBody", {}).get("x-media", media)), *named]
    result, decoders, binary = _responses(endpoint, writer, imports)
    checked = limited([*positional, *named])
    encoded = [*constants_of(path), *named]
    client_type = "AuthenticatedClient | Client"
    if endpoint.requires_security:
        client_type = "AuthenticatedClient"
    _add_imports(imports, endpoint, encoded, bool(checked), binary)
    several = len(endpoint.bodies) > 1
    if several:
        arguments.append(_MEDIA_TYPE)
    if any(item.default == OMITTED for item in arguments):
        imports.http("types", "UNSET", "Unset")
    # A sort keeps the order of equal items: the arguments that must be passed come first.
    arguments.sort(key=lambda item: bool(item.default))
    summary, short = _summary(operation, method, path), f"Call `{method.upper()} {prose(path)}`."
    return EndpointView(
        summary=summary,
        method=method.upper(),
        path=prose(path),
        path_expression=path_expression(without_query(path), positional, imports),
        positional=positional,
        named=arguments,
        by_place={place: [item for item in encoded if item.place == place] for place in _ENCODERS},
        styles=query_styles(operation),
        encodings=_encodings(operation),
        checked=", ".join(f"{label}: {item.name}" for label, item in checked.items()),
        limits=", ".join(f"{label}: {item.limit}" for label, item in checked.items()),
        bodies=", ".join(
            f"{literal(kind)}: {_class(item, writer)}" for kind, item in zip(media, endpoint.bodies, strict=True)
        ),
        several_bodies=several,
        treated_as=_treated_as(operation),
        body_types=" | ".join(dict.fromkeys(f"type[{_class(item, writer)}]" for item in endpoint.bodies)),
        result=result,
        decoders=decoders,
        binary=binary,
        client_type=client_type,
        secured=operation["x-secured"],
        doc=_doc(summary, short, [*positional, *arguments], operation, context.access),
        module_doc=docstring(f"{method.upper()} ``{prose(path)}``.", {}, indent=0),
        imports=imports.top(),
        models="\n".join(filter(None, (imports.typing_only(), imports.running(imports.running_names())))),
    )


def _summary(operation: Json, method: str, path: str) -> str:
    text = sentence(operation.get("summary") or operation.get("description") or "")
    place = f"(`{method.upper()} {prose(path)}`)."
    if not text:
        return f"Call {place}"
    return f"{text.removesuffix('.')} {place}"


def _treated_as(operation: Json) -> str:
    """Return the media types of the body that are encoded as another one, as a literal, or nothing."""
    treated_as = operation.get("requestBody", {}).get("x-treated-as")
    if not treated_as:
        return ""
    return literal(treated_as)


def _encodings(operation: Json) -> str:
    """Return the media types of the fields of a multipart body, as a literal; nothing if the document sets none."""
    content: Json = operation.get("requestBody", {}).get("content", {})
    encoding = content.get("multipart/form-data", {}).get("encoding")
    encodings: Json = {}
    for name, item in encoding.items() if isinstance(encoding, dict) else ():
        media = item.get("contentType") if isinstance(item, dict) else None
        if isinstance(media, str) and media.isascii() and media.isprintable():
            encodings[name] = media
    return literal(encodings) if encodings else ""


def _class(body: Any, writer: PropertyWriter) -> str:
    if not writer.is_model(body.prop):
        return "object"
    return writer.named(body.prop, now=True)


def _body(endpoint: Endpoint, writer: PropertyWriter, media: list[str]) -> Iterator[Argument]:
    """Yield the argument for the body, if there is one."""
    if not endpoint.bodies:
        return
    types = [writer.annotation(body.prop) for body in endpoint.bodies]
    required = any(body.prop.required for body in endpoint.bodies)
    if not required:
        types.append("Unset")
    for body in endpoint.bodies:
        if writer.is_model(body.prop):
            writer.named(body.prop, now=True)
    yield Argument(
        name="body",
        type=" | ".join(dict.fromkeys(types)),
        default=default_of(required),
        wire="",
        place="body",
        text=f"Sent as {', '.join(f'``{prose(kind)}``' for kind in media)}.",
        limit=None,
    )


def _responses(endpoint: Endpoint, writer: PropertyWriter, imports: Imports) -> tuple[str, list[tuple[str, str]], bool]:
    """Return the type of a success, a condition and an expression for each, and whether one is binary."""
    ranges = [(item, item.status_code.range) for item in endpoint.responses.patterns]
    good = [item for item, span in ranges if span and span[0] // 100 == 2]
    if not good and endpoint.responses.default is not None:
        good = [endpoint.responses.default]
    if not good:
        return "None", [("", "None")], False
    types: dict[str, None] = {}
    decoders: list[tuple[str, str]] = []
    for item in good:
        kind, expression = _response(item, writer, imports)
        types[kind] = None
        decoders.append((_condition(item), expression))
    # A success that the document does not list, such as 201 beside 200, is decoded as the last one.
    decoders[-1] = ("", decoders[-1][1])
    if len({expression for _, expression in decoders}) == 1:
        decoders = [decoders[-1]]
    return " | ".join(types), decoders, any(item.source["attribute"] == "response.content" for item in good)


def _condition(item: Response) -> str:
    # Codes are compared as numbers: `HTTPStatus(520)` raises ValueError, and gateways send such codes
    # (https://github.com/openapi-generators/openapi-python-client/issues/1442).
    span = item.status_code.range
    if span is None:
        return ""
    if span[0] == span[1]:
        return f"response.status_code == {span[0]}"
    return f"{span[0]} <= response.status_code <= {span[1]}"


def _response(item: Response, writer: PropertyWriter, imports: Imports) -> tuple[str, str]:
    attribute = item.source["attribute"]
    if attribute == "response.content":
        return "bytes", "response.content"
    if attribute == "response.text":
        return "str", "response.text"
    if attribute == "None":
        return "None", "None"
    kind = writer.annotation(item.prop)
    if writer.is_model(item.prop):
        imports.http("responses", "decode_object")
        writer.named(item.prop, now=True)
        return kind, f"{kind}.from_dict(decode_object(response))"
    imports.http("responses", "decode_json")
    expression = writer.decoded(item.prop, "decode_json(response)")
    # The method `of` of an enum has a type already, and mypy reports a cast that changes nothing.
    if kind == "Any" or type(item.prop) is EnumProperty:
        return kind, expression
    imports.names("typing", "cast")
    return kind, f"cast({literal(kind)}, {expression})"


def _add_imports(imports: Imports, endpoint: Endpoint, encoded: list[Argument], limits: bool, binary: bool) -> None:
    imports.names("httpx")
    imports.http("endpoints", "acall", "acall_detailed", "call", "call_detailed")
    imports.http("request", "Request")
    imports.http("types", "Response")
    imports.http("client", "AuthenticatedClient")
    if not endpoint.requires_security:
        imports.http("client", "Client")
    for place in {item.place for item in encoded}:
        imports.http("parameters", _ENCODERS[place])
    if limits:
        imports.http("limits", "Limit", "check_limits")
    if endpoint.bodies:
        imports.http("bodies", "encode_body")
    if binary:
        imports.http("endpoints", "acall_stream", "call_stream")
        imports.names("contextlib", "AbstractAsyncContextManager", "AbstractContextManager")


def _doc(summary: str, short: str, arguments: list[Argument], operation: Json, access: Access) -> str:
    """Return the docstring of ``sync``; those of the other functions refer to it."""
    paragraphs = [summary]
    if operation.get("summary") and operation.get("description"):
        paragraphs.append(sentence(operation["description"]))
    if operation.get("deprecated") is True:
        paragraphs.append("Deprecated by the provider.")
    if others := _other_media(operation):
        paragraphs.append(f"The document also lists {others}: read that from the ``content`` of `sync_detailed`.")
    texts = [f"{item.name}: {item.text}" for item in arguments if item.text]
    texts.append(f"client: {_client_text(operation, access)}")
    return docstring("\n\n".join(paragraphs), {"Args": texts, "Raises": _RAISES}, short=short)


def _client_text(operation: Json, access: Access) -> str:
    """Describe the client, and the credential that it adds to the request."""
    if not operation["x-secured"]:
        return "Sends the request, without a credential."
    own: Access | None = operation.get("x-credential")
    if own is not None:
        settings = f"auth_header_name={literal(own.header)}, prefix={literal(own.prefix)}"
        return f"Sends the request; an `AuthenticatedClient` with ``{prose(settings)}``, unlike most operations."
    credential = prose(access.credential("..."))
    if operation["security"]:
        return f"Sends the request, with ``{credential}``."
    return f"Sends the request; an `AuthenticatedClient` adds ``{credential}``."


def _other_media(operation: Json) -> str:
    """List the other media types that a successful response may have; those are not decoded."""
    others = [
        media
        for code, response in operation["responses"].items()
        if str(code).startswith("2")
        for media in response["x-others"]
    ]
    return ", ".join(f"``{prose(media)}``" for media in dict.fromkeys(others))
