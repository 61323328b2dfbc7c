"""Normalising: a published document becomes one that the parser reads without loss."""
