"""Compare two documents and build the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from scripts.drift.change import Client, in_order
from scripts.drift.documents.compare import compare
from scripts.drift.documents.scope import Scope, scope_by_words, scope_of_operations
from scripts.drift.overlay.values import same_value
from scripts.drift.report.records import Report, level
from scripts.drift.sources import HOME, latest_document, read_documents
from scripts.oas.document import Document, members_of
from scripts.oas.operations import all_operations
from scripts.oas.select import keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from scripts.drift.change import Change
    from scripts.drift.client import Impact
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.sources import DocumentPair


@frozen(kw_only=True)
class RunOptions:
    """The options of one run.

    Attributes:
        today: The day that decides whether accepted drift has expired.
        base: File or address of the old document; not used with a provider.
        revision: File or address of the new document; None: the provider's newest one.
        provider: Name of a folder under ``spec``, or None for any two documents.
        spec: The provider folders.
        words: Tags and paths of the operations to compare; empty for all.
        docs: Whether changes of prose are listed.
        impact: Whether both clients are generated and type-checked; None: for a provider.
        accepted: File of accepted drift; None: the provider's own, if it has one.
        progress: Called with a description of each step.
    """

    today: date
    base: str | None = None
    revision: str | None = None
    provider: str | None = None
    spec: Path = HOME / "spec"
    words: tuple[str, ...] = ()
    docs: bool = False
    impact: bool | None = None
    accepted: Path | None = None
    progress: Callable[[str], None] = field(default=lambda _: None)


def run(options: RunOptions) -> Report:
    """Compare two documents.

    Raises:
        SpecError: A document or a file of the provider's folder cannot be used.
        Unreachable: A document could not be downloaded, or the response is something else.
    """
    if options.provider is None:
        options.progress(f"comparing {options.base} with {options.revision}")
        return _compare_documents(options, read_documents(str(options.base), str(options.revision)))
    folder = options.spec / options.provider
    revision = options.revision or latest_document(folder)
    options.progress(f"comparing {options.provider} with {revision}")
    return _compare_provider(options, folder, read_documents(str(folder / "openapi.yaml"), revision))


def _compare_documents(options: RunOptions, pair: DocumentPair) -> Report:
    scope = scope_by_words(pair.base, pair.revision, options.words)
    changes = compare(pair.base, pair.revision, scope)
    impact = None
    if options.impact and (_has_effect(changes) or _differ(pair.base, pair.revision)):
        from scripts.drift.client import add_unexplained, correct_verdicts, document_impact

        options.progress("generating both clients and running the type checker")
        impact = document_impact(pair.base, pair.revision, changes, words=options.words)
        changes, impact = add_unexplained(correct_verdicts(changes, impact), impact, pair.base, pair.revision)
    return _finished(options, options.accepted, _report(options, pair, changes, impact))


def _compare_provider(options: RunOptions, folder: Path, pair: DocumentPair) -> Report:
    from scripts.drift.client import add_unexplained
    from scripts.drift.lint import contradictions
    from scripts.drift.overlay.corrections import load_overlay
    from scripts.drift.overlay.samples_state import sample_states
    from scripts.drift.overlay.states import overlay_states
    from scripts.spec.provider import load_provider

    overlay = load_overlay(folder)
    scope = _provider_scope(options, folder, pair, overlay)
    changes = compare(pair.base, pair.revision, scope)
    used = _part_in_scope(pair.revision, pair.base, scope)
    impact = None
    # Two clients and a type checker take seconds: nothing can be proved about equal documents. Schemas that allow the
    # same values are compared all the same: the generator may make another class of `allOf: [Base]` written out.
    if options.impact is not False and (
        _has_effect(changes) or _differ(_part_in_scope(pair.base, pair.base, scope), used)
    ):
        from scripts.drift.client import correct_verdicts, provider_impact

        options.progress("generating both clients and running the type checker")
        impact = provider_impact(folder, pair.base, used, changes)
        changes = correct_verdicts(changes, impact)
    states = overlay_states(pair.base, used, overlay, changes, scope=scope, folder=folder)
    changes = _with_corrected_harmless(changes, states)
    if impact is not None:
        changes, impact = add_unexplained(changes, impact, pair.base, pair.revision)
    report = evolve(
        _report(options, pair, changes, impact),
        overlay=states,
        samples=sample_states(folder, used),
        contradictions=contradictions(pair.revision, scope),
        vendored=load_provider(folder).source.kind == "vendored",
    )
    file = options.accepted or folder / "accepted-drift.yaml"
    return _finished(options, file if options.accepted is not None or file.is_file() else None, report)


def _provider_scope(options: RunOptions, folder: Path, pair: DocumentPair, overlay: Document | None) -> Scope:
    """Return the operations of the provider's client, and those beside them; operationIds may come from the overlay."""
    from scripts.oas.overlay import apply_overlay
    from scripts.spec.provider import load_provider

    facts = load_provider(folder)
    base = pair.base
    if overlay is not None:
        base = Document(data=apply_overlay(pair.base.root, overlay, folder=folder), path=pair.base.path)
    scope = scope_of_operations(base, pair.revision, facts.operation_ids)
    if not options.words:
        return scope
    narrowed = scope_by_words(pair.base, pair.revision, options.words).operations or frozenset()
    return Scope(operations=narrowed & (scope.operations or frozenset()))


