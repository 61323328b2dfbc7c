"""What the templates see: vetted strings."""
