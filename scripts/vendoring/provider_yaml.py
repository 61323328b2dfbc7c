"""Edit values in the text of a provider.yaml; everything else, comments too, stays as it is.

The edits go by PyYAML's positions: ruamel.yaml's round trip adds a missing key after the comment that belongs to the
next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from scripts.oas.yaml_writer import scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

_ORDER = ("kind", "url", "latest", "revision", "retrieved", "sha256", "license")


def with_source(text: str, values: Mapping[str, str]) -> str:
    """Return the text of a valid provider.yaml with some values of its ``source`` set.

    Args:
        text: The file.
        values: Key -> new value; a key that is missing is added after the one that usually precedes it.
    """
    for key, value in values.items():
        # Composed anew for each value: an edit moves all positions behind it.
        members = _members(_members(yaml.compose(text, Loader=yaml.SafeLoader))["source"][1])
        if key not in members:
            previous = [other for other in _ORDER[: _ORDER.index(key)] if other in members][-1]
            text = _insert_after(text, members[previous], f"{key}: {scalar(value)}")
        elif members[key][1].value != value:
            text = _replace(text, members[key][1], value)
    return text


def with_operations(text: str, renamed: Mapping[str, str]) -> str:
    """Return the text of a valid provider.yaml with some operationIds replaced by new ones."""
    root = _members(yaml.compose(text, Loader=yaml.SafeLoader))
    names = [node for _, node in _members(root["operations"][1]).values()]
    if "also" in root:
        names += root["also"][1].value
    # From the end of the text to its start: an edit moves what comes after it.
    for node in sorted(names, key=lambda node: int(node.start_mark.index), reverse=True):
        if node.value in renamed:
            text = _replace(text, node, renamed[node.value])
    return text


def _members(node: Any) -> dict[str, tuple[Any, Any]]:  # PyYAML's nodes are not annotated
    """Return key -> the nodes of key and value."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value}


def _replace(text: str, node: Any, value: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    old = text[start:end]
    # A literal or folded scalar ends at the start of the next line.
    line_end = old[len(old.rstrip()) :] if node.style in ("|", ">") else ""
    return text[:start] + scalar(value) + line_end + text[end:]


def _insert_after(text: str, member: tuple[Any, Any], line: str) -> str:
    key, value = member
    end: int = value.end_mark.index
    indent = text[text.rfind("\n", 0, key.start_mark.index) + 1 : key.start_mark.index]
    if indent.strip():  # a flow mapping
        return f"{text[:end]}, {line}{text[end:]}"
    if value.style in ("|", ">"):
        return f"{text[:end]}{indent}{line}\n{text[end:]}"
    line_end = text.find("\n", end)
    if line_end < 0:
        line_end = len(text)
    return f"{text[:line_end]}\n{indent}{line}{text[line_end:]}"
