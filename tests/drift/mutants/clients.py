"""Generate the clients of two documents, and run a caller of the first one with the second."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import httpx
from attrs import asdict, define, frozen

from scripts.codegen.proof.expected import ExpectedOperation
from scripts.drift.client.generated_package import generate_package
from scripts.drift.client.package_sources import document_sources
from scripts.oas.payload_check import PayloadValidator
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import SpecError
from tests.drift.mutants.samples import WAYS, Sampler
from tests.drift.mutants.sites import operations, resolved
from videojobs.contract import to_31
from videojobs.http.bodies import Json
from videojobs.http.converters import plain
from videojobs.http.models import Model
from videojobs.http.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from scripts.drift.client.generated_package import GeneratedPackage
    from tests.drift.mutants.sites import Doc
    from tests.drift.mutants.trials import Trial

_BEFORE, _AFTER = "mutants_before", "mutants_after"
Reads = dict[str, set[str]]
"""Path of an attribute in a response -> names of the types that a reader meets there."""


class Removed:
    """The value of an attribute that is removed."""


_REMOVED = Removed()


class NoClientError(Exception):
    """No client can be generated from the document before the change."""


@frozen
class _Client:
    """A generated package that can be imported, and its document."""

    package: GeneratedPackage
    document: Doc

    @property
    def server(self) -> str:
        """The address that its paths are joined to."""
        return str(next(iter(self.document.get("servers", ())), {"url": ""})["url"]).rstrip("/")

    def module(self, name: str) -> ModuleType:
        """Import a module of the package."""
        return importlib.import_module(f"{self.package.name}.{name}")

    def operation(self, module: str) -> tuple[ExpectedOperation, Doc]:
        """Return the contents of the module of an operation, and the operation in the document."""
        found = cast("ExpectedOperation", self.package.expected.modules[module.replace(".", "/") + ".py"])
        nodes = {(method.upper(), path): node for path, method, node in operations(self.document)}
        return found, nodes[found.method, found.path]


def why_callers_break(trial: Trial, folder: Path) -> str | None:
    """Return why a caller of the client before the change breaks with the one after it; None if it does not.

    The caller imports the public names, builds each request as before, and reads each attribute of the responses.

    Raises:
        NoClientError: The documents cannot be generated, so that nobody calls them.
    """
    sources = list(document_sources(trial.base, trial.revision))
    try:
        old = _Client(generate_package(sources[0], folder, _BEFORE), sources[0].document)
    except SpecError as problem:
        raise NoClientError(str(problem)) from None
    try:
        new = _Client(generate_package(sources[1], folder, _AFTER), sources[1].document)
    except SpecError as problem:
        return f"no client can be generated: {problem}"
    with _importable(folder):
        return next(_breaks(old, new), None)


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] in (_BEFORE, _AFTER)]:
            del sys.modules[name]


def _breaks(old: _Client, new: _Client) -> Iterator[str]:
    models = new.module("models")
    for name, item in old.package.api.classes.items():
        if not hasattr(models, name):
            yield f"models.{name} cannot be imported"
            return
        for member in item.members:
            if not hasattr(getattr(models, name), member):
                yield f"models.{name}.{member} is removed"
    for module in old.package.api.operations:
        try:
            new.module(module)
        except ImportError:
            yield f"{module} cannot be imported"
            return
        yield from _calls(old, new, module)
        yield from _reads(old, new, module)


def _calls(old: _Client, new: _Client, module: str) -> Iterator[str]:
    """Build each request of an operation as before; what is sent must be valid for the new document."""
    (found, _), (after, node) = old.operation(module), new.operation(module)
    before, now = (f"{one.method} {client.server}{one.path}" for client, one in ((old, found), (new, after)))
    if before != now:
        yield f"{module} calls {now}, and called {before}"
    known = {resolved(new.document, item)["name"].partition("[")[0] for item in node.get("parameters", ())}
    validator = PayloadValidator(cast("Any", to_31(new.document)))
    for way in range(WAYS):
        sent = _sent(old, module, way)
        if sent is None:
            continue
        try:
            arguments = {name: _rebuilt(value, new.module("models")) for name, value in sent.items()}
            request = new.module(module).request(**arguments)
        except Exception as problem:  # noqa: BLE001  # whatever a caller would see
            yield f"{module}: {type(problem).__name__}: {problem}"
            return
        yield from (f"{module}: no parameter {key}" for key, _ in request.params if key.partition("[")[0] not in known)
        if isinstance(request.body, Json):
            pointer = _schema_pointer(new.document, after, "requestBody")
            for violation in validator.violations(pointer, plain(sent["body"])) if pointer else ():
                yield f"{module}: a body as before is refused: {violation.pointer} {violation.message}"


def _sent(client: _Client, module: str, way: int) -> dict[str, Any] | None:
    """Return the arguments of a call that the client accepts, as valid for its document; None if there is none."""
    found, node = client.operation(module)
    sampler = Sampler(client.document, way, "readOnly")
    request = client.module(module).request
    arguments: dict[str, Any] = {}
    for written in node.get("parameters", ()):
        parameter = resolved(client.document, written)
        argument = found.parameters.get((parameter["in"], parameter["name"]), "")
        if (way or parameter.get("required")) and argument in inspect.signature(request).parameters:
            arguments[argument] = sampler.value(parameter.get("schema", {"type": "string"}))
    body = resolved(client.document, node.get("requestBody") or {})
    for media_type in ("application/json", "multipart/form-data"):
        schema = body.get("content", {}).get(media_type, {}).get("schema")
        if schema is None or not (way or body.get("required")):
            continue
        payload = sampler.value(schema)
        pointer = str(_schema_pointer(client.document, found, "requestBody"))
        validator = PayloadValidator(cast("Any", to_31(client.document)))
        if media_type == "application/json" and list(validator.violations(pointer, payload)):
            return None
        model = client.module(module).BODIES.get(media_type, dict)
        arguments["body"] = model.from_dict(payload) if issubclass(model, Model) else payload
        break
    try:
        request(**arguments)
    except Exception:  # noqa: BLE001  # no value that a caller could send before
        return None
    return arguments


def _schema_pointer(document: Doc, found: ExpectedOperation, *keys: str) -> str | None:
    """Return the pointer of the JSON schema of a body; None if there is none."""
    at = format_pointer(["paths", found.path, found.method.lower(), *keys])
    node: Any = document["paths"][found.path][found.method.lower()]
    for key in keys:
        node = node.get(key, {})
    if isinstance(node, dict) and "$ref" in node:
        at = node["$ref"][1:]
    content = resolved(document, node or {}).get("content", {})
    return f"{at}/content/application~1json/schema" if "application/json" in content else None


def _rebuilt(value: Any, models: ModuleType) -> Any:
    """Return a model as a caller of the new package builds it: with the classes and keywords of the old one."""
    if isinstance(value, Model):
        pairs = {name: item for name, item in _attributes(value).items() if item is not UNSET}
        extra = value.additional_properties
        result = getattr(models, type(value).__name__)(**{name: _rebuilt(item, models) for name, item in pairs.items()})
        result.additional_properties.update({key: _rebuilt(item, models) for key, item in extra.items()})
        return result
    if isinstance(value, list):
        return [_rebuilt(item, models) for item in value]
    if isinstance(value, dict):
        return {key: _rebuilt(item, models) for key, item in value.items()}
    new_class = getattr(models, type(value).__name__, None)
    return new_class(value) if new_class is not None and isinstance(value, str) else value


def _attributes(model: Model[Any]) -> dict[str, Any]:
    values = asdict(cast("Any", model), recurse=False)
    return {name: value for name, value in values.items() if name != "additional_properties"}


def _reads(old: _Client, new: _Client, module: str) -> Iterator[str]:
    """Decode responses of the new server, and read each attribute that the old client had."""
    new_responses = _responses(new, module)
    # A response of the new server that the old document allows is no news: the old server may have sent it, too.
    old_responses = [*_responses(old, module), *_valid_responses(old, module, new_responses)]
    before, after = _types_read(old, module, old_responses, old), _types_read(new, module, new_responses, old)
    for path, types in after.items():
        new_types = types - before.get(path, types)
        if new_types:
            yield f"{module}: {path} is {', '.join(sorted(new_types))}, and was {', '.join(sorted(before[path]))}"


@define
class _Reader:
    """Reads each attribute of a response, by the names of the client before the change."""

    names: dict[str, list[str]]
    met: Reads

    def read(self, value: Any, path: str) -> None:
        kind = type(value).__name__
        self.met[path].add({"float": "number", "int": "number"}.get(kind, kind))
        if isinstance(value, Model):
            for name in self.names.get(kind, ()):
                self.read(getattr(value, name, _REMOVED), f"{path}.{name}")
        elif isinstance(value, list):
            for item in value:
                self.read(item, f"{path}[]")


def _responses(client: _Client, module: str) -> list[tuple[str, Any]]:
    """Return status and payload of responses that are valid for the document of a client."""
    _, node = client.operation(module)
    payloads: list[tuple[str, Any]] = []
    for status, written in node.get("responses", {}).items():
        content = resolved(client.document, written).get("content", {})
        if status.startswith("2") and "application/json" in content:
            schema = content["application/json"].get("schema", True)
            payloads += [(status, Sampler(client.document, way, "writeOnly").value(schema)) for way in range(WAYS)]
    return _valid_responses(client, module, payloads)


def _valid_responses(client: _Client, module: str, responses: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the responses that the document of a client allows."""
    found, _ = client.operation(module)
    validator = PayloadValidator(cast("Any", to_31(client.document)))
    pointers = {status: _schema_pointer(client.document, found, "responses", status) for status, _ in responses}
    return [
        (status, payload)
        for status, payload in responses
        if pointers[status] and not list(validator.violations(str(pointers[status]), payload))
    ]


def _types_read(client: _Client, module: str, responses: list[tuple[str, Any]], caller: _Client) -> Reads:
    """Return the types of the attributes of the responses that a client decodes, by the names of the caller's."""
    names = {name: list(item.attributes) for name, item in caller.package.api.classes.items()}
    reader = _Reader(names, defaultdict(set))
    found, _ = client.operation(module)
    decode = getattr(client.module(module), "decode", None)
    if decode is None:
        return reader.met
    for status, payload in responses:
        request = httpx.Request(found.method, "https://a.example")
        reader.read(decode(httpx.Response(int(status), json=payload, request=request)), "response")
    return reader.met
