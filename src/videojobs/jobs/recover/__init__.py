"""Finish what a crash cut off, by the lines of a ledger."""
