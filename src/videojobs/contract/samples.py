"""Turning answers that deviate into sample files, as ``spec/README.md`` describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from videojobs.contract.collect import Collector, Evidence, GroupKey
from videojobs.contract.judge import RULES
from videojobs.contract.naming import id_of
from videojobs.errors import printable

Shown = tuple[GroupKey, str]
"""A group, and one of the values that were seen of it."""


@frozen(kw_only=True)
class Sample:
    """One sample file.

    Attributes:
        path: Where it is to be written.
        text: What is to stand in it.
        shows: What it is evidence of.
    """

    path: Path
    text: str
    shows: frozenset[Shown]


def samples_of(collector: Collector, path: Path, *, source: str) -> list[Sample]:
    """Return as few sample files as show every deviation of which evidence was kept.

    Args:
        collector: What was seen.
        path: The first file; further ones are numbered: ``new.json``, ``new-2.json``.
        source: Where the answers were seen, in words.
    """
    open_: set[Shown] = {shown for one in collector.evidence for shown in one.shows}
    found: list[Sample] = []
    waiting = list(collector.evidence)
    while open_ and waiting:
        best = max(waiting, key=lambda one: len(open_.intersection(one.shows)))
        if not open_.intersection(best.shows):
            break
        waiting.remove(best)
        number = len(found) + 1
        target = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        shows = frozenset(best.shows) & open_
        open_ -= shows
        found.append(Sample(path=target, text=_text(best, shows, source), shows=shows))
    return found


def _text(evidence: Evidence, shows: frozenset[Shown], source: str) -> str:
    when = f", {evidence.time.date().isoformat()}" if evidence.time is not None else ""
    told: Mapping[str, object] = {
        "source": f"{source}{when}; redacted",
        "operation": _operation(evidence),
        "http_status": evidence.status,
        "note": "; ".join(_note(key, value) for key, value in sorted(shows))[:1000],
        "elided_by_source": False,
        "body": evidence.body,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _operation(evidence: Evidence) -> str:
    """Return the operation's name; that of the suggested overlay where the document has none."""
    unknown = any(key[4] == "operation" for key, _ in evidence.shows)
    method, _, path = evidence.operation.partition(" ")
    return id_of(method, path) if unknown else evidence.operation


def _note(key: GroupKey, value: str) -> str:
    _, _, _, pointer, rule = key
    said = RULES.get(rule, f"breaks {rule}")
    return f"{printable(pointer, 100) or 'the answer'}: {said}" + (f" ({value})" if value else "")
