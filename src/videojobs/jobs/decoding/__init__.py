"""Decode response bodies into jobs: pointers, converters, status words."""
