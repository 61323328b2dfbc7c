"""Compare security requirements: alternatives as sets, schemes by the form that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.documents.context import NodePair
from scripts.drift.documents.resolver import Node, root_of
from scripts.drift.recorder import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.documents.context import Context
    from scripts.drift.documents.operations import ComparedOperation, OperationPair
    from scripts.oas.document import Document, Json

_COMPARED_IN_SCHEME = frozenset({"type", "in", "name", "scheme", "flows", "openIdConnectUrl", "oauth2MetadataUrl"})
_TOKEN_SOURCES = ("flows", "openIdConnectUrl", "oauth2MetadataUrl")
# An empty requirement, as an empty list, means none: https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
_NO_CREDENTIALS: frozenset[str] = frozenset()

Requirements = dict[frozenset[str], dict[str, frozenset[str]]]
"""Alternatives by the names of their schemes, with the scopes that each needs by scheme."""


@frozen(eq=False)
class Schemes:
    """The security schemes of both documents by name."""

    base: Mapping[str, Node]
    revision: Mapping[str, Node]

    @classmethod
    def of(cls, base: Document, revision: Document) -> Schemes:
        """Read them.

        Raises:
            SpecError: A scheme is not an object.
        """
        return cls(_schemes(base), _schemes(revision))

    @property
    def differ(self) -> bool:
        """Whether a scheme that both documents have is not equal."""
        return any(node.body != self.revision[name].body for name, node in self.base.items() if name in self.revision)

    def base_names(self) -> dict[str, str]:
        """Return the base's name of each scheme of the revision that is only renamed."""
        names: dict[str, str] = {}
        removed = {name: _sent_form(node) for name, node in self.base.items() if name not in self.revision}
        for name, node in self.revision.items():
            equal = [old for old, form in removed.items() if form == _sent_form(node)]
            if name not in self.base and equal:
                names[name] = equal[0]
                del removed[equal[0]]
        return names


def _schemes(document: Document) -> dict[str, Node]:
    components = root_of(document).child("components")
    if components is not None:
        return components.members("securitySchemes")
    return {}


def _sent_form(scheme: Node) -> Json:
    """Return the properties of a scheme that show in a request."""
    kind = scheme.text("type") or ""
    if kind == "apiKey":
        name, location = scheme.text("name") or "", scheme.text("in")
        if location == "header":
            name = name.lower()
        return [kind, location, name]
    if kind == "http":
        return [kind, (scheme.text("scheme") or "").lower()]
    # OAuth 2 and OpenID Connect send a bearer token; where it comes from is compared apart (`_token_source`).
    return [kind]


def _token_source(scheme: Node) -> Json:
    return {key: scheme.body[key] for key in _TOKEN_SOURCES if key in scheme.body}


def compare_security(context: Context, pair: OperationPair, schemes: Schemes) -> None:
    """Compare the security requirements of two operations.

    Raises:
        SpecError: A requirement or a scheme has a wrong type.
    """
    holders = (_holder(pair.base), _holder(pair.revision))
    places = (holders[0].pointer("security"), holders[1].pointer("security"))
    if places in context.equal:
        return
    old, new = _requirements(pair.base, holders[0]), _requirements(pair.revision, holders[1])
    used = {name for way in old for name in way} & {name for way in new for name in way}
    _compare_schemes(context, pair, schemes, used)
    if _sent_forms(old, schemes.base) == _sent_forms(new, schemes.revision):
        if not schemes.differ and not pair.base.incoming:
            context.equal.add(places)
        return
    names = schemes.base_names()
    renamed = {
        frozenset(names.get(name, name) for name in way): {
            names.get(name, name): scope_names for name, scope_names in scopes.items()
        }
        for way, scopes in new.items()
    }
    kind, variant, message = _kind_variant_message(old, renamed)
    if kind:
        nodes = NodePair(
            _stating(pair.base, holders[0]),
            _stating(pair.revision, holders[1]),
            pair.base.request_use,
            f"credentials for {OPERATIONS}",
        )
        context.changed(kind, nodes, message, variant=variant, before=_as_json(old), after=_as_json(new))


