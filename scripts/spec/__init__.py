"""Reads and lints the provider folders under ``spec/``."""
