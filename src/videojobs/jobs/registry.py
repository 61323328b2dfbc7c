"""Finding a provider's dialect by its name."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module

from videojobs.dialect import Dialect
from videojobs.errors import ConfigurationError, printable


def provider_names() -> tuple[str, ...]:
    """Return the names that `VideoClient` takes, sorted."""
    from videojobs_api import PROVIDERS

    return tuple(sorted(PROVIDERS))


@lru_cache(maxsize=64)
def load_dialect(provider: str) -> Dialect:
    """Return how a provider speaks.

    Raises:
        ConfigurationError: There is no provider of that name; the message lists those there are.
    """
    from videojobs_api import PROVIDERS

    package = PROVIDERS.get(provider)
    if package is None:
        raise _unknown(provider)
    found = import_module(f"videojobs_api.{package}.dialect").DIALECT
    if not isinstance(found, Dialect):
        raise ConfigurationError(f"the generated package of {provider} is damaged: its DIALECT is no Dialect")
    return found


def _unknown(provider: object) -> ConfigurationError:
    names = provider_names()
    text = str(provider)
    near = get_close_matches(text.lower(), names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return ConfigurationError(
        f"no provider is named {printable(text, 60)!r}; {hint}known are {', '.join(names)}; "
        "for a service that is not listed use 'compatible' with a base_url"
        if "compatible" in names
        else f"no provider is named {printable(text, 60)!r}; {hint}known are {', '.join(names)}"
    )
