"""Finding out what a relay speaks, by questions that cost nothing."""
