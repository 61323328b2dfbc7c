# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The operations of the document, by tag."""
