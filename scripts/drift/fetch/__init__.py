"""Download published documents, within limits, and ask packages for theirs."""
