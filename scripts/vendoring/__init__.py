"""Bringing a revision of a published document into a provider's folder."""
