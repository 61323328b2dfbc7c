"""One side, generated into a scratch folder: not formatted, but checked as any package of ours is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen
from jinja2 import TemplateError

from scripts.codegen.forms.context import references
from scripts.codegen.forms.normalise import Normal, normalise
from scripts.codegen.proof.shape import check_package
from scripts.codegen.render.project import require_pinned
from scripts.codegen.render.render import configuration, render
from scripts.drift.client.surface import Surface, read_surface
from scripts.oas.operations import path_operations
from scripts.oas.problems import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scripts.codegen.proof.plan import Plan
    from scripts.drift.client.records import Side


@frozen(kw_only=True, eq=False)
class Made:
    """A generated package, and what is known of it.

    Attributes:
        side: What it was made from.
        name: The package's name in the scratch folder.
        normal: The document in the form that it was generated from.
        plan: What each module holds.
        surface: What the package offers.
        sent: Classes that a request may hold.
        read: Classes that an answer or an event may hold.
    """

    side: Side
    name: str
    normal: Normal
    plan: Plan
    surface: Surface
    sent: frozenset[str] = field(init=False)
    read: frozenset[str] = field(init=False)

    @sent.default
    def _sent(self) -> frozenset[str]:
        asked = [item.node for item in path_operations(self.normal.document)]
        return self._reached([part for item in asked for part in (item["parameters"], item.get("requestBody", {}))])

    @read.default
    def _read(self) -> frozenset[str]:
        answered = self._reached(item.responses for item in path_operations(self.normal.document))
        # What no operation reaches came with an event, or stands in the document for its readers.
        return answered | (frozenset(self.surface.classes) - self.sent)

    def _reached(self, parts: Iterable[object]) -> frozenset[str]:
        schemas = self.normal.document["components"]["schemas"]
        waiting = [name for part in parts for name in references(part)]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += references(schemas.get(name, {}))
        return frozenset(seen)


def make(side: Side, folder: Path, name: str) -> Made:
    """Generate the package ``name`` of a side into a folder.

    Raises:
        SpecError: The generator does not take the document.
    """
    require_pinned()
    place = folder / name
    try:
        normal = normalise(side.document, allowed=side.allowed)
        rendered = render(normal, config=configuration(place), header="", doc='"""A client."""')
        check_package(place, rendered.plan)
    except Unsupported as problem:
        raise side.source.error(problem.pointer, problem.what, problem.fix) from None
    except (RuntimeError, TemplateError) as problem:
        what = f"no client can be generated: {str(problem).replace(f'{folder}/', '')}"
        raise side.source.error("", what, "report this with the document") from None
    surface = read_surface(place, rendered.plan)
    return Made(side=side, name=name, normal=normal, plan=rendered.plan, surface=surface)
