"""What our own words are to say when the provider's name other values: vendoring keeps ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.overlay.texts import paste
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.pointers import resolve_pointer

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.oas.document import Json, JsonObject

KIND = "values-in-text-changed"
MESSAGE = "Vendoring keeps our words, and this stays until they name the same values."


def reworded(change: Change, before: JsonObject) -> str:
    """Return the suggestion for a text that names other values now: ours with them, where they only became more.

    Args:
        change: A change of the kind `KIND`.
        before: The base.
    """
    pointer = f"{change.base.pointer if change.base is not None else change.node}".removesuffix("/description")
    ours = _text(before, f"{pointer}/description")
    if not isinstance(change.after, list) or change.before:
        return f"# openapi.yaml: reword the description of {change.subject}, or accept the change\n"
    values = ", ".join(_quoted(str(value)) for value in change.after)
    said = f"{ours.rstrip().removesuffix('.')} (allowed values: {values})." if ours else f"Allowed values: {values}."
    remark = f"openapi.yaml: name the values in the description of {change.subject}, if they are the only ones"
    return paste(f"{remark}:", {"description": said})


def _quoted(value: str) -> str:
    """Return a value as one that is read as such in a text: numbers and sizes stand alone."""
    return value if len(values_in_text(f"allowed values: {value}, 1")) == 2 else f"`{value}`"


def _text(document: JsonObject, pointer: str) -> str:
    try:
        found: Json = resolve_pointer(document, pointer)
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""
