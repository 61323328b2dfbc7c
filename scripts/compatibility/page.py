"""Lay out the page: how each provider was checked, the validity of its responses, and a table for each point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scripts.compatibility.payloads import Provider
from scripts.compatibility.points import FORMAT_FIELDS, POINTS, code, evidence, field_cell

_KINDS = {"vendored": "published", "transcribed": "written down from pages", "written": "written for videojobs"}


def page(providers: Sequence[Provider]) -> str:
    """Return the generated part of the page."""
    parts = [_checked(providers), _validity(providers), _fields(providers)]
    for point in POINTS:
        rows = [[code(provider.facts.name), *point.row(provider)] for provider in providers]
        parts.append(f"## {point.title}\n\n{point.about}\n\n{_table(('provider', *point.columns), rows)}")
    return "\n".join(parts)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _checked(providers: Sequence[Provider]) -> str:
    rows = []
    for provider in providers:
        source = provider.facts.source
        document = _KINDS[source.kind]
        if source.url:
            document = f"[{document}]({source.url})"
        recorded = sum(payload.origin == "recorded" for payload in provider.payloads)
        rows.append(
            [
                f"{provider.facts.title} ({code(provider.facts.name)})",
                document,
                str(source.revision or source.retrieved or ""),
                str(provider.overlay_actions or ""),
                provider.checked,
                provider.recording or "",
                str(recorded or ""),
                str(len(provider.payloads) - recorded or ""),
            ]
        )
    columns = ("provider", "document", "revision", "corrections", "checked against", "server", "recorded", "published")
    about = (
        "Corrections are those of the overlay, each with its evidence. `recorded` and `published` count distinct "
        "payloads: responses of running code, and examples of pages and documents."
    )
    return f"## How each provider was checked\n\n{about}\n\n{_table(columns, rows)}"


def _validity(providers: Sequence[Provider]) -> str:
    rows = []
    for provider in providers:
        counts = {overlay: provider.validity(overlay=overlay) for overlay in (False, True)}
        if sum(counts[True]):
            rows.append([code(provider.facts.name), *(_share(counts[overlay]) for overlay in (False, True))])
    about = (
        "Of each provider's recorded JSON responses, errors included, the share that validates against the document as "
        "it is published, and with our overlay. A response of a status or operation for which the document has no "
        "schema counts as not described."
    )
    table = _table(("provider", "document alone", "with overlay"), rows)
    return f"## Recorded responses against the published document\n\n{about}\n\n{table}"


def _share(counts: tuple[int, int, int]) -> str:
    valid, invalid, undescribed = counts
    total = sum(counts)
    text = f"{round(100 * valid / total)} % ({valid} of {total}"
    if invalid:
        text += f"; {invalid} deviate"
    if undescribed:
        text += f"; {undescribed} not described"
    return text + ")"


def _fields(providers: Sequence[Provider]) -> str:
    rows = [["jobs received", *(evidence(provider.jobs) or "none" for provider in providers)]]
    rows += [[code(name), *(field_cell(provider, name) for provider in providers)] for name in FORMAT_FIELDS]
    about = (
        "The fields that the format gives a job. `always` and `sometimes` are about the distinct jobs that were "
        "received, those in lists included; `d`: documented, and in none of them; empty: neither."
    )
    columns = ("field", *(code(provider.facts.name) for provider in providers))
    return f"## Fields of a job, and nulls\n\n{about}\n\n{_table(columns, rows)}"
