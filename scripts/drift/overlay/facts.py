"""Facts in provider.yaml and statuses.yaml that a change of the document makes wrong or incomplete."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.overlay.samples_state import still_there
from scripts.drift.overlay.texts import json_path, paste
from scripts.drift.report.advice import DONE_BY_VENDORING, GONE
from scripts.oas.operations import all_operations
from scripts.oas.pointers import resolve_pointer
from scripts.spec.job_responses import status_words
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

_SERVER = frozenset({"server-added", "server-removed", "server-changed"})
_ACCESS = frozenset({"security-added", "security-removed", "security-changed", "security-scheme-changed"})


@frozen(kw_only=True)
class Remedy:
    """What to write, and one sentence on why."""

    message: str
    suggestion: str


@frozen(kw_only=True)
class View:
    """A provider's facts beside both documents, corrected.

    Attributes:
        facts: What provider.yaml says.
        shared: The shared table of status words; None if there is none.
        before: The base.
        after: The revision.
        old: The operations that are generated, by id.
        new: Those of the revision that stand for them, by the same ids.
    """

    facts: ProviderFacts
    shared: dict[str, str] | None
    before: JsonObject
    after: JsonObject
    old: dict[str, Operation]
    new: dict[str, Operation]

    def remedies(self, change: Change) -> Iterator[Remedy]:
        """Yield what a change calls for in provider.yaml."""
        if change.kind == "operation-id-changed":
            yield from self._ids(change)
        elif change.kind == "operation-added":
            yield from self._added(change)
        elif change.kind == "operation-removed":
            yield from self._removed(change)
        elif change.kind in _SERVER:
            yield from self._server()
        elif change.kind in _ACCESS:
            yield from self._access()

    def _ids(self, change: Change) -> Iterator[Remedy]:
        for name, one in self.old.items():
            now = self.new.get(name)
            fresh = now.node.get("operationId") if now is not None else None
            if now is None or fresh == name or one.label not in change.operations:
                continue
            if not isinstance(fresh, str):
                what: Any = [_naming(now, name, self.facts)]
                text = paste("overlay.yaml: add at the end:", what)
                yield Remedy(message=f"{now.label} has no id any more; a correction can give it back.", suggestion=text)
                continue
            role = next((role for role, used in self.facts.operations.items() if used == name), None)
            line = {"operations": {role: fresh}} if role else {"also": self._also(name, fresh)}
            remark = f"provider.yaml: write {fresh} for {name}:"
            if self.facts.source.kind == "vendored":
                remark = f"{DONE_BY_VENDORING} {fresh} for {name}; it is not to be pasted:"
            text = paste(remark, line)
            yield Remedy(message=f"provider.yaml names the operation {name}, which is {fresh} now.", suggestion=text)

    def _also(self, old: str | None, *fresh: str) -> list[str]:
        return [*(name for name in self.facts.also if name != old), *fresh]

    def _added(self, change: Change) -> Iterator[Remedy]:
        roles = {(one.path, one.method): role for role, one in guess_roles(self.after).items()}
        fresh = [one for one in all_operations(self.after) if one.label in change.operations]
        taken: dict[str, str] = {}
        also: list[str] = []
        for one in fresh:
            name = one.node.get("operationId")
            role = roles.get((one.path, one.method))
            if isinstance(name, str) and name not in self.facts.wanted:
                if role is not None and role not in self.facts.operations:
                    taken[role] = name
                else:
                    also.append(name)
        lines: dict[str, Json] = {}
        if taken:
            lines["operations"] = dict(taken.items())
        if also:
            lines["also"] = list(self._also(None, *also))
        if lines:
            text = paste("provider.yaml: to generate what is new; a role is guessed from method and path:", lines)
            yield Remedy(message="Nothing is generated for what provider.yaml does not name.", suggestion=text)

    def _removed(self, change: Change) -> Iterator[Remedy]:
        gone = [name for name, one in self.old.items() if one.label in change.operations]
        roles: dict[str, Json] = {role: name for role, name in self.facts.operations.items() if name in gone}
        lines: dict[str, Json] = {"operations": roles} if roles else {}
        also: list[Json] = [name for name in self.facts.also if name in gone]
        if also:
            lines["also"] = also
        if lines:
            text = paste(f"{GONE}, before vendoring:", lines)
            yield Remedy(message="provider.yaml names operations that are gone.", suggestion=text)

    def _server(self) -> Iterator[Remedy]:
        url = resolve_pointer(self.after, "/servers/0/url")
        if self.facts.base_url is None or not isinstance(url, str):
            return
        url = url.rstrip("/")
        if url.startswith("https://") and "{" not in url and url != self.facts.base_url:
            text = paste("provider.yaml: the address of the API:", {"base_url": url})
            yield Remedy(message=f"provider.yaml sends requests to {self.facts.base_url}.", suggestion=text)

    def _access(self) -> Iterator[Remedy]:
        schemes = resolve_pointer(self.after, "/components/securitySchemes")
        wanted = dict.fromkeys(
            way for name in self._asked() if (way := auth_method(_member(schemes, name))) is not None
        )
        known = {way.header if way.scheme == "header" else way.scheme for way in self.facts.auth}
        env: list[Json] = [name for way in self.facts.auth for name in way.env] or [_env(self.facts.name)]
        if wanted and not known.intersection(wanted):
            ways: list[Json] = []
            for way in wanted:
                scheme: JsonObject = {"scheme": "bearer"} if way == "bearer" else {"scheme": "header", "header": way}
                ways.append({**scheme, "env": env})
            text = paste("provider.yaml: how to authenticate:", {"auth": ways})
            yield Remedy(
                message="provider.yaml authenticates in a way that the revision does not ask for.", suggestion=text
            )

    def _asked(self) -> Iterator[str]:
        """Yield the names of the security schemes that our operations ask for."""
        usual = self.after.get("security")
        for one in self.new.values():
            ways = one.node.get("security", usual)
            for way in ways if isinstance(ways, list) else ():
                yield from way if isinstance(way, dict) else ()

    def words(self) -> Iterator[tuple[str, Remedy]]:
        """Yield the pointer of each list of status words that has one without a meaning, with what to write."""
        known = {**(self.shared or {}), **{fold(word): status for word, status in self.facts.statuses.items()}}
        before = {fold(word) for _, word in status_words(self.before, self.facts, self.old)}
        seen: set[str] = set()
        for place, listed in status_words(self.after, self.facts, self.new):
            word = fold(listed)
            if word in known or word in before or word in seen or word in ("unknown", ""):
                continue
            seen.add(word)
            yield place, self._meaning(word, place, known)

    def _meaning(self, word: str, place: str, known: dict[str, str]) -> Remedy:
        close = get_close_matches(word, [*known, *OURS], n=1)
        status = known.get(close[0], close[0]) if close else "in_progress"
        evidence = f"{self.facts.title}'s document, {place}"
        line: JsonObject = {word: {"status": status, "evidence": evidence}}
        if self.shared is None:
            line = {"statuses": {word: status}}
        file = "provider.yaml" if self.shared is None else "statuses.yaml"
        others = ", ".join(name for name in OURS if name != status)
        text = paste(f"{file}: {status} is a guess; else {others}:", line)
        return Remedy(
            message=f"Nothing says what the status {word!r} means; until then it is polled on.", suggestion=text
        )


def view_of(folder: Path, before: JsonObject, after: JsonObject) -> View | None:
    """Return a provider's facts beside both documents; None if the folder has no provider.yaml.

    Raises:
        SpecError: A file of the folder is wrong.
    """
    if not (folder / "provider.yaml").is_file():
        return None
    facts = load_provider(folder)
    table = folder.parent / "statuses.yaml"
    every = {one.node.get("operationId"): one for one in all_operations(before)}
    old = {name: every[name] for name in facts.wanted if name in every}
    return View(
        facts=facts,
        shared=load_statuses(table) if table.is_file() else None,
        before=before,
        after=after,
        old=old,
        new=still_there(old, after),
    )


def _member(node: Json, name: str) -> Json:
    return node.get(name) if isinstance(node, dict) else None


def _env(name: str) -> str:
    return f"{name.upper().replace('-', '_')}_API_KEY"


def _naming(one: Operation, name: str, facts: ProviderFacts) -> JsonObject:
    return {
        "target": json_path([one.section, one.path, one.method]),
        "description": "The operation has no id any more; operations are named by theirs.",
        "x-evidence": facts.source.url or "openapi.yaml",
        "update": {"operationId": name},
    }
