"""Guessing a provider's folder from its published document. A guess is marked; a person decides."""
