"""Render the report as JSON, for programs: docs/drift-report.schema.json describes each key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.drift.report import texts
from scripts.drift.report.records import level

if TYPE_CHECKING:
    from scripts.drift.accepted import AcceptedEntry
    from scripts.drift.change import Change, Place, Reach, Verdict
    from scripts.drift.client import Impact
    from scripts.drift.overlay.state import OverlayState
    from scripts.drift.report.records import DocumentInfo, Report
    from scripts.oas.document import Json

VERSION = 2


def render(report: Report) -> str:
    """Return the report as JSON in ASCII."""
    return json.dumps(texts.jsonable(as_json(report)), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def as_json(report: Report) -> dict[str, Json]:
    """Return the report as plain values."""
    return {
        "version": VERSION,
        "provider": report.provider,
        "headline": texts.headline(report),
        "base": _document(report.base),
        "revision": _document(report.revision),
        "counts": {
            "breaking": len(report.breaking),
            "compatible": len(report.compatible),
            "docs": report.docs,
            "accepted": len(report.accepted),
        },
        "changes": [_change(item) for item in report.changes],
        "accepted": [{"change": _change(item.change), "entry": _entry(item.entry)} for item in report.accepted],
        "expired": [_entry(item) for item in report.expired],
        "stale": [_entry(item) for item in report.stale],
        "impact": None if report.impact is None else _impact(report.impact),
        "overlay": [_overlay(item) for item in report.overlay],
        "samples": [
            {
                "file": texts.sample_file(report, item.file),
                "before": item.before,
                "after": item.after,
                "violations": list(item.violations),
            }
            for item in report.samples
        ],
        "contradictions": [{"place": _place(item.place), "message": item.message} for item in report.contradictions],
        "next": list(texts.next_steps(report)),
    }


def _document(document: DocumentInfo) -> dict[str, Json]:
    name = texts.display_path(document.name)
    return {"name": name, "openapi": document.openapi, "version": document.version, "sha256": document.sha256}


def _place(place: Place | None) -> dict[str, Json] | None:
    if place is None:
        return None
    file = texts.display_path(place.file)
    return {"file": file, "line": place.line, "column": place.column, "pointer": place.pointer}


def _verdict(verdict: Verdict) -> dict[str, Json]:
    return {
        "wire": str(verdict.wire),
        "client": str(verdict.client),
        "breaks": str(verdict.breaks),
        "confidence": str(verdict.confidence),
        "why": verdict.why,
    }


def _reach(item: Reach) -> dict[str, Json]:
    return {"operation": item.use.operation, "direction": str(item.use.direction), **_verdict(item.verdict)}


def _change(change: Change) -> dict[str, Json]:
    return {
        "fingerprint": change.fingerprint,
        "kind": change.kind,
        "level": str(level(change)),
        "subject": change.subject,
        "message": change.message,
        "node": change.node,
        "before": change.before,
        "after": change.after,
        "base": _place(change.base),
        "revision": _place(change.revision),
        "verdict": _verdict(change.verdict),
        "reach": [_reach(item) for item in sorted(change.reach, key=lambda item: item.use)],
    }


def _entry(entry: AcceptedEntry) -> dict[str, Json]:
    return {
        "fingerprint": entry.fingerprint,
        "what": entry.what,
        "reason": entry.reason,
        "until": entry.until.isoformat(),
        "place": _place(entry.place),
    }


def _impact(impact: Impact) -> dict[str, Json]:
    return {
        "refusal": impact.refusal,
        "symbols": [
            {
                "name": item.name,
                "kind": item.kind,
                "old": item.old,
                "new": item.new,
                "message": item.message,
                "breaks": str(item.breaks),
                "changes": list(item.changes),
            }
            for item in impact.symbols
        ],
    }


def _overlay(state: OverlayState) -> dict[str, Json]:
    return {
        "fingerprint": state.fingerprint,
        "action": state.action,
        "line": state.line,
        "state": state.state,
        "pointer": state.pointer,
        "message": state.message,
        "suggestion": state.suggestion,
    }
