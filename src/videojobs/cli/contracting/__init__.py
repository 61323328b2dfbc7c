"""What ``videojobs contract`` shows and writes."""
