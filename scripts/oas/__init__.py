"""The OpenAPI kernel: load, pointers, references, overlay, select. One copy, for every tool."""
