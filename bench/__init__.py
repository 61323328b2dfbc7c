"""Benchmarks: ours and the peers in one run, so that the ratios hold whatever the machine is doing. Never a test."""
