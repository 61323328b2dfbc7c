"""Suggest corrections of a provider's folder: samples and an overlay, from recorded responses that deviate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from attrs import define, field

from scripts.oas.yaml_writer import to_yaml
from scripts.providers.evidence import Evidence, GroupKey
from scripts.providers.sample_files import sample_files
from scripts.providers.suggested_overlay import suggested_overlay
from videojobs.contract.api_document import load_document
from videojobs.contract.readers import Format, Item, ReadError, Skipped, read_responses
from videojobs.errors import ConfigurationError


@define
class Corrections:
    """The files to write, by their path in the provider's folder, and what could not be read of the recording."""

    texts: dict[str, str] = field(factory=dict[str, str])
    errors: list[str] = field(factory=list[str])


def corrections_of(
    provider: str, recording: BinaryIO, name: str, *, form: Format | None = None, operation: str | None = None
) -> Corrections:
    """Return the samples and the overlay that a recording suggests; nothing if all responses match the document.

    Args:
        provider: Name of the provider. Responses that name another one are left out.
        recording: The file, from its start.
        name: Its name; the samples are called like it.
        form: Its format; None: detected from its content.
        operation: The operation of responses that do not name one.

    Raises:
        ConfigurationError: There is no such provider.
        UnreadableFile: The recording is too large, or not of that format.
    """
    evidence = Evidence(load_document(provider))
    corrections = Corrections()
    items = read_responses(recording, name, form=form, provider=provider, operation=operation)
    corrections.errors.extend(_add_all(evidence, items))
    corrections.texts.update(correction_files(evidence, name))
    return corrections


def _add_all(evidence: Evidence, items: Iterator[tuple[str, Item]]) -> Iterator[str]:
    """Add every response; yield a line for each item that cannot be read."""
    for place, item in items:
        if isinstance(item, ReadError):
            yield item.line
        elif not isinstance(item, Skipped):
            try:
                evidence.add(item)
            except ConfigurationError as error:
                yield f"{place}: {error.message}"


def correction_files(evidence: Evidence, name: str) -> dict[str, str]:
    """Return the text of each sample, and of ``overlay.yaml``, by its path in the provider's folder."""
    samples = sample_files(evidence, Path(name).stem or "recorded", source=f"recorded responses, {Path(name).name}")
    texts = {sample.name: sample.text for sample in samples}
    files: dict[GroupKey, dict[str, None]] = {}
    for sample in samples:
        for key, _ in sorted(sample.shows):
            files.setdefault(key, {})[sample.name] = None
    overlay = suggested_overlay(evidence, files)
    if overlay is not None:
        texts["overlay.yaml"] = to_yaml(overlay)
    return texts
