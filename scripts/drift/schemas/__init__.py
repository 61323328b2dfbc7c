"""Comparison of two schemas as sets of admitted values, whatever way each of them is spelled."""

from __future__ import annotations

from scripts.drift.schemas.finding import Finding
from scripts.drift.schemas.pairs import SchemaPairs
from scripts.drift.schemas.verdict import schema_verdict

__all__ = ["Finding", "SchemaPairs", "schema_verdict"]
