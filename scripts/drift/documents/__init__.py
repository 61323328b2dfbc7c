"""Two documents: read, aligned and compared, schemas apart."""
