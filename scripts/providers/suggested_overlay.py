"""Suggest an overlay with which the recorded responses match the document."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import define, field

from scripts.providers.evidence import Evidence, EvidenceGroup, GroupKey
from scripts.providers.value_schemas import ValueSchema, joined, to_openapi, type_schema
from videojobs.contract.api_document import Location
from videojobs.contract.violations import LIMITS

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DESCRIPTION = "Received, and not in the document."
_OF_SCHEMAS = frozenset({"unknown", "required", "enum", "null", "type", *LIMITS})
Files = dict[str, None]
"""Evidence of an action: names of files, in order."""


@define
class _SchemaChange:
    """All corrections of one schema.

    Attributes:
        properties: New properties.
        optional: Properties to remove from ``required``.
        words: Values to list.
        types: Further types, ``null`` among them.
        limits: Limits to remove.
        evidence: Rule -> evidence.
    """

    properties: dict[str, ValueSchema] = field(factory=dict[str, ValueSchema])
    optional: set[str] = field(factory=set[str])
    words: list[Any] = field(factory=list[Any])
    types: set[str] = field(factory=set[str])
    limits: set[str] = field(factory=set[str])
    evidence: dict[str, Files] = field(factory=dict[str, Files])

    def add(self, key: GroupKey, group: EvidenceGroup, files: Files) -> None:
        """Add the correction that a group needs."""
        # `~1` before `~0`: RFC 6901, section 4.
        name = key.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        self.evidence.setdefault("limit" if key.rule in LIMITS else key.rule, {}).update(files)
        if key.rule == "unknown" and group.schema is not None:
            self.properties[name] = joined(self.properties.get(name, {}), group.schema)
        elif key.rule == "required":
            self.optional.add(name)
        elif key.rule == "enum":
            self.words += [word for word in group.words if word not in self.words]
        elif key.rule == "null":
            self.types.add("null")
        elif key.rule == "type" and group.schema is not None:
            self.types.update(group.schema["type"])
        else:
            self.limits.add(key.rule)


@define
class _Addition:
    """Members to add to an object of the document, with their evidence."""

    members: dict[str, Any] = field(factory=dict[str, Any])
    evidence: Files = field(factory=Files)

    def add(self, members: Mapping[str, Any], files: Files) -> None:
        """Add members."""
        self.members.update(members)
        self.evidence.update(files)


def suggested_overlay(evidence: Evidence, files: Mapping[GroupKey, Files]) -> dict[str, Any] | None:
    """Return an OpenAPI Overlay 1.0 document, or None if no correction of the document would help.

    Args:
        evidence: The deviations.
        files: The sample files that show a group. A group without any is not corrected: each action needs evidence.
    """
    actions = list(_Writer(evidence, files).actions())
    if not actions:
        return None
    title = f"What {evidence.document.dialect.title} sends beyond its document"
    return {"overlay": "1.0.0", "info": {"title": title, "version": "1.0.0"}, "actions": actions}


class _Writer:
    """Writes the actions for one document."""

    def __init__(self, evidence: Evidence, files: Mapping[GroupKey, Files]) -> None:
        self._root = evidence.document.root
        # The conversion returns a document of 3.1 as it is: two objects mean that it was one of 3.0.
        self._is_30 = evidence.document.data is not evidence.document.root
        self._groups = [(key, group, files[key]) for key, group in sorted(evidence.groups.items()) if key in files]

    def actions(self) -> Iterator[dict[str, Any]]:
        """Yield every action, sorted by its target."""
        changes: dict[Location, _SchemaChange] = {}
        for key, group, files in self._groups:
            if key.rule in _OF_SCHEMAS:
                for location in group.locations:
                    changes.setdefault(self._in_root(location), _SchemaChange()).add(key, group, files)
        for location in sorted(changes):
            yield from self._schema_actions(location, changes[location])
        yield from self._response_actions(changes)

    def _in_root(self, location: Location) -> Location:
        """Return the location in the document as published, without the ``anyOf`` that the conversion to 3.1 adds."""
        node: Any = self._root
        parts: list[str] = []
        remaining = list(location)
        is_inside_added_union = False
        while remaining:
            if self._is_30 and not is_inside_added_union and remaining[0] == "anyOf" and _becomes_union(node):
                remaining, is_inside_added_union = remaining[2:], True
                continue
            part = remaining.pop(0)
            node = node[int(part)] if isinstance(node, list) else node[part]
            parts.append(part)
            is_inside_added_union = False
        return tuple(parts)

    def _schema_actions(self, location: Location, change: _SchemaChange) -> Iterator[dict[str, Any]]:
        node = self._value_at(location)
        if change.properties:
            properties = {
                name: {**to_openapi(schema, is_30=self._is_30), "description": _DESCRIPTION}
                for name, schema in sorted(change.properties.items())
            }
            names = ", ".join(f"`{name}`" for name in properties)
            why = f"Responses have {names}."
            yield self._update((*location, "properties"), properties, why, change.evidence["unknown"])
        for name in sorted(change.optional):
            target = f"{self._json_path((*location, 'required'))}[?@ == {_quoted(name)}]"
            yield _action(target, f"Responses lack `{name}`.", change.evidence["required"], remove=True)
        for rule in sorted(change.limits):
            # A wider limit would be a guess; without any, the client accepts what the server sends.
            for keyword in _keywords(rule, node):
                yield self._remove((*location, keyword), f"Responses exceed this {keyword}.", change.evidence["limit"])
        if change.words:
            yield from self._enum_actions(location, node, change)
        if change.types:
            yield from self._type_actions(location, node, change)

    def _enum_actions(self, location: Location, node: Any, change: _SchemaChange) -> Iterator[dict[str, Any]]:
        words = sorted(change.words, key=lambda word: json.dumps(word, sort_keys=True))
        why = f"Responses have {', '.join(json.dumps(word, ensure_ascii=False) for word in words)}."
        evidence = change.evidence["enum"]
        if "enum" not in node and "const" in node:
            yield self._remove((*location, "const"), why, evidence)
            words = [node["const"], *words]
        yield self._update(location, {"enum": words}, why, evidence)

    def _type_actions(self, location: Location, node: Any, change: _SchemaChange) -> Iterator[dict[str, Any]]:
        """Allow further types: as branches of a union, or as ``type`` and ``nullable``."""
        evidence = {**change.evidence.get("null", {}), **change.evidence.get("type", {})}
        types = sorted(change.types)
        why = f"Responses have {' and '.join(types)} here."
        union = next((key for key in ("anyOf", "oneOf") if key in node), None)
        if union is not None:
            branches = [type_schema(name) for name in types if name != "null" or not self._is_30]
            update: dict[str, Any] = {}
            if branches:
                update[union] = branches
            if self._is_30 and "null" in types:
                update["nullable"] = True
            yield self._update(location, update, why, evidence)
        elif "type" in node and (self._is_30 or "enum" in node) and types != ["null"]:
            yield from self._new_union(location, node, types, why, evidence)
        elif self._is_30:
            yield self._update(location, {"nullable": True, **_null_in_enum(node)}, why, evidence)
        else:
            yield from self._further_types(location, node, types, why, evidence)

    def _further_types(
        self, location: Location, node: Any, types: list[str], why: str, evidence: Files
    ) -> Iterator[dict[str, Any]]:
        if "const" in node:  # it excludes every other value, of whatever type
            yield self._remove((*location, "const"), why, evidence)
        update: dict[str, Any] = {}
        if "null" in types:
            update = _null_in_enum(node)
        documented = node.get("type")
        if documented is not None:
            names = documented if isinstance(documented, list) else [documented]
            new = [name for name in types if name not in names]
            # An update appends to a list, and replaces a name.
            update["type"] = new if names is documented else [documented, *new]
            if "array" in new and "items" not in node:
                update["items"] = {}
        if update:
            yield self._update(location, update, why, evidence)

    def _new_union(
        self, location: Location, node: Any, types: list[str], why: str, evidence: Files
    ) -> Iterator[dict[str, Any]]:
        """Make the schema the first branch of a union: an enum excludes other types, and 3.0 has no lists of types."""
        moved = [key for key in ("type", "enum") if key in node]
        for key in moved:
            yield self._remove((*location, key), why, evidence)
        nullable: dict[str, Any] = {}
        if self._is_30 and ("null" in types or node.get("nullable") is True):
            nullable["nullable"] = True
        first = {key: node[key] for key in moved} | nullable
        if "null" in types:
            first |= _null_in_enum(node, first.get("enum"))
        branches = [{**type_schema(name), **nullable} for name in types if name != "null" or not self._is_30]
        yield self._update(location, {"anyOf": [first, *branches]}, why, evidence)

    def _response_actions(self, changed: Collection[Location]) -> Iterator[dict[str, Any]]:
        """Yield the actions for operations, statuses and media types that the document lacks."""
        operations: dict[tuple[str, str], _Addition] = {}
        responses: dict[Location, _Addition] = {}
        content: dict[Location, _Addition] = {}
        for key, group, files in self._groups:
            if key.rule == "operation":
                operations.setdefault((group.path, group.method), _Addition()).add(self._responses(group, {}), files)
            for location in map(self._in_root, group.locations):
                if key.rule == "status":
                    documented = self._value_at(location).get("responses", {})
                    addition = responses.setdefault((*location, "responses"), _Addition())
                    addition.add(self._responses(group, documented), files)
                elif key.rule in ("content-type", "body"):
                    addition = content.setdefault((*location, "content"), _Addition())
                    addition.add(self._media_types(location, group, changed), files)
        for preposition, additions in (("with status", responses), ("as", content)):
            for location, one in sorted(additions.items()):
                if one.members:
                    why = f"Responses come {preposition} {', '.join(one.members)}."
                    yield self._update(location, one.members, why, one.evidence)
        for (path, method), one in sorted(operations.items()):
            operation: dict[str, Any] = {"operationId": operation_id_of(method, path), "responses": one.members}
            if parameters := _path_parameters(path):
                operation["parameters"] = parameters
            update = {path: {method.lower(): operation}}
            yield self._update(("paths",), update, f"The server has {method} {path}.", one.evidence)

    def _responses(self, group: EvidenceGroup, documented: dict[str, Any]) -> dict[str, Any]:
        """Return the responses to add, one per status; a success repeats the documented one."""
        responses: dict[str, Any] = {}
        # With a schema of its own, the generator would write a second model of the same job.
        success = next(
            (one for status, one in documented.items() if status.startswith("2") and _is_reference(one)), None
        )
        for status in sorted(group.media_types):
            if status.startswith("2") and success is not None:
                responses[status] = success
                continue
            names = [name for name in sorted(group.media_types[status]) if _may_be_json(name)]
            content = {name: self._media_type(group, status) for name in names or ["application/json"]}
            responses[status] = {"description": _DESCRIPTION, "content": content}
        return responses

    def _media_types(self, location: Location, group: EvidenceGroup, changed: Collection[Location]) -> dict[str, Any]:
        """Return the media types to add to a response; JSON under another name has the documented schema."""
        content = self._value_at(location).get("content", {})
        json_name = next((name for name in content if name.startswith("application/json")), None)
        schema = (*location, "content", json_name or "")
        if any(one[: len(schema)] == schema for one in changed):
            # Another action changes the schema that would be copied: JSON must not have two schemas.
            return {}
        media_types: dict[str, Any] = {}
        for value in sorted(group.media_types):
            for name in filter(_may_be_json, sorted(group.media_types[value])):
                media_types[name] = self._media_type(group, value) if json_name is None else content[json_name]
        return media_types

    def _media_type(self, group: EvidenceGroup, value: str) -> dict[str, Any]:
        schema = group.schemas.get(value)
        if not schema:
            return {}
        return {"schema": to_openapi(schema, is_30=self._is_30)}

    def _value_at(self, location: Location) -> Any:
        node: Any = self._root
        for part in location:
            node = node[int(part)] if isinstance(node, list) else node.get(part, {})
        return node

    def _exists(self, location: Location) -> bool:
        parent = self._value_at(location[:-1])
        return isinstance(parent, list) or (isinstance(parent, dict) and location[-1] in parent)

    def _update(self, location: Location, update: dict[str, Any], why: str, evidence: Files) -> dict[str, Any]:
        """Return an update of the nearest object that exists."""
        # A JSONPath selects only what exists: a target that is still to be written would match nothing.
        while location and not self._exists(location):
            location, update = location[:-1], {location[-1]: update}
        return _action(self._json_path(location), why, evidence, update=update)

    def _remove(self, location: Location, why: str, evidence: Files) -> dict[str, Any]:
        return _action(self._json_path(location), why, evidence, remove=True)

    def _json_path(self, location: Location) -> str:
        path = "$"
        node: Any = self._root
        for part in location:
            if isinstance(node, list):
                path, node = f"{path}[{part}]", node[int(part)]
            else:
                path += f".{part}" if _IDENTIFIER.fullmatch(part) else f"[{_quoted(part)}]"
                node = node.get(part) if isinstance(node, dict) else None
        return path


def operation_id_of(method: str, template: str) -> str:
    """Return an operationId for a method and a path template."""
    words = re.findall(r"[A-Za-z0-9]+", template)
    return method.lower() + "".join(word[:1].upper() + word[1:] for word in words)


def _path_parameters(template: str) -> list[dict[str, Any]]:
    names = re.findall(r"\{([^{}]*)\}", template)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _is_reference(response: dict[str, Any]) -> bool:
    """Whether a response refers to all its schemas, so that it can be repeated."""
    content = response.get("content", {})
    return "$ref" in response or (bool(content) and all("$ref" in one.get("schema", {}) for one in content.values()))


def _may_be_json(media_type: str) -> bool:
    """Whether a media type may have a schema; with others, the generated code would return bytes."""
    return media_type == "application/json" or media_type.endswith("+json") or media_type.startswith("text/")


def _becomes_union(schema: Any) -> bool:
    """Whether `videojobs.contract.to_31` wraps a schema: a nullable composition without a type."""
    if not isinstance(schema, dict) or schema.get("nullable") is not True or isinstance(schema.get("type"), str):
        return False
    return any(key in schema for key in ("allOf", "anyOf", "oneOf"))


def _action(target: str, description: str, evidence: Files, **change: Any) -> dict[str, Any]:
    files = sorted(evidence)
    return {
        "target": target,
        "description": description,
        "x-evidence": files[0] if len(files) == 1 else files,
        **change,
    }


def _quoted(text: str) -> str:
    """Return a string literal of JSONPath (RFC 9535, section 2.3.1)."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def _null_in_enum(schema: Any, values: Any = None) -> dict[str, Any]:
    """Return the update of an enum that lacks null: null to append, or the whole list with it."""
    enum = schema.get("enum")
    if not isinstance(enum, list) or None in enum:
        return {}
    return {"enum": [*(values or ()), None]}


def _keywords(rule: str, schema: Any) -> list[str]:
    """Return the keywords of a limit; in 3.0 an exclusive bound is a bound and a flag."""
    keywords = [rule]
    bound = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}.get(rule)
    if bound is not None and isinstance(schema.get(rule), bool):
        keywords.append(bound)
    return [keyword for keyword in keywords if keyword in schema]
