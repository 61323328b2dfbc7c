"""One run: two documents come in, a report comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from scripts.drift.change import Client, in_order
from scripts.drift.documents.compare import Scope, compare, scope_by_words, scope_of_operations
from scripts.drift.report.records import Report, level
from scripts.drift.sources import HOME, published_at, read_sides
from scripts.oas.document import Document
from scripts.oas.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from scripts.drift.change import Change
    from scripts.drift.client import Impact
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.sources import Pair


@frozen(kw_only=True)
class Order:
    """What is to be compared, and how far.

    Attributes:
        today: The day that expiry is counted from.
        base: File or address of the document that we have; not used with a provider.
        revision: File or address of the document to hold against it; None: where the provider publishes it.
        provider: Name of a folder under ``spec``, or None for any two documents.
        spec: The provider folders.
        words: Tags and paths that narrow what is looked at.
        docs: Whether changes of prose are listed.
        impact: Whether both clients are generated and probed; None: for a provider.
        accepted: File of accepted drift; None: the provider's own, if it has one.
        cache: Folder that keeps downloads with their ETags, or None.
        progress: Called with what is being done.
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
    cache: Path | None = None
    progress: Callable[[str], None] = field(default=lambda _: None)


def run(order: Order) -> Report:
    """Compare what an order names.

    Raises:
        SpecError: A document or a file of the provider's folder cannot be used.
        Unreachable: A document could not be downloaded, or what came is not it.
    """
    if order.provider is None:
        order.progress(f"comparing {order.base} with {order.revision}")
        return _of_documents(order, read_sides(str(order.base), str(order.revision), cache=order.cache))
    folder = order.spec / order.provider
    revision = order.revision or published_at(folder)
    order.progress(f"comparing {order.provider} with {revision}")
    return _of_provider(order, folder, read_sides(str(folder / "openapi.yaml"), revision, cache=order.cache))


def _of_documents(order: Order, pair: Pair) -> Report:
    scope = scope_by_words(pair.base, pair.revision, order.words)
    changes = compare(pair.base, pair.revision, scope)
    impact = None
    if order.impact and _worth_probing(changes):
        from scripts.drift.client import correct_verdicts, document_impact

        order.progress("generating both clients, and asking the type checker")
        impact = document_impact(pair.base, pair.revision, changes, words=order.words)
        changes = correct_verdicts(changes, impact)
    return _sorted_out(order, order.accepted, _report(order, pair, changes, impact))


def _of_provider(order: Order, folder: Path, pair: Pair) -> Report:
    from scripts.drift.lint import contradictions
    from scripts.drift.overlay.samples_state import sample_states
    from scripts.drift.overlay.states import overlay_states
    from scripts.spec.provider import load_provider

    overlay = load(folder / "overlay.yaml") if (folder / "overlay.yaml").is_file() else None
    scope = _provider_scope(order, folder, pair, overlay)
    changes = compare(pair.base, pair.revision, scope)
    impact = None
    if order.impact is not False and _worth_probing(changes):
        from scripts.drift.client import correct_verdicts, provider_impact

        order.progress("generating both clients, and asking the type checker")
        impact = provider_impact(folder, pair.base, pair.revision, changes)
        changes = correct_verdicts(changes, impact)
    overlaid = overlay_states(pair.base, pair.revision, overlay, changes, scope=scope, folder=folder)
    report = evolve(
        _report(order, pair, _anticipated(changes, overlaid), impact),
        overlay=overlaid,
        samples=sample_states(folder, pair.revision),
        contradictions=contradictions(pair.revision, scope),
        vendored=load_provider(folder).source.kind == "vendored",
    )
    file = order.accepted or folder / "accepted-drift.yaml"
    return _sorted_out(order, file if order.accepted is not None or file.is_file() else None, report)


def _provider_scope(order: Order, folder: Path, pair: Pair, overlay: Document | None) -> Scope:
    """Return the operations that the provider's client has, and their neighbours; ids may come from the overlay."""
    from scripts.oas.overlay import apply_overlay
    from scripts.spec.provider import load_provider

    facts = load_provider(folder)
    named = pair.base
    if overlay is not None:
        named = Document(data=apply_overlay(pair.base.root, overlay, folder=folder), path=pair.base.path)
    scope = scope_of_operations(named, pair.revision, facts.wanted)
    if not order.words:
        return scope
    narrowed = scope_by_words(pair.base, pair.revision, order.words).operations or frozenset()
    return Scope(operations=narrowed & (scope.operations or frozenset()))


def _worth_probing(changes: Iterable[Change]) -> bool:
    return any(level(item) not in (Client.NONE, Client.DOCS) for item in changes)


def _anticipated(changes: Iterable[Change], overlaid: Iterable[OverlayState]) -> tuple[Change, ...]:
    """Return the changes; those that our corrections made long ago break nothing any more."""
    ours = {item.fingerprint for item in overlaid if item.state == "already corrected"}
    return in_order(_harmless(item) if item.fingerprint in ours else item for item in changes)


def _harmless(change: Change) -> Change:
    why = "our overlay says so already"
    return evolve(
        change,
        reach=tuple(evolve(item, verdict=evolve(item.verdict, client=Client.NONE, why=why)) for item in change.reach),
    )


def _report(order: Order, pair: Pair, changes: tuple[Change, ...], impact: Impact | None) -> Report:
    base, revision = pair.sides
    prose = sum(level(item) is Client.DOCS for item in changes)
    return Report(provider=order.provider, base=base, revision=revision, changes=changes, docs=prose, impact=impact)


def _sorted_out(order: Order, accepted: Path | None, report: Report) -> Report:
    """Take out what was accepted, and what is not to be listed."""
    if accepted is not None:
        from scripts.drift.accepted import apply_accepted, load_accepted

        applied = apply_accepted(report.changes, load_accepted(accepted), order.today)
        passed = {item.change.fingerprint for item in applied.accepted}
        report = evolve(
            report,
            changes=applied.open,
            accepted=applied.accepted,
            expired=applied.expired,
            stale=() if order.words else applied.stale,  # what is out of view may fit them
            docs=sum(level(item) is Client.DOCS for item in applied.open),
            overlay=tuple(item for item in report.overlay if item.fingerprint not in passed),
        )
    shown = tuple(item for item in report.changes if level(item) is not Client.DOCS or order.docs)
    return evolve(report, changes=tuple(item for item in shown if level(item) is not Client.NONE))
