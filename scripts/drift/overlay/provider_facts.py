"""Suggest edits of provider.yaml, statuses.yaml and our descriptions that a change of the document calls for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.overlay.dangling_pointers import dangling_pointers
from scripts.drift.overlay.samples_state import matching_operations
from scripts.drift.overlay.suggestions import json_path, suggestion
from scripts.drift.report.advice import DONE_BY_VENDORING, REMOVED
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.document import items_of, members_of
from scripts.oas.operations import all_operations
from scripts.oas.pointers import resolve_keys, resolve_pointer
from scripts.spec.body_schemas import status_words
from scripts.spec.provider import load_provider
from scripts.spec.roles import auth_method, guess_roles
from scripts.spec.statuses import OURS, fold, load_statuses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.drift.change import Change
    from scripts.oas.document import Json, JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.facts import ProviderFacts

VALUES_IN_TEXT = "values-in-text-changed"
_SERVER = frozenset({"server-added", "server-removed", "server-changed"})
_SECURITY = frozenset({"security-added", "security-removed", "security-changed", "security-scheme-changed"})


@frozen(kw_only=True)
class Edit:
    """A suggested edit, and one sentence on why."""

    message: str
    suggestion: str | None


@frozen(kw_only=True)
class ProviderEdits:
    """The edits for a provider.

    Attributes:
        facts: The contents of provider.yaml.
        shared: The shared table of status words; None if there is none.
        before: The base, corrected.
        after: The revision, corrected.
        old: The generated operations, by id.
        new: The matching ones of the revision, by the same ids.
    """

    facts: ProviderFacts
    shared: dict[str, str] | None
    before: JsonObject
    after: JsonObject
    old: dict[str, Operation]
    new: dict[str, Operation]

    def for_change(self, change: Change) -> Iterator[Edit]:
        """Yield the edits that a change calls for."""
        if change.kind == VALUES_IN_TEXT:
            message = "Vendoring keeps our descriptions; this change stays until ours lists the same values."
            yield Edit(message=message, suggestion=_suggest_description(change, self.before))
        elif change.kind == "operation-id-changed":
            yield from self._renamed_operations(change)
        elif change.kind == "operation-added":
            yield from self._added_operations(change)
        elif change.kind == "operation-removed":
            yield from self._removed_operations(change)
        elif change.kind in _SERVER:
            yield from self._base_url()
        elif change.kind in _SECURITY:
            yield from self._auth()

    def _renamed_operations(self, change: Change) -> Iterator[Edit]:
        for name, operation in self.old.items():
            match = self.new.get(name)
            if match is None or operation.label not in change.operations:
                continue
            new_name = match.node.get("operationId")
            if not isinstance(new_name, str):
                yield self._lost_id(match, name)
            elif new_name != name:
                yield self._new_id(name, new_name)

    def _lost_id(self, operation: Operation, name: str) -> Edit:
        action: dict[str, Any] = {
            "target": json_path([operation.section, operation.path, operation.method]),
            "description": "The operation lost its operationId, which names its method.",
            "x-evidence": self.facts.source.url or "openapi.yaml",
            "update": {"operationId": name},
        }
        return Edit(
            message=f"{operation.label} lost its operationId; a correction can restore it.",
            suggestion=suggestion("overlay.yaml: add at the end:", [action]),
        )

    def _new_id(self, name: str, new_name: str) -> Edit:
        role = next((role for role, operation_id in self.facts.operations.items() if operation_id == name), None)
        also: list[Json] = [*(other for other in self.facts.also if other != name), new_name]
        comment = f"provider.yaml: write {new_name} for {name}:"
        if self.facts.source.kind == "vendored":
            comment = f"{DONE_BY_VENDORING} {new_name} for {name}; nothing to paste:"
        lines: dict[str, Json] = {"also": also}
        if role:
            lines = {"operations": {role: new_name}}
        message = f"provider.yaml names the operation {name}, which is now {new_name}."
        return Edit(message=message, suggestion=suggestion(comment, lines))

    def _added_operations(self, change: Change) -> Iterator[Edit]:
        roles = {(operation.path, operation.method): role for role, operation in guess_roles(self.after).items()}
        operations: dict[str, Json] = {}
        also: list[Json] = []
        for operation in all_operations(self.after):
            name = operation.node.get("operationId")
            if (
                not isinstance(name, str)
                or name in self.facts.operation_ids
                or operation.label not in change.operations
            ):
                continue
            role = roles.get((operation.path, operation.method))
            if role is not None and role not in self.facts.operations:
                operations[role] = name
            else:
                also.append(name)
        lines: dict[str, Json] = {}
        if operations:
            lines["operations"] = operations
        if also:
            lines["also"] = [*self.facts.also, *also]
        if lines:
            comment = "provider.yaml: to generate the new operations; a role is guessed from method and path:"
            message = "Only operations that provider.yaml names are generated."
            yield Edit(message=message, suggestion=suggestion(comment, lines))

    def _removed_operations(self, change: Change) -> Iterator[Edit]:
        removed = [name for name, operation in self.old.items() if operation.label in change.operations]
        roles: dict[str, Json] = {role: name for role, name in self.facts.operations.items() if name in removed}
        also: list[Json] = [name for name in self.facts.also if name in removed]
        lines: dict[str, Json] = {}
        if roles:
            lines["operations"] = roles
        if also:
            lines["also"] = also
        if lines:
            text = suggestion(f"{REMOVED}, before vendoring:", lines)
            yield Edit(message="provider.yaml names operations that were removed.", suggestion=text)

    def _base_url(self) -> Iterator[Edit]:
        url = resolve_pointer(self.after, "/servers/0/url")
        if self.facts.base_url is None or not isinstance(url, str):
            return
        url = url.rstrip("/")
        if url.startswith("https://") and "{" not in url and url != self.facts.base_url:
            text = suggestion("provider.yaml: the address of the API:", {"base_url": url})
            yield Edit(message=f"provider.yaml sends requests to {self.facts.base_url}.", suggestion=text)

    def _auth(self) -> Iterator[Edit]:
        schemes = [resolve_keys(self.after, ("components", "securitySchemes", name)) for name in self._security()]
        methods = dict.fromkeys(method for method in map(auth_method, schemes) if method is not None)
        configured = {auth.header if auth.scheme == "header" else auth.scheme for auth in self.facts.auth}
        if not methods or configured.intersection(methods):
            return
        env: list[Json] = [name for auth in self.facts.auth for name in auth.env]
        if not env:
            env = [f"{self.facts.name.upper().replace('-', '_')}_API_KEY"]
        auth: list[Json] = []
        for method in methods:
            scheme: JsonObject = {"scheme": "header", "header": method}
            if method == "bearer":
                scheme = {"scheme": "bearer"}
            auth.append({**scheme, "env": env})
        text = suggestion("provider.yaml: how to authenticate:", {"auth": auth})
        message = "provider.yaml authenticates with a method that the revision does not list."
        yield Edit(message=message, suggestion=text)

    def _security(self) -> Iterator[str]:
        """Yield the names of the security schemes of our operations."""
        default = self.after.get("security")
        for operation in self.new.values():
            requirements = operation.node.get("security", default)
            for requirement in items_of(requirements):
                yield from members_of(requirement)

    def for_pointers(self) -> Iterator[tuple[str, Edit]]:
        """Yield the place of each pointer that leads nowhere any more, with an edit that corrects it."""
        for lost in dangling_pointers(self.facts, (self.before, self.old), (self.after, self.new)):
            yield lost.place, Edit(message=lost.message, suggestion=lost.suggestion)

    def for_status_words(self) -> Iterator[tuple[str, Edit]]:
        """Yield the pointer of each list with an unmapped new status word, with an edit that maps the word."""
        mapped = {**(self.shared or {}), **{fold(word): status for word, status in self.facts.statuses.items()}}
        seen = {fold(word) for _, word in status_words(self.before, self.facts, self.old)} | {"unknown", ""}
        for pointer, listed in status_words(self.after, self.facts, self.new):
            word = fold(listed)
            if word not in mapped and word not in seen:
                seen.add(word)
                yield pointer, self._status_edit(word, pointer, mapped)

    def _status_edit(self, word: str, pointer: str, mapped: dict[str, str]) -> Edit:
        close = get_close_matches(word, [*mapped, *OURS], n=1)
        # The harmless guess: a client polls on, while a wrong final status would give up a paid job.
        status = "in_progress"
        for name in close:
            status = mapped.get(name, name)
        if self.shared is None:
            file, lines = "provider.yaml", {"statuses": {word: status}}
        else:
            evidence = f"{self.facts.title}'s document, {pointer}"
            file, lines = "statuses.yaml", {word: {"status": status, "evidence": evidence}}
        others = ", ".join(name for name in OURS if name != status)
        return Edit(
            message=f"The status {word!r} is not mapped; until then polling continues on it.",
            suggestion=suggestion(f"{file}: {status} is a guess; else {others}:", lines),
        )


def provider_edits(folder: Path, before: JsonObject, after: JsonObject) -> ProviderEdits | None:
    """Return the edits for a provider's folder; None if it has no provider.yaml.

    Raises:
        SpecError: A file of the folder is wrong.
    """
    if not (folder / "provider.yaml").is_file():
        return None
    facts = load_provider(folder)
    statuses = folder.parent / "statuses.yaml"
    by_id = {operation.node.get("operationId"): operation for operation in all_operations(before)}
    old = {name: by_id[name] for name in facts.operation_ids if name in by_id}
    return ProviderEdits(
        facts=facts,
        shared=load_statuses(statuses) if statuses.is_file() else None,
        before=before,
        after=after,
        old=old,
        new=matching_operations(old, after),
    )


def _suggest_description(change: Change, before: JsonObject) -> str:
    """Return a suggestion for a description that lists other values now: a text, if values were only added.

    Args:
        change: A change of the kind ``VALUES_IN_TEXT``.
        before: The base.
    """
    if not isinstance(change.after, list) or change.before:
        return f"# openapi.yaml: reword the description of {change.subject}, or accept the change\n"
    values = ", ".join(_quoted(str(value)) for value in change.after)
    pointer = change.node
    if change.base is not None:
        pointer = change.base.pointer
    old = resolve_pointer(before, f"{pointer.removesuffix('/description')}/description")
    description = f"Allowed values: {values}."
    if isinstance(old, str) and old:
        description = f"{old.rstrip().removesuffix('.')} (allowed values: {values})."
    comment = f"openapi.yaml: list the values in the description of {change.subject}, if they are the only ones"
    return suggestion(f"{comment}:", {"description": description})


def _quoted(value: str) -> str:
    """Return a value so that ``values_in_text`` finds it in a description: numbers and sizes need no quotes."""
    if len(values_in_text(f"allowed values: {value}, 1")) == 2:
        return value
    return f"`{value}`"