def _part_in_scope(document: Document, base: Document, scope: Scope) -> Document:
    """Return the operations of a document that are in scope, with what they refer to.

    Ours has no others: a correction with a wildcard (``$.paths.*``) is not about the rest of a published document.
    """
    prefixes = {"webhooks": "webhook "}  # as in `Scope.operations`
    operations = [
        operation
        for operation in all_operations(document.root)
        if scope.holds(operation.method, prefixes.get(operation.section, "") + operation.path)
    ]
    root = keep(document.root, operations, document)
    components = members_of(root.setdefault("components", {}))
    for kind, group in members_of(base.root.get("components")).items():
        published = members_of(members_of(document.root.get("components")).get(kind))
        for name in members_of(group).keys() & published.keys():  # ours keeps some that nothing refers to
            members_of(components.setdefault(kind, {})).setdefault(name, published[name])
    return Document(data=root, path=document.path)


def _differ(base: Document, revision: Document) -> bool:
    """Whether two documents differ in more than prose, and in more than `info`."""
    one, other = ({**document.root, "info": {}} for document in (base, revision))
    return not same_value(one, other, ())


def _has_effect(changes: Iterable[Change]) -> bool:
    return any(level(item) not in (Client.NONE, Client.DOCS) for item in changes)


def _with_corrected_harmless(changes: Iterable[Change], states: Iterable[OverlayState]) -> tuple[Change, ...]:
    """Return the changes; those that our corrections already make are harmless."""
    corrected = {item.fingerprint for item in states if item.state == "already corrected"}
    return in_order(_harmless(item) if item.fingerprint in corrected else item for item in changes)


def _harmless(change: Change) -> Change:
    why = "our overlay already corrects it"
    return evolve(
        change,
        reach=tuple(evolve(item, verdict=evolve(item.verdict, client=Client.NONE, why=why)) for item in change.reach),
    )


def _report(options: RunOptions, pair: DocumentPair, changes: tuple[Change, ...], impact: Impact | None) -> Report:
    base, revision = pair.infos
    prose = sum(level(item) is Client.DOCS for item in changes)
    return Report(provider=options.provider, base=base, revision=revision, changes=changes, docs=prose, impact=impact)


def _finished(options: RunOptions, accepted: Path | None, report: Report) -> Report:
    """Remove accepted changes, and those that are not listed."""
    if accepted is not None:
        from scripts.drift.accepted import apply_accepted, load_accepted

        result = apply_accepted(report.changes, load_accepted(accepted), options.today)
        hidden = {item.change.fingerprint for item in result.accepted}
        report = evolve(
            report,
            changes=result.open,
            accepted=result.accepted,
            expired=result.expired,
            stale=() if options.words else result.stale,  # operations outside the selection may have their changes
            docs=sum(level(item) is Client.DOCS for item in result.open),
            overlay=tuple(item for item in report.overlay if item.fingerprint not in hidden),
        )
    listed = tuple(item for item in report.changes if level(item) is not Client.DOCS or options.docs)
    return evolve(report, changes=tuple(item for item in listed if level(item) is not Client.NONE))
