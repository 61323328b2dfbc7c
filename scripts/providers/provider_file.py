"""Lay out the text of a ``provider.yaml``, with a remark above each key that a person has to check."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from scripts.oas.document import Json, JsonObject
from scripts.oas.yaml_writer import to_yaml

DECIDE = "DECIDE"
"""Stands where a value could not be guessed; `scripts.lint_spec` refuses it with the values that are allowed."""


@frozen
class ProviderYaml:
    """The contents of a provider.yaml.

    Attributes:
        head: First line, as a comment.
        values: Key -> value, in the order of the file.
        remarks: Key -> what to check, as a comment above it.
    """

    head: str
    values: JsonObject = field(factory=dict[str, "Json"])
    remarks: Mapping[str, str] = field(factory=dict[str, str])

    def text(self) -> str:
        """Return the text of the file."""
        lines = [f"# {self.head}", "# spec/README.md explains each key. Delete a remark once it is settled.", ""]
        for key, value in self.values.items():
            lines += [f"# {line}" for line in self.remarks.get(key, "").splitlines()]
            lines.append(to_yaml({key: value}).rstrip("\n"))
        return "\n".join(lines) + "\n"
