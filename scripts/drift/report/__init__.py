"""The forms in which a report is told. Each is text, ends with a newline, and is the same for the same report."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.report.records import Report

__all__ = ["FORMATS"]


def _by(module: str) -> Callable[[Report], str]:
    """Return what a module renders; it is loaded when it is called for, since one run wants one or two forms."""

    def render(report: Report) -> str:
        rendered: str = import_module(f"{__name__}.{module}").render(report)
        return rendered

    return render


FORMATS: dict[str, Callable[[Report], str]] = {
    "terminal": _by("terminal"),
    "markdown": _by("markdown"),
    "json": _by("json_form"),
    "junit": _by("junit"),
    "sarif": _by("sarif"),
    "annotations": _by("workflow_commands"),
}
