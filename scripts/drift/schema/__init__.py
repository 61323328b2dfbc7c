"""Comparison of two schemas as sets of admitted values, whatever way each of them is spelled."""

from __future__ import annotations

from scripts.drift.schema.finding import Finding
from scripts.drift.schema.pairs import SchemaPairs
from scripts.drift.schema.verdict import schema_verdict

__all__ = ["Finding", "SchemaPairs", "schema_verdict"]
