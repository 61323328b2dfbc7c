"""The operations of an OpenAPI document, as the emulator needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from videojobs.emulator.schema import Node, Schemas, as_items, as_node

if TYPE_CHECKING:
    from videojobs.dialect import Dialect, Role

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PARAMETER = re.compile(r"\{([^{}/]+)\}")


@frozen(kw_only=True)
class Parameter:
    """One query parameter.

    Attributes:
        name: Wire name.
        required: Whether the request must have it.
        node: Its schema.
    """

    name: str
    required: bool
    node: Node


@frozen(kw_only=True, eq=False)
class Operation:
    """One operation of the document.

    Attributes:
        method: Upper case.
        path: Path template, as the document writes it.
        role: What it does in the life of a job, or None if the dialect does not say.
        query: Its query parameters.
        bodies: Schema of the body by media type, lower case.
        body_required: Whether a body must come.
        answers: By status as the document writes it (``200``, ``4XX``, ``default``): media object by media type.
        pattern: Matches a raw, still percent-encoded request path.
    """

    method: str
    path: str
    role: Role | None
    query: tuple[Parameter, ...]
    bodies: Mapping[str, Node]
    body_required: bool
    answers: Mapping[str, Mapping[str, Node]]
    pattern: re.Pattern[str] = field(repr=False)

    @property
    def success(self) -> int:
        """The status of a good answer: the first 2xx that the document names, else 200."""
        named = [int(status) for status in self.answers if re.fullmatch(r"2\d\d", status)]
        return named[0] if named else 200

    def answer(self, status: int, media_type: str = "application/json") -> Node | None:
        """Return the media object that the document has for a status, or None."""
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in self.answers:
                return self.answers[name].get(media_type)
        return None

    def media_types(self) -> tuple[str, ...]:
        """Return the media types of a good answer, in the document's order."""
        return tuple(self.answers.get(str(self.success), self.answers.get("2XX", {})))

    def refusal(self, preferred: int, *others: int) -> int:
        """Pick the status of an error: ``preferred``, unless the document names only one of the others."""
        named = [status for status in others if str(status) in self.answers]
        return preferred if str(preferred) in self.answers or not named else named[0]


def read_operations(document: Node, dialect: Dialect, prefix: str) -> list[Operation]:
    """Read every operation of a document; those with fewer path parameters come first."""
    schemas = Schemas(document)
    roles: dict[tuple[str, str], Role] = {(item.method, item.path): role for role, item in dialect.operations.items()}
    found: list[Operation] = []
    for path, item in as_node(document.get("paths")).items():
        node = schemas.follow(as_node(item))
        for method in _METHODS:
            if method in node:
                role = roles.get((method.upper(), path))
                found.append(_operation(schemas, node, method, path, role, prefix))
    return sorted(found, key=lambda operation: operation.path.count("{"))


def find(operations: Sequence[Operation], raw_path: str) -> Iterator[tuple[Operation, dict[str, str]]]:
    """Yield the operations at a raw path, each with its decoded path parameters."""
    for operation in operations:
        match = operation.pattern.fullmatch(raw_path)
        if match:
            names = _PARAMETER.findall(operation.path)
            yield operation, dict(zip(names, (unquote(text) for text in match.groups()), strict=True))


def prefix_of(dialect: Dialect, document: Node) -> tuple[str, str]:
    """Return where the document's paths are mounted, and the path of the ``base_url`` that users pass."""
    server = as_node(next(iter(as_items(document.get("servers"))), None)).get("url")
    url = dialect.base_url or (server if isinstance(server, str) else "")
    given = urlsplit(re.sub(r"^\{[^{}]*\}", "", url)).path.rstrip("/")
    mounted = given.removesuffix(dialect.base_path) if dialect.base_path else given
    return mounted, given


def _operation(schemas: Schemas, item: Node, method: str, path: str, role: Role | None, prefix: str) -> Operation:
    node = as_node(item[method])
    body = schemas.follow(as_node(node.get("requestBody")))
    return Operation(
        method=method.upper(),
        path=path,
        role=role,
        query=tuple(_query(schemas, item, node)),
        bodies={name.lower(): _schema(media) for name, media in as_node(body.get("content")).items()},
        body_required=body.get("required") is True or bool(_required_names(schemas, body)),
        answers={
            str(status): {
                name.lower(): as_node(media)
                for name, media in as_node(schemas.follow(as_node(answer)).get("content")).items()
            }
            for status, answer in as_node(node.get("responses")).items()
        },
        pattern=_pattern(prefix + path),
    )


def _required_names(schemas: Schemas, body: Node) -> frozenset[str]:
    views = [schemas.view(_schema(media)) for media in as_node(body.get("content")).values()]
    return frozenset[str]().union(*(view.required for view in views))


def _schema(media: Any) -> Node:
    return as_node(as_node(media).get("schema"))


def _query(schemas: Schemas, item: Node, node: Node) -> Iterator[Parameter]:
    both = [*as_items(item.get("parameters")), *as_items(node.get("parameters"))]
    for parameter in (schemas.follow(as_node(entry)) for entry in both):
        if parameter.get("in") == "query":
            required = parameter.get("required") is True
            yield Parameter(name=str(parameter["name"]), required=required, node=_schema(parameter))


def _pattern(template: str) -> re.Pattern[str]:
    pieces = _PARAMETER.split(template)
    return re.compile("([^/]+)".join(re.escape(piece) for piece in pieces[::2]))
