"""Change real documents at random, with a known effect, and compare drift's verdict with that of a caller."""