def _sent_forms(requirements: Requirements, schemes: Mapping[str, Node]) -> set[frozenset[tuple[str, frozenset[str]]]]:
    """Return the requirements with the form of each scheme instead of its name, and the scopes."""
    return {
        frozenset(
            (str(_sent_form(schemes[name])) if name in schemes else name, scope_names)
            for name, scope_names in scopes.items()
        )
        for scopes in requirements.values()
    }


def _holder(operation: ComparedOperation) -> Node:
    """Return the object that states the requirements: the operation or the document."""
    if "security" in operation.node.body:  # also if empty: `security: []` removes the requirements of the document
        return operation.node
    return root_of(operation.node.document)


def _applies(operation: ComparedOperation, holder: Node) -> bool:
    """Whether the requirements apply: those of the document do not apply to calls by the provider."""
    return not operation.incoming or holder is operation.node


def _stating(operation: ComparedOperation, holder: Node) -> Node:
    """Return the place of the requirements, as an empty node."""
    if _applies(operation, holder):
        return Node(holder.document, holder.pointer("security"), {})
    return operation.node


def _requirements(operation: ComparedOperation, holder: Node) -> Requirements:
    requirements: Requirements = {}
    if not _applies(operation, holder):
        return {_NO_CREDENTIALS: {}}
    for index, value in enumerate(holder.list_at("security")):
        at = holder.pointer("security", index)
        if not isinstance(value, dict):
            raise holder.document.error(at, "this is not an object", "write keys")
        way = Node(holder.document, at, value)
        scopes = {name: frozenset(str(scope) for scope in way.list_at(name)) for name in value}
        other = requirements.get(frozenset(scopes), scopes)
        requirements[frozenset(scopes)] = {name: scope_names & other[name] for name, scope_names in scopes.items()}
    return requirements or {_NO_CREDENTIALS: {}}


def _compare_schemes(context: Context, pair: OperationPair, schemes: Schemes, used: set[str]) -> None:
    for name in sorted(used & schemes.base.keys() & schemes.revision.keys()):
        base, revision = schemes.base[name], schemes.revision[name]
        nodes = NodePair(base, revision, pair.base.request_use, f"credentials `{name}`")
        context.compare_prose(nodes, _COMPARED_IN_SCHEME)
        before, after, variant = _sent_form(base), _sent_form(revision), "sent-otherwise"
        message = f"The credentials `{name}` are sent in another form."
        if before == after:
            before, after, variant = _token_source(base), _token_source(revision), "token-source"
            message = f"The tokens of `{name}` are fetched in another way."
        if before != after:
            context.changed("security-scheme-changed", nodes, message, variant=variant, before=before, after=after)


def _kind_variant_message(old: Requirements, new: Requirements) -> tuple[str, str, str]:
    """Return kind, variant and message of a change of requirements; no kind if there is no change."""
    if _NO_CREDENTIALS in old and _NO_CREDENTIALS not in new:
        return "security-added", "", f"Credentials became necessary for {OPERATIONS}."
    if _NO_CREDENTIALS in new and _NO_CREDENTIALS not in old:
        return "security-removed", "", f"Credentials are no longer necessary for {OPERATIONS}."
    if old.keys() < new.keys():
        return "security-changed", "one-more", f"There is one more way to authenticate for {OPERATIONS}."
    if new.keys() < old.keys():
        return "security-changed", "one-fewer", f"A way to authenticate for {OPERATIONS} is removed."
    if old.keys() != new.keys():
        return "security-changed", "other", f"Other credentials are necessary for {OPERATIONS}."
    scopes = [(scope_names, new[way][name]) for way, by_name in old.items() for name, scope_names in by_name.items()]
    if all(now == was for was, now in scopes):
        return "", "", ""
    if all(now <= was for was, now in scopes):
        return "security-changed", "fewer-scopes", f"Fewer scopes are necessary for {OPERATIONS}."
    return "security-changed", "other-scopes", f"Other scopes are necessary for {OPERATIONS}."


def _as_json(requirements: Requirements) -> Json:
    """Return the alternatives as a document writes them, sorted."""
    ways: list[Json] = []
    for _, scopes in sorted(requirements.items(), key=lambda item: sorted(item[0])):
        way: dict[str, Json] = {name: [*sorted(scopes[name])] for name in sorted(scopes)}
        ways.append(way)
    return ways
