"""The forms of a report. Each is text, ends with a newline, and is the same for the same report."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.report.records import Report

__all__ = ["FORMATS"]


def _lazy(module: str) -> Callable[[Report], str]:
    """Return the renderer of a module, imported when it is called: one run needs one or two forms."""

    def render(report: Report) -> str:
        rendered: str = import_module(f"{__name__}.{module}").render(report)
        return rendered

    return render


FORMATS: dict[str, Callable[[Report], str]] = {
    "terminal": _lazy("terminal"),
    "markdown": _lazy("markdown"),
    "json": _lazy("json_form"),
    "sarif": _lazy("sarif"),
    "annotations": _lazy("workflow_commands"),
}
