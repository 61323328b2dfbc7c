"""Read the OpenAPI documents of the generated packages: what checking responses and emulating providers share."""
