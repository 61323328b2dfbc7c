"""Compare three documents: ours, the published one, and our overlay of corrections."""
