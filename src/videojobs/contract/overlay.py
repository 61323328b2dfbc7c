"""A suggested overlay: what the document would have to say for the answers that were seen to keep to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from attrs import define, field

from videojobs.contract.breach import LIMITS
from videojobs.contract.collect import Collector, Gathered, GroupKey
from videojobs.contract.document import Document, Place
from videojobs.contract.infer import Schema, joined, written
from videojobs.contract.naming import id_of, parameters_of
from videojobs.contract.samples import Sample

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SEEN = "Seen in answers; the document does not have it."


@define
class _Change:
    """What is to become of one schema, gathered from all groups that speak of it."""

    properties: dict[str, Schema] = field(factory=dict[str, Schema])
    optional: dict[str, None] = field(factory=dict[str, None])
    words: list[Any] = field(factory=list[Any])
    kinds: set[str] = field(factory=set[str])
    limits: dict[str, None] = field(factory=dict[str, None])
    why: dict[str, dict[str, None]] = field(factory=dict[str, dict[str, None]])

    def because(self, what: str, evidence: list[str]) -> None:
        """Note the evidence of one kind of change."""
        self.why.setdefault(what, {}).update(dict.fromkeys(evidence))


def suggested_overlay(collector: Collector, document: Document, samples: list[Sample]) -> dict[str, Any] | None:
    """Return an OpenAPI Overlay 1.0 document, or None if no correction of the document would help.

    Only what a sample shows is corrected: an action without evidence is refused.

    Args:
        collector: What was seen.
        document: The provider's.
        samples: The evidence.
    """
    actions = list(_Writer(collector, document, samples).actions())
    if not actions:
        return None
    return {
        "overlay": "1.0.0",
        "info": {"title": f"What {document.dialect.title} was seen to answer beyond its document", "version": "1.0.0"},
        "actions": actions,
    }


class _Writer:
    """Writes the actions for one document."""

    def __init__(self, collector: Collector, document: Document, samples: list[Sample]) -> None:
        self._document = document
        self._old = document.data is not document.root
        self._shown: dict[GroupKey, dict[str, None]] = {}
        for sample in samples:
            for key, _ in sorted(sample.shows):
                self._shown.setdefault(key, {})[f"samples/{sample.path.name}"] = None
        wanted = document.dialect.name
        self._groups = [(key, one) for key, one in sorted(collector.groups.items()) if key[0] == wanted]

    def actions(self) -> Iterator[dict[str, Any]]:
        """Yield every action, in the order of its target."""
        changes: dict[Place, _Change] = {}
        for key, gathered in self._groups:
            evidence = list(self._shown.get(key, ()))
            if evidence:
                for place in gathered.places:
                    self._gather(changes, self._own(place), key, gathered, evidence)
        for place in sorted(changes):
            yield from self._schema(place, changes[place])
        yield from self._answers(changes)

    def _own(self, place: Place) -> Place:
        """Return a place in the document as it is written: reading 3.0 as 3.1 wraps what may be null."""
        node: Any = self._document.root
        found: list[str] = []
        parts = list(place)
        inside = False
        while parts:
            if not inside and self._old and _is_wrapped(node) and parts[0] == "anyOf":
                parts, inside = parts[2:], True
                continue
            part = parts.pop(0)
            node = node[int(part)] if isinstance(node, list) else node[part]
            found.append(part)
            inside = False
        return tuple(found)

    def _gather(
        self, changes: dict[Place, _Change], place: Place, key: GroupKey, gathered: Gathered, evidence: list[str]
    ) -> None:
        rule, last = key[4], _last(key[3])
        if rule not in ("unknown", "required", "enum", "null", "type", *LIMITS):
            return
        change = changes.setdefault(place, _Change())
        change.because(rule if rule not in LIMITS else "limit", evidence)
        if rule == "unknown" and gathered.shape is not None:
            change.properties[last] = joined(change.properties.get(last, {}), gathered.shape)
        elif rule == "required":
            change.optional[last] = None
        elif rule == "enum":
            change.words += [word for word in gathered.raws if word not in change.words]
        elif rule == "null":
            change.kinds.add("null")
        elif rule == "type" and gathered.shape is not None:
            change.kinds.update(gathered.shape["type"])
        else:
            change.limits[rule] = None

    def _schema(self, place: Place, change: _Change) -> Iterator[dict[str, Any]]:
        node = self._at(place)
        if change.properties:
            known = {
                name: {**written(shape, old=self._old), "description": _SEEN}
                for name, shape in sorted(change.properties.items())
            }
            names = ", ".join(f"`{name}`" for name in known)
            yield self._update((*place, "properties"), known, f"Answers have {names}.", change.why["unknown"])
        for name in sorted(change.optional):
            target = f"{self._path((*place, 'required'))}[?@ == {_quoted(name)}]"
            yield _action(target, f"Answers came without `{name}`.", change.why["required"], remove=True)
        for rule in sorted(change.limits):
            for keyword in _keywords(rule, node):
                target = self._path((*place, keyword))
                yield _action(target, f"Answers go beyond this {keyword}.", change.why["limit"], remove=True)
        if change.words:
            yield from self._words(place, node, change)
        if change.kinds:
            yield from self._kinds(place, node, change)

    def _words(self, place: Place, node: Any, change: _Change) -> Iterator[dict[str, Any]]:
        words = sorted(change.words, key=lambda word: json.dumps(word, sort_keys=True))
        said = f"Answers say {', '.join(json.dumps(word, ensure_ascii=False) for word in words)}."
        why = change.why["enum"]
        if "enum" not in node and "const" in node:
            yield _action(self._path((*place, "const")), said, why, remove=True)
            words = [node["const"], *words]
        yield self._update(place, {"enum": words}, said, why)

    def _kinds(self, place: Place, node: Any, change: _Change) -> Iterator[dict[str, Any]]:
        """Let a schema take further types, null among them."""
        why = {**change.why.get("null", {}), **change.why.get("type", {})}
        new = sorted(change.kinds)
        said = f"Answers hold {' and '.join(new)} here."
        for union in ("anyOf", "oneOf"):
            if union in node:
                branches: list[Any] = [_branch(kind) for kind in new if kind != "null" or not self._old]
                update: dict[str, Any] = {union: branches} if branches else {}
                if self._old and "null" in new:
                    update["nullable"] = True
                yield self._update(place, update, said, why)
                return
        if "type" in node and (self._old or "enum" in node) and new != ["null"]:
            yield from self._branches(place, node, new, said, why)
            return
        if self._old:
            yield self._update(place, {"nullable": True, **_null_word(node)}, said, why)
            return
        if "const" in node and "null" in new:
            yield _action(self._path((*place, "const")), said, why, remove=True)
        told = node.get("type")
        update = _null_word(node) if "null" in new else {}
        if told is not None:
            known = told if isinstance(told, list) else [told]
            more = [kind for kind in new if kind not in known]
            update["type"] = more if isinstance(told, list) else [told, *more]
            if "array" in more and "items" not in node:
                update["items"] = {}
        if update:
            yield self._update(place, update, said, why)

    def _branches(
        self, place: Place, node: Any, new: list[str], said: str, why: dict[str, None]
    ) -> Iterator[dict[str, Any]]:
        """Put what is there beside further types: an enum ties the type, and 3.0 has no lists of types."""
        moved = [key for key in ("type", "enum") if key in node]
        for key in moved:
            yield _action(self._path((*place, key)), said, why, remove=True)
        null = {"nullable": True} if self._old and ("null" in new or node.get("nullable") is True) else {}
        first = {key: node[key] for key in moved} | null
        if "null" in new:
            first |= _null_word(node, first.get("enum"))
        kinds = [kind for kind in new if kind != "null" or not self._old]
        yield self._update(place, {"anyOf": [first, *({**_branch(kind), **null} for kind in kinds)]}, said, why)

    def _answers(self, changes: dict[Place, _Change]) -> Iterator[dict[str, Any]]:
        """Yield what is to be said of whole answers: operations, statuses and media types that the document lacks."""
        responses: dict[Place, tuple[dict[str, Any], dict[str, None]]] = {}
        content: dict[Place, tuple[dict[str, Any], dict[str, None]]] = {}
        paths: dict[tuple[str, str], tuple[dict[str, Any], dict[str, None]]] = {}
        for key, gathered in self._groups:
            evidence = self._shown.get(key)
            if not evidence:
                continue
            if key[4] == "operation":
                found = paths.setdefault((gathered.path, gathered.method), ({}, {}))
                found[0].update(self._responses(gathered, {}))
                found[1].update(evidence)
            for place in map(self._own, gathered.places):
                if key[4] == "status":
                    found = responses.setdefault((*place, "responses"), ({}, {}))
                    found[0].update(self._responses(gathered, self._at(place).get("responses", {})))
                    found[1].update(evidence)
                elif key[4] in ("content-type", "body"):
                    found = content.setdefault(place, ({}, {}))
                    found[0].update(self._media(place, gathered, changes))
                    found[1].update(evidence)
        for place, (update, why) in sorted(responses.items()):
            if not update:
                continue
            yield self._update(place, update, f"Answers come with {', '.join(update)}.", why)
        for place, (update, why) in sorted(content.items()):
            if not update:
                continue
            yield self._update((*place, "content"), update, f"Answers come as {', '.join(update)}.", why)
        yield from self._paths(paths)

    def _paths(self, paths: dict[tuple[str, str], tuple[dict[str, Any], dict[str, None]]]) -> Iterator[dict[str, Any]]:
        for (path, method), (answers, why) in sorted(paths.items()):
            operation: dict[str, Any] = {"operationId": id_of(method, path)}
            if parameters := parameters_of(path):
                operation["parameters"] = parameters
            operation["responses"] = answers
            said = f"{method} {path} is answered."
            yield self._update(("paths",), {path: {method.lower(): operation}}, said, why)

    def _responses(self, gathered: Gathered, known: dict[str, Any]) -> dict[str, Any]:
        """Return what is to be said of each status that came with JSON: of a success, what another one has."""
        found: dict[str, Any] = {}
        success = next((answer for code, answer in known.items() if code.startswith("2") and _is_shared(answer)), None)
        for status in sorted(gathered.content_types):
            if status.startswith("2") and success is not None:
                found[status] = success
                continue
            kinds = [kind for kind in sorted(gathered.content_types[status]) if _may_be_json(kind)]
            media = {kind: self._schema_of(gathered, status) for kind in kinds or ["application/json"]}
            found[status] = {"description": _SEEN, "content": media}
        return found

    def _media(self, place: Place, gathered: Gathered, changes: dict[Place, _Change]) -> dict[str, Any]:
        """Return a media object for each type that was seen; JSON under another name keeps its schema.

        A schema that stands there itself, and is changed too, cannot be kept: no two may be said of the same JSON.
        """
        content = self._at(place).get("content", {})
        name = next((kind for kind in content if kind.startswith("application/json")), None)
        known = content[name] if name is not None else None
        start = (*place, "content", name or "")
        if any(changed[: len(start)] == start for changed in changes):
            return {}
        found: dict[str, Any] = {}
        for value in sorted(gathered.content_types):
            for kind in filter(_may_be_json, sorted(gathered.content_types[value])):
                found[kind] = known if known is not None else self._schema_of(gathered, value)
        return found

    def _schema_of(self, gathered: Gathered, value: str) -> dict[str, Any]:
        shape = gathered.shapes.get(value)
        return {"schema": written(shape, old=self._old)} if shape else {}

    def _at(self, place: Place) -> Any:
        node: Any = self._document.root
        for part in place:
            node = node[int(part)] if isinstance(node, list) else node.get(part, {})
        return node

    def _update(self, place: Place, update: dict[str, Any], said: str, why: dict[str, None]) -> dict[str, Any]:
        """Return an update of the nearest object that is there."""
        while place and not self._is_there(place):
            place, update = place[:-1], {place[-1]: update}
        return _action(self._path(place), said, why, update=update)

    def _path(self, place: Place) -> str:
        return _path(self._document.root, place)

    def _is_there(self, place: Place) -> bool:
        parent = self._at(place[:-1])
        return isinstance(parent, list) or (isinstance(parent, dict) and place[-1] in parent)


def _is_shared(answer: dict[str, Any]) -> bool:
    """Whether all that an answer says of its body stands elsewhere, and may be referred to twice."""
    content = answer.get("content", {})
    return "$ref" in answer or (bool(content) and all("$ref" in media.get("schema", {}) for media in content.values()))


def _may_be_json(kind: str) -> bool:
    """Whether a document may say JSON of a media type: of others it would promise bytes."""
    return kind == "application/json" or kind.endswith("+json") or kind.startswith("text/")


def _is_wrapped(node: Any) -> bool:
    """Whether a schema of 3.0 may be null, and says so beside parts: reading it as 3.1 puts it into a union."""
    if not isinstance(node, dict) or node.get("nullable") is not True or isinstance(node.get("type"), str):
        return False
    return any(key in node for key in ("allOf", "anyOf", "oneOf"))


def _action(target: str, said: str, why: dict[str, None], **change: Any) -> dict[str, Any]:
    evidence = sorted(why)
    return {
        "target": target,
        "description": said,
        "x-evidence": evidence[0] if len(evidence) == 1 else evidence,
        **change,
    }


def _path(root: Any, place: Place) -> str:
    """Return the JSONPath of a place in a document."""
    found, node = "$", root
    for part in place:
        if isinstance(node, list):
            found, node = f"{found}[{part}]", node[int(part)]
        else:
            found += f".{part}" if _PLAIN.fullmatch(part) else f"[{_quoted(part)}]"
            node = node.get(part) if isinstance(node, dict) else None
    return found


def _quoted(text: str) -> str:
    """Return a string literal of JSONPath."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def _branch(kind: str) -> dict[str, Any]:
    """Return a schema for any value of a type; generators ask of an array what is in it."""
    return {"type": kind, "items": {}} if kind == "array" else {"type": kind}


def _null_word(node: Any, words: Any = None) -> dict[str, Any]:
    """Return what a listing of words lacks for null: what is to be appended, or ``words`` with it."""
    listed = node.get("enum")
    if not isinstance(listed, list) or None in listed:
        return {}
    return {"enum": [*(words or ()), None]}


def _last(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def _keywords(rule: str, node: Any) -> list[str]:
    """Return the keywords that set a limit; in 3.0 a strict bound is a bound and a flag."""
    beside = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}.get(rule)
    flagged = beside is not None and isinstance(node.get(rule), bool)
    return [key for key in ((rule, beside) if flagged else (rule,)) if key is not None and key in node]
