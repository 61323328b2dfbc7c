"""A provider's document, prepared for looking up what it says of an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, cast

from attrs import frozen

from videojobs.contract.to31 import Json, steps, to_31
from videojobs.dialect import Dialect
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.registry import load_dialect
from videojobs_api import PROVIDERS

Place = tuple[str, ...]
_METHODS = ("get", "put", "post", "delete", "patch")
_PARAMETER = re.compile(r"\{[^{}]*\}")
_LONGEST_PATH = 4000
_MOST_REFERENCES = 40


@frozen(kw_only=True)
class Operation:
    """One operation of the document.

    Attributes:
        role: The role that it plays in the life of a job, or None.
        operation_id: Its id, or None.
        method: HTTP method, upper case.
        path: Path template.
        place: Where it stands in the document.
        pattern: What the path of a URL looks like; a mount point may stand before it.
    """

    role: str | None
    operation_id: str | None
    method: str
    path: str
    place: Place
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """The role, else the id, else method and path."""
        return self.role or self.operation_id or f"{self.method} {self.path}"


@frozen(kw_only=True)
class Answer:
    """What the document says of the answers with one status.

    Attributes:
        key: The key under ``responses``: ``200``, ``4XX``, ``default``.
        is_exact: Whether the document speaks of this status, not only of another success.
        place: Where the answer stands, behind any reference.
        content: Its media types.
    """

    key: str
    is_exact: bool
    place: Place
    content: Json

    @property
    def json_place(self) -> Place | None:
        """Where the schema of JSON stands, or None if there is none."""
        for kind, media in self.content.items():
            if kind.partition(";")[0].strip().lower() == "application/json":
                return (*self.place, "content", kind, "schema") if "schema" in media else None
        return None


class Document:
    """A provider's document, with its corrections.

    Args:
        root: The document, as JSON.
        dialect: What it does not say about the provider.
    """

    def __init__(self, root: Json, dialect: Dialect) -> None:
        self.root = root
        self.data = to_31(root)
        self.dialect = dialect
        self.operations = tuple(self._operations())
        self.roots = _roots([operation.path for operation in self.operations])

    def _operations(self) -> Iterator[Operation]:
        roles = {(item.method, item.path): role for role, item in self.dialect.operations.items()}
        for path in self.data.get("paths", {}):
            item, place = self.resolve(("paths", path))
            for method in _METHODS:
                node = item.get(method)
                if isinstance(node, dict):
                    told = cast(Json, node).get("operationId")
                    yield Operation(
                        role=roles.get((method.upper(), path)),
                        operation_id=told if isinstance(told, str) else None,
                        method=method.upper(),
                        path=path,
                        place=(*place, method),
                        pattern=_pattern(path),
                    )

    def at(self, place: Place) -> Any:
        """Return what stands at a place.

        Raises:
            KeyError: Nothing does.
        """
        node: Any = self.data
        for part in place:
            node = node[int(part)] if isinstance(node, list) else node[part]
        return node

    def resolve(self, place: Place) -> tuple[Json, Place]:
        """Return the node at a place, or where its references lead in the end, with that place."""
        for _ in range(_MOST_REFERENCES):
            node = self.at(place)
            ref = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(ref, str):
                return (cast(Json, node) if isinstance(node, dict) else {}), place
            place = tuple(steps(ref))
        return {}, place

    def named(self, name: str) -> Operation:
        """Return an operation by its role or its id.

        Raises:
            ConfigurationError: There is none of that name; the message lists those there are.
        """
        for operation in self.operations:
            if name in (operation.role, operation.operation_id):
                return operation
        names = ", ".join(operation.name for operation in self.operations)
        raise ConfigurationError(
            f"{self.dialect.name}: no operation plays the role or has the id {printable(name, 60)!r}; it has: {names}"
        )

    def found(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request was for, or None; the fewest parameters win."""
        fits = [one for one in self.templates(path) if one.method == method]
        return fits[0] if fits else None

    def templates(self, path: str) -> list[Operation]:
        """Return the operations at a URL's path, whatever their method; those with fewer parameters first."""
        fits = [one for one in self.operations if one.pattern.fullmatch(path[:_LONGEST_PATH])]
        return sorted(fits, key=lambda one: (one.path.count("{"), -len(one.path)))

    def below(self, path: str) -> str | None:
        """Return the part of a URL's path that begins like the document's own paths, or None if none does."""
        for root in self.roots:
            start = f"{path}/".find(f"{root}/")
            if start >= 0:
                return path[start:]
        return None

    def answer(self, operation: Operation, status: int) -> Answer | None:
        """Return what is said of a status: exactly, by its class, as the documented success, or as ``default``."""
        responses: Json = self.at(operation.place).get("responses", {})
        successes = [code for code in responses if code.startswith("2")] if 200 <= status < 300 else []
        for code in (str(status), f"{status // 100}XX", *successes, "default"):
            if code in responses:
                node, place = self.resolve((*operation.place, "responses", code))
                content = node.get("content")
                return Answer(
                    key=code,
                    is_exact=code not in successes or code in (str(status), f"{status // 100}XX"),
                    place=place,
                    content=cast(Json, content) if isinstance(content, dict) else {},
                )
        return None


@cache
def document_of(provider: str) -> Document:
    """Return a provider's document.

    Raises:
        ConfigurationError: There is no such provider.
    """
    dialect = load_dialect(provider)
    text = files(f"videojobs_api.{PROVIDERS[provider]}").joinpath("openapi.json").read_text(encoding="utf-8")
    return Document(cast(Json, json.loads(text)), dialect)


def pointer_of(place: tuple[object, ...]) -> str:
    """Return the JSON pointer of a place."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def _pattern(template: str) -> re.Pattern[str]:
    literals = _PARAMETER.split(template)
    return re.compile("(?:/.*)?" + "([^/]+)".join(re.escape(text) for text in literals) + "/?", re.DOTALL)


def _roots(templates: list[str]) -> tuple[str, ...]:
    """Return what the paths of a document begin with, up to the first parameter; only the shortest of them."""
    heads = {_PARAMETER.split(path)[0].rstrip("/") for path in templates} - {""}
    return tuple(sorted(head for head in heads if not any(head.startswith(f"{one}/") for one in heads)))
