"""Guarded downloads of published documents."""
