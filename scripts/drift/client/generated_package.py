"""Generate the package of a document into a scratch folder: not formatted, but checked like our packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen
from jinja2 import TemplateError

from scripts.codegen.forms.model_imports import reachable
from scripts.codegen.forms.normalise import Normal, normalise
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.render.plan import configuration
from scripts.codegen.render.project import require_pinned
from scripts.codegen.render.render import render
from scripts.drift.client.public_api import PublicApi, read_public_api
from scripts.oas.operations import path_operations
from scripts.oas.problems import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scripts.codegen.proof.expected import ExpectedPackage
    from scripts.drift.client.records import PackageSource


@frozen(kw_only=True, eq=False)
class GeneratedPackage:
    """A generated package.

    Attributes:
        source: The document that it was generated from.
        name: The package's name in the scratch folder.
        normal: The normalised document.
        expected: The contents of each module.
        api: The public names.
        sent: Classes in requests.
        received: Classes in responses and webhooks.
    """

    source: PackageSource
    name: str
    normal: Normal
    expected: ExpectedPackage
    api: PublicApi
    sent: frozenset[str] = field(init=False)
    received: frozenset[str] = field(init=False)

    @sent.default
    def _sent(self) -> frozenset[str]:
        nodes = [operation.node for operation in path_operations(self.normal.document)]
        return self._reachable(part for node in nodes for part in (node["parameters"], node.get("requestBody")))

    @received.default
    def _received(self) -> frozenset[str]:
        responses = self._reachable(operation.responses for operation in path_operations(self.normal.document))
        # A class that no operation uses belongs to a webhook, or is in the document for its readers.
        return responses | (frozenset(self.api.classes) - self.sent)

    def _reachable(self, parts: Iterable[object]) -> frozenset[str]:
        return reachable(parts, self.normal.document["components"]["schemas"])


def generate_package(source: PackageSource, folder: Path, name: str) -> GeneratedPackage:
    """Generate the package ``name`` of a document into a folder.

    Raises:
        SpecError: The generator does not support the document.
    """
    require_pinned()
    path = folder / name
    try:
        normal = normalise(source.document, allowed=source.allowed)
        rendered = render(normal, config=configuration(path), header="", doc='"""A client."""')
        check_package(path, rendered.expected)
    except Unsupported as problem:
        raise source.source.error(problem.pointer, problem.what, problem.fix) from None
    except (RuntimeError, TemplateError) as problem:
        what = f"no client can be generated: {str(problem).replace(f'{folder}/', '')}"
        raise source.source.error("", what, "report this with the document") from None
    api = read_public_api(path, rendered.expected)
    return GeneratedPackage(source=source, name=name, normal=normal, expected=rendered.expected, api=api)
