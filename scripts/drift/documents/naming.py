"""What a person calls a schema that has no name of its own: by the parameter, header or body that it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.notes import owned
from scripts.drift.schemas.describe import subject as usual_subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.schemas import Finding


def named(finding: Finding, names: Mapping[str, str]) -> tuple[str, str]:
    """Return subject and message of a finding.

    Args:
        finding: The finding.
        names: What the owners of schemas are called, by the pointers of these schemas.
    """
    subject, message = finding.subject, finding.message
    for pointer in (finding.node, finding.base_pointer, finding.revision_pointer):
        name = _name(pointer, names) if pointer is not None else None
        if pointer is None or name is None:
            continue
        usual, name = usual_subject(pointer), owned(name, finding.uses)
        if subject == usual:
            subject = name.removeprefix("the ")
        message = message.replace(usual, name)
    return subject, message[:1].upper() + message[1:] if message.startswith("the ") else message


def _name(pointer: str, names: Mapping[str, str]) -> str | None:
    """Return the name of what stands at or below a schema that was handed over; None: it has one of its own."""
    top, rest = pointer, ""
    while top and top not in names:
        top = top.rpartition("/")[0]
        rest = pointer[len(top) :]
    if not top:
        return None
    below = usual_subject(f"/components/schemas/_{rest}")[1:].lstrip(".")
    return f"`{below}` in the {names[top]}" if below else f"the {names[top]}"
