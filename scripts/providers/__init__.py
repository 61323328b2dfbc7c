"""Write the folder of a provider under ``spec/``: start it from a document or a probe, correct it from recordings."""
