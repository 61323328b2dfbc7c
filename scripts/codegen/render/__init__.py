"""From a normalised document to files on disk."""
