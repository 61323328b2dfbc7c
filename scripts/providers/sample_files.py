"""Write responses that deviate as sample files, as ``spec/README.md`` describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from attrs import frozen

from scripts.providers.evidence import Evidence, EvidentResponse, GroupKey
from scripts.providers.suggested_overlay import operation_id_of
from videojobs.contract.validator import RULES
from videojobs.errors import printable

GroupValue = tuple[GroupKey, str]
"""A group, and one of its values."""


@frozen(kw_only=True)
class SampleFile:
    """One sample file.

    Attributes:
        name: Path in the provider's folder.
        text: Its contents.
        shows: What it proves.
    """

    name: str
    text: str
    shows: frozenset[GroupValue]


def sample_files(evidence: Evidence, stem: str, *, source: str) -> list[SampleFile]:
    """Return as few sample files as show every deviation.

    Args:
        evidence: The deviations.
        stem: Name of the first file; further ones are numbered: ``new.json``, ``new-2.json``.
        source: Where the responses are from, in words.
    """
    remaining: set[GroupValue] = {pair for response in evidence.responses for pair in response.shows}
    responses = list(evidence.responses)
    files: list[SampleFile] = []
    while remaining and responses:
        # The greedy choice of set cover: not always the fewest files, and never many more.
        best = max(responses, key=lambda response: len(remaining.intersection(response.shows)))
        shows = remaining.intersection(best.shows)
        if not shows:
            break
        responses.remove(best)
        remaining -= shows
        number = f"-{len(files) + 1}" if files else ""
        text = _text(best, shows, source)
        files.append(SampleFile(name=f"samples/{stem}{number}.json", text=text, shows=frozenset(shows)))
    return files


def _text(response: EvidentResponse, shows: set[GroupValue], source: str) -> str:
    if response.time is not None:
        source += f", {response.time.date().isoformat()}"
    operation = response.operation
    if not response.is_documented:  # the suggested overlay adds the operation under this id
        method, _, path = operation.partition(" ")
        operation = operation_id_of(method, path)
    sample: Mapping[str, object] = {
        "source": f"{source}; redacted",
        "operation": operation,
        "http_status": response.status,
        "note": "; ".join(_note(key, value) for key, value in sorted(shows))[:1000],
        # Redaction replaces values and keeps all keys, so a key that is missing was missing in the response.
        "elided_by_source": False,
        "body": response.body,
    }
    return json.dumps(sample, ensure_ascii=False, indent=2) + "\n"


def _note(key: GroupKey, value: str) -> str:
    message = RULES.get(key.rule, f"violates {key.rule}")
    note = f"{printable(key.pointer, 100) or 'the response'}: {message}"
    if value:
        note += f" ({value})"
    return note
