"""The finished code is read back and compared with the plan."""
