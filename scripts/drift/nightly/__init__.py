"""The nightly run: what it remembers, and the issues it opens and closes."""
