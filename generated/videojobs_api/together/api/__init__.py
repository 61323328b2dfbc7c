# Generated from spec/together by `make generate`; not edited by hand.

"""The operations of the document, by tag."""
