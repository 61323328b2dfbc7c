"""Edits of a provider.yaml as text: one value is replaced or added, all else, comments too, stays as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from scripts.oas.yaml_writer import scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

_ORDER = ("kind", "url", "latest", "revision", "retrieved", "sha256", "license")


def with_source(text: str, facts: Mapping[str, str]) -> str:
    """Return a provider.yaml with some facts of its ``source`` set.

    Args:
        text: The file, which is a valid provider.yaml.
        facts: Key -> what it is to be; a key that is not there yet is added after the one that usually precedes it.
    """
    for key, value in facts.items():
        members = _members(_member(yaml.compose(text, Loader=yaml.SafeLoader), "source"))
        if key in members:
            if members[key][1].value != value:
                text = _replaced(text, members[key][1], value)
        else:
            before = [known for known in _ORDER[: _ORDER.index(key)] if known in members]
            text = _added(text, members, before[-1], key, value)
    return text


def with_operations(text: str, renamed: Mapping[str, str]) -> str:
    """Return a provider.yaml that names some operations by their new ids.

    Args:
        text: The file, which is a valid provider.yaml.
        renamed: operationId -> the new one.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    named = [node for _, node in _members(_member(root, "operations")).values()]
    also = _members(root).get("also")
    named += also[1].value if also is not None else []
    edits = [(node, renamed[node.value]) for node in named if node.value in renamed]
    for node, new in sorted(edits, key=lambda edit: edit[0].start_mark.index, reverse=True):
        text = _replaced(text, node, new)
    return text


def _members(node: Any) -> dict[str, tuple[Any, Any]]:
    """Return key -> its node and that of its value; PyYAML gives them no types."""
    return {key.value: (key, value) for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _member(node: Any, key: str) -> Any:
    return _members(node)[key][1]


def _replaced(text: str, node: Any, value: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    kept = text[start:end]
    # The end of a literal or folded text is the start of the next line.
    tail = kept[len(kept.rstrip()) :] if node.style in ("|", ">") else ""
    return text[:start] + scalar(value) + tail + text[end:]


def _added(text: str, members: Mapping[str, tuple[Any, Any]], before: str, key: str, value: str) -> str:
    own, said = members[before]
    end: int = said.end_mark.index
    line_start = text.rfind("\n", 0, own.start_mark.index) + 1
    indent = text[line_start : own.start_mark.index]
    if indent.strip():  # a flow mapping, or the first key beside something else
        return f"{text[:end]}, {key}: {scalar(value)}{text[end:]}"
    if said.style in ("|", ">"):
        return f"{text[:end]}{indent}{key}: {scalar(value)}\n{text[end:]}"
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    return f"{text[:line_end]}\n{indent}{key}: {scalar(value)}{text[line_end:]}"
