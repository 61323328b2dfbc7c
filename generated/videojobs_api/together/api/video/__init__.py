# Generated from spec/together by `make generate`; not edited by hand.

"""Operations: one module each, with ``sync``, ``sync_detailed``, ``asyncio``, ``asyncio_detailed`` and ``request``."""
