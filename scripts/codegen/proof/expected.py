"""Derive from the normalised document what the code of a package must contain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from scripts.codegen.forms.path_templates import constant_query, without_query
from scripts.codegen.forms.type_bounds import is_class
from scripts.codegen.names import module_name
from scripts.oas.operations import path_operations
from scripts.oas.schemas import Json


@frozen
class ExpectedModel:
    """A model: its class, and the attribute for each key on the wire."""

    name: str
    attributes: Mapping[str, str]


@frozen
class ExpectedEnum:
    """An enum: its class, and the value of each member."""

    name: str
    members: Mapping[str, str | int]


@frozen
class ExpectedOperation:
    """An operation: its request, and for each parameter its argument, or the source of its constant value."""

    method: str
    path: str
    parameters: Mapping[tuple[str, str], str]
    media: tuple[str, ...]
    streams: bool


@frozen
class ExpectedPackage:
    """A whole package.

    Attributes:
        modules: Path of each module of a model, enum or operation, with its expected contents.
        plain: Components that are types without a class.
    """

    modules: Mapping[str, ExpectedModel | ExpectedEnum | ExpectedOperation]
    plain: tuple[str, ...]

    @property
    def files(self) -> frozenset[str]:
        """Every Python file of the package except those that are written from provider.yaml, too."""
        shared = {"__init__.py", "client.py", "errors.py", "types.py", "models/__init__.py", "api/__init__.py"}
        tags = {name.rpartition("/")[0] for name in self.modules if name.startswith("api/")}
        return frozenset({*shared, *self.modules, *(f"{tag}/__init__.py" for tag in tags)})


def expected_package(doc: Json, modules_of: Mapping[str, str]) -> ExpectedPackage:
    """Return the expected package of a normalised document.

    Args:
        doc: The document.
        modules_of: The module of each class that is not in the module of its name.
    """
    schemas: Mapping[str, Any] = doc["components"]["schemas"]
    modules = {**dict(_classes(schemas, modules_of)), **dict(_operations(doc))}
    return ExpectedPackage(modules, tuple(name for name, schema in schemas.items() if not is_class(schema)))


def _classes(
    schemas: Mapping[str, Any], modules_of: Mapping[str, str]
) -> Iterator[tuple[str, ExpectedModel | ExpectedEnum]]:
    for name, schema in schemas.items():
        if not is_class(schema):
            continue
        place = f"models/{modules_of.get(name) or module_name(name)}.py"
        if "enum" in schema:
            members = dict(zip(schema["x-enum-varnames"], schema["enum"], strict=True))
            yield place, ExpectedEnum(name, members)
        else:
            yield place, ExpectedModel(name, schema.get("x-attributes", {}))


def _operations(doc: Json) -> Iterator[tuple[str, ExpectedOperation]]:
    for item in path_operations(doc):
        operation = item.node
        media = tuple(operation.get("requestBody", {}).get("content", {}))
        streams = any(
            "application/octet-stream" in response["content"] and str(code)[0] in "2d"  # 200, 2XX, default
            for code, response in operation["responses"].items()
        )
        constants = {("query", name): repr(value) for name, value in constant_query(item.path).items()}
        parameters = {**constants, **operation["x-arguments"]}
        expected = ExpectedOperation(item.method.upper(), without_query(item.path), parameters, media, streams)
        for tag in operation["tags"]:
            yield f"api/{tag}/{operation['operationId']}.py", expected
