"""Find what a change of the document does to code that imports the generated client, name by name."""

from __future__ import annotations

from scripts.drift.client.correct_verdicts import correct_verdicts
from scripts.drift.client.impact import compare_clients, document_impact, provider_impact
from scripts.drift.client.package_sources import document_sources, provider_sources
from scripts.drift.client.records import KINDS, Impact, PackageSource, Symbol
from scripts.drift.client.unexplained import add_unexplained

__all__ = [
    "KINDS",
    "Impact",
    "PackageSource",
    "Symbol",
    "add_unexplained",
    "compare_clients",
    "correct_verdicts",
    "document_impact",
    "document_sources",
    "provider_impact",
    "provider_sources",
]
