"""Render the report as JSON, for programs: docs/drift-report.schema.json describes each key."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve

from scripts.drift.change import Place
from scripts.drift.report import texts
from scripts.drift.report.records import level

if TYPE_CHECKING:
    from attrs import AttrsInstance

    from scripts.drift.change import Change
    from scripts.drift.report.records import Report
    from scripts.oas.document import Json

# To be raised when a key changes: the nightly run refuses a version that it does not know.
VERSION = 2


def render(report: Report) -> str:
    """Return the report as JSON in ASCII."""
    return json.dumps(texts.jsonable(as_json(report)), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def as_json(report: Report) -> dict[str, Json]:
    """Return the report as plain values."""
    impact: Json = None
    if report.impact is not None:
        impact = _values(report.impact)
    return {
        "version": VERSION,
        "provider": report.provider,
        "headline": texts.headline(report),
        "base": {**_values(report.base), "name": texts.display_path(report.base.name)},
        "revision": {**_values(report.revision), "name": texts.display_path(report.revision.name)},
        "counts": {
            "breaking": len(report.breaking),
            "compatible": len(report.compatible),
            "docs": report.docs,
            "accepted": len(report.accepted),
        },
        "changes": [_change(item) for item in report.changes],
        "accepted": [{"change": _change(item.change), "entry": _values(item.entry)} for item in report.accepted],
        "expired": [_values(item) for item in report.expired],
        "stale": [_values(item) for item in report.stale],
        "impact": impact,
        "overlay": [_values(item) for item in report.overlay],
        "samples": [
            {
                "file": texts.sample_file(report, item.file),
                "before": item.before,
                "after": item.after,
                "violations": list(item.violations),
            }
            for item in report.samples
        ],
        "contradictions": [_values(item) for item in report.contradictions],
        "next": list(texts.next_steps(report)),
    }


def _values(record: AttrsInstance) -> dict[str, Json]:
    """Return the fields of a record by name; docs/drift-report.schema.json lists the same names."""
    return asdict(record, value_serializer=_plain)


def _plain(_record: object, _field: object, value: Any) -> Any:
    if isinstance(value, Place):
        return evolve(value, file=texts.display_path(value.file))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _place(place: Place | None) -> dict[str, Json] | None:
    if place is None:
        return None
    return {**_values(place), "file": texts.display_path(place.file)}


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
        "verdict": _values(change.verdict),
        "reach": [
            {**_values(item.use), **_values(item.verdict)} for item in sorted(change.reach, key=lambda item: item.use)
        ],
    }
