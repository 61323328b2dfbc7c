"""Find a provider's dialect by its name, and a generated operation by its operationId or role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, cast

from videojobs.dialect import PAID_ROLES, Dialect
from videojobs.errors import ConfigurationError, NotSupported, printable

if TYPE_CHECKING:
    from videojobs_api.values import ProviderName


def provider_names() -> tuple[str, ...]:
    """Return the names that `VideoClient` takes, sorted."""
    from videojobs_api import PROVIDERS  # generated, and not needed for a Dialect of the caller's own

    return tuple(sorted(PROVIDERS))


def provider_name(text: str) -> ProviderName:
    """Return text as the name of a provider, for typed programs that have it from a file, an option or a `JobRef`.

    Raises:
        ConfigurationError: No provider has that name; the message lists all, and suggests the nearest.
    """
    from videojobs_api import PROVIDERS

    # The annotation is a promise of callers, not a fact: a list is not even hashable.
    if not isinstance(cast(object, text), str) or text not in PROVIDERS:
        raise _unknown_provider(text)
    return cast("ProviderName", text)


def load_dialect(provider: str) -> Dialect:
    """Return the dialect of a provider.

    Raises:
        ConfigurationError: No provider has that name; the message lists all.
    """
    if not isinstance(cast(object, provider), str):  # a list is not hashable
        raise _unknown_provider(provider)
    return _load_dialect(provider)


@lru_cache(maxsize=64)
def _load_dialect(provider: str) -> Dialect:
    from videojobs_api import PROVIDERS

    package = PROVIDERS[provider_name(provider)]
    dialect = import_module(f"videojobs_api.{package}.dialect").DIALECT
    if not isinstance(dialect, Dialect):
        raise ConfigurationError(f"the generated package of {provider} is damaged: its DIALECT is no Dialect")
    return dialect


def _unknown_provider(provider: object) -> ConfigurationError:
    names = provider_names()
    text = str(provider)
    message = f"no provider is named {printable(text, 60)!r}; {_suggestion(text, names)}there are {', '.join(names)}"
    if "compatible" in names:
        message += "; for a service that is not listed use 'compatible' with a base_url"
    return ConfigurationError(message)


def _suggestion(text: str, names: Iterable[str]) -> str:
    near = get_close_matches(text.lower(), list(names), n=1)
    return f"did you mean {near[0]!r}? " if near else ""


def operation_module(dialect: Dialect, name: str) -> ModuleType:
    """Return the generated module of an operation.

    Args:
        dialect: The provider's dialect.
        name: Its operationId as the document writes it (``GetVideo``), in another spelling (``get_video``,
            ``getVideo``), or its role (``retrieve``).

    Raises:
        NotSupported: No operation has that name; the message lists all.
    """
    for role, operation in dialect.operations.items():
        if name in (role, operation.operation_id):
            return import_module(operation.module)
    modules = _operation_modules(dialect)
    module = modules.get(_letters(name))
    if module is None:
        names = sorted(path.rpartition(".")[2] for path in modules.values())
        raise NotSupported(
            f"{dialect.title} has no operation {printable(name, 60)!r}; {_suggestion(name, names)}it has: "
            f"{', '.join(names)}",
            provider=dialect.name,
        )
    return import_module(module)


def is_paid(dialect: Dialect, module: ModuleType) -> bool:
    """Whether an operation starts a job."""
    return any(role in dialect.operations and dialect.operations[role].module == module.__name__ for role in PAID_ROLES)


def operation_headers(dialect: Dialect, module: ModuleType) -> dict[str, str]:
    """Return the headers that the provider wants on each request of an operation; those of paid ones included."""
    for operation in dialect.operations.values():
        if operation.module == module.__name__:
            paid = dialect.create.headers if is_paid(dialect, module) else {}
            return {**operation.headers, **paid}
    return {}


def query_id_parameter(dialect: Dialect, module: ModuleType) -> str | None:
    """Return the Python name of the query parameter that takes a job's id in an operation, or None."""
    for operation in dialect.operations.values():
        if operation.module == module.__name__ and operation.id_parameter in operation.query:
            return operation.id_parameter
    return None


def _letters(name: str) -> str:
    """Return a name in the one spelling that all its spellings share."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=16)
def _operation_modules(dialect: Dialect) -> dict[str, str]:
    """Return name -> import path of every operation, including those without a role."""
    modules = {_letters(operation.operation_id): operation.module for operation in dialect.operations.values()}
    for operation in dialect.operations.values():
        for module in _sibling_modules(operation.module):
            modules.setdefault(_letters(module.rpartition(".")[2]), module)
    return modules


def _sibling_modules(module: str) -> Iterator[str]:
    """Yield all operations of a generated package: ``videojobs_api.NAME.api.TAG.OPERATION``."""
    if module.count(".") < 4:  # a hand-made dialect, whose modules may be anywhere
        return
    import pkgutil  # 2 ms that `VideoClient(...)` does without

    api = module.rsplit(".", 2)[0]
    for tag in pkgutil.iter_modules(import_module(api).__path__):
        package = f"{api}.{tag.name}"
        for operation in pkgutil.iter_modules(import_module(package).__path__):
            yield f"{package}.{operation.name}"
