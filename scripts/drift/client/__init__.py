"""What an upstream change does to those who import the generated client, by name."""

from __future__ import annotations

from scripts.drift.client.proof import document_impact, impact_of, provider_impact
from scripts.drift.client.records import KINDS, Impact, Side, Symbol
from scripts.drift.client.settle import settle
from scripts.drift.client.sides import document_sides, provider_sides

__all__ = [
    "KINDS",
    "Impact",
    "Side",
    "Symbol",
    "document_impact",
    "document_sides",
    "impact_of",
    "provider_impact",
    "provider_sides",
    "settle",
]
