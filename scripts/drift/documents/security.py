"""What credentials are asked for: alternatives compared as sets, schemes by what goes over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.documents.context import Both
from scripts.drift.documents.resolver import Node, top
from scripts.drift.recorder import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Operation, Pair
    from scripts.oas.document import Document, Json

_SCHEME = frozenset({"type", "in", "name", "scheme", "flows", "openIdConnectUrl", "oauth2MetadataUrl"})
Alternatives = dict[frozenset[str], dict[str, frozenset[str]]]
"""Each alternative by the names of its schemes, with the scopes that it asks for by scheme."""


@frozen(eq=False)
class _Demand:
    """The credentials that an operation needs, and the place that states it (its body is not used)."""

    node: Node
    ways: Alternatives


@frozen(eq=False)
class Schemes:
    """The ways to authenticate that two documents define, by their names."""

    base: Mapping[str, Node]
    revision: Mapping[str, Node]

    @property
    def differ(self) -> bool:
        """Whether anything is said otherwise of a scheme that both have."""
        return any(node.body != self.revision[name].body for name, node in self.base.items() if name in self.revision)

    @classmethod
    def of(cls, base: Document, revision: Document) -> Schemes:
        """Find them.

        Raises:
            SpecError: One of them is no object.
        """
        return cls(_schemes(base), _schemes(revision))

    def renamed(self) -> dict[str, str]:
        """Return the names of the base for those of the revision that go over the wire in the same way."""
        names: dict[str, str] = {}
        free = {name: _wire(node) for name, node in self.base.items() if name not in self.revision}
        for name, node in self.revision.items():
            same = [old for old, wire in free.items() if wire == _wire(node)]
            if name not in self.base and same:
                names[name] = same[0]
                del free[same[0]]
        return names


def _schemes(document: Document) -> dict[str, Node]:
    components = top(document).child("components")
    return components.members("securitySchemes") if components is not None else {}


def _wire(node: Node) -> Json:
    """Return what of a scheme shows in a request."""
    kind = node.text("type") or ""
    if kind == "apiKey":
        name, place = node.text("name") or "", node.text("in")
        return [kind, place, name.lower() if place == "header" else name]
    if kind == "http":
        return [kind, (node.text("scheme") or "").lower()]
    return [kind]


def _flow(node: Node) -> Json:
    """Return where tokens are fetched."""
    return {key: node.body[key] for key in ("flows", "openIdConnectUrl", "oauth2MetadataUrl") if key in node.body}


def compare_security(work: Work, pair: Pair, schemes: Schemes) -> None:
    """Compare the credentials that two operations ask for.

    Raises:
        SpecError: A demand or a scheme has not the form that it must have.
    """
    stated = (_stated(pair.base).under("security"), _stated(pair.revision).under("security"))
    if stated in work.same:
        return
    old, new = _demand(pair.base), _demand(pair.revision)
    _compare_schemes(work, pair, schemes, old.ways, new.ways)
    if _same_wire(old.ways, new.ways, schemes):
        if not schemes.differ and not pair.base.incoming:
            work.same.add(stated)
        return
    names = schemes.renamed()
    ways = {
        frozenset(names.get(name, name) for name in way): {names.get(name, name): held for name, held in scopes.items()}
        for way, scopes in new.ways.items()
    }
    kind, variant, message = _judge(old.ways, ways)
    if kind:
        both = Both(old.node, new.node, pair.sent, f"credentials for {OPERATIONS}")
        work.changed(kind, both, message, variant=variant, before=_shown(old.ways), after=_shown(new.ways))


def _same_wire(old: Alternatives, new: Alternatives, schemes: Schemes) -> bool:
    """Whether two demands look alike in a request, whatever the schemes are called; scopes are part of it."""
    return _seen(old, schemes.base) == _seen(new, schemes.revision)


def _seen(ways: Alternatives, schemes: Mapping[str, Node]) -> set[frozenset[tuple[str, frozenset[str]]]]:
    return {
        frozenset((str(_wire(schemes[name])) if name in schemes else name, held) for name, held in scopes.items())
        for scopes in ways.values()
    }


def _stated(operation: Operation) -> Node:
    """Return what states the demand: the operation or the document."""
    return operation.node if "security" in operation.node.body else top(operation.node.document)


def _demand(operation: Operation) -> _Demand:
    holder = _stated(operation)
    if operation.incoming and holder is not operation.node:
        return _Demand(operation.node, {frozenset(): {}})
    found: Alternatives = {}
    for index, value in enumerate(holder.listed("security")):
        if not isinstance(value, dict):
            raise holder.document.error(holder.under("security", index), "this is not an object", "write keys")
        way = Node(holder.document, holder.under("security", index), value)
        scopes = {name: frozenset(str(scope) for scope in way.listed(name)) for name in value}
        there = found.get(frozenset(scopes), scopes)
        found[frozenset(scopes)] = {name: held & there[name] for name, held in scopes.items()}
    return _Demand(Node(holder.document, holder.under("security"), {}), found or {frozenset(): {}})


def _compare_schemes(work: Work, pair: Pair, schemes: Schemes, old: Alternatives, new: Alternatives) -> None:
    used = {name for way in old for name in way} & {name for way in new for name in way}
    for name in sorted(used & schemes.base.keys() & schemes.revision.keys()):
        base, revision = schemes.base[name], schemes.revision[name]
        work.text(Both(base, revision, pair.sent, name), _SCHEME)
        before, after, variant = _wire(base), _wire(revision), "sent-otherwise"
        message = f"The credentials `{name}` go over the wire in another form."
        if before == after:
            before, after, variant = _flow(base), _flow(revision), "token-source"
            message = f"The tokens of `{name}` are fetched in another way."
        if before != after:
            both = Both(base, revision, pair.sent, f"credentials `{name}`")
            work.changed("security-scheme-changed", both, message, variant=variant, before=before, after=after)


def _judge(old: Alternatives, new: Alternatives) -> tuple[str, str, str]:
    """Return kind, variant and message of a change of demands; no kind where there is none."""
    nothing: frozenset[str] = frozenset()
    if nothing in old and nothing not in new:
        return "security-added", "", f"Credentials are needed for {OPERATIONS}."
    if nothing in new and nothing not in old:
        return "security-removed", "", f"No credentials are needed for {OPERATIONS} any more."
    if old.keys() < new.keys():
        return "security-changed", "one-more", f"There is one more way to authenticate for {OPERATIONS}."
    if new.keys() < old.keys():
        return "security-changed", "one-fewer", f"A way to authenticate for {OPERATIONS} is gone."
    if old.keys() != new.keys():
        return "security-changed", "other", f"Other credentials are needed for {OPERATIONS}."
    pairs = [(held, new[way][name]) for way, scopes in old.items() for name, held in scopes.items()]
    if all(now == was for was, now in pairs):
        return "", "", ""
    if all(now <= was for was, now in pairs):
        return "security-changed", "fewer-scopes", f"Fewer scopes are asked for by {OPERATIONS}."
    return "security-changed", "other-scopes", f"Other scopes are asked for by {OPERATIONS}."


def _shown(ways: Alternatives) -> Json:
    """Return the alternatives as a document has them, in one order."""
    listed: list[Json] = []
    for _, scopes in sorted(ways.items(), key=lambda item: sorted(item[0])):
        shown: dict[str, Json] = {name: [*sorted(scopes[name])] for name in sorted(scopes)}
        listed.append(shown)
    return listed
