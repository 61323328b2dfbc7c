"""Download published documents, within limits."""
