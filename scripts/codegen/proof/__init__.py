"""Read the finished code back and compare it with the document."""
