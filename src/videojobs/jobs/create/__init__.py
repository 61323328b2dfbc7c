"""Starting paid renders: the request, its encodings, and the outcome."""
