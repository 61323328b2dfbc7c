"""Says what a change of a provider's document does to those who use the client, one entry for each cause."""
