"""Suggest new descriptions of ours when the provider's list other values: vendoring keeps our descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.overlay.suggestions import suggestion
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.pointers import resolve_pointer

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.oas.document import JsonObject

KIND = "values-in-text-changed"
MESSAGE = "Vendoring keeps our descriptions; this change stays until ours lists the same values."


def suggest_description(change: Change, before: JsonObject) -> str:
    """Return a suggestion for a description that lists other values now: a text, if values were only added.

    Args:
        change: A change of the kind `KIND`.
        before: The base.
    """
    if not isinstance(change.after, list) or change.before:
        return f"# openapi.yaml: reword the description of {change.subject}, or accept the change\n"
    values = ", ".join(_quoted(str(value)) for value in change.after)
    pointer = change.base.pointer if change.base is not None else change.node
    old = resolve_pointer(before, f"{pointer.removesuffix('/description')}/description")
    description = f"Allowed values: {values}."
    if isinstance(old, str) and old:
        description = f"{old.rstrip().removesuffix('.')} (allowed values: {values})."
    comment = f"openapi.yaml: list the values in the description of {change.subject}, if they are the only ones"
    return suggestion(f"{comment}:", {"description": description})


def _quoted(value: str) -> str:
    """Return a value so that `values_in_text` finds it in a description: numbers and sizes need no quotes."""
    if len(values_in_text(f"allowed values: {value}, 1")) == 2:
        return value
    return f"`{value}`"
