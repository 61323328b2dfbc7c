# Generated from spec/cometapi by `make generate`; not edited by hand.

"""The operations of the document, by tag."""
