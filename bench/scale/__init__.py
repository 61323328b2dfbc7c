"""Simulate many workers and jobs: the client's own flows, over a network and a clock that are simulated."""
