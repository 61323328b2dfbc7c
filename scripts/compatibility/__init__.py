"""Write docs/compatibility.md: what each provider does at each point of the format, and how that is known."""
