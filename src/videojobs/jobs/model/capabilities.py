"""List the operations, sizes and other abilities of a provider, without a key and without a request."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import frozen

from videojobs.dialect import Auth, Dialect, Encoding, ReferenceForm
from videojobs.jobs.decoding.converters import LENGTH_UNITS, number
from videojobs.jobs.registry import load_dialect

if TYPE_CHECKING:
    from videojobs_api.values import ProviderName

_VIDEO = "video"


@frozen(kw_only=True)
class Capabilities:
    """The abilities of a provider, by its document and its dialect. An empty tuple means that the document lists none.

    Attributes:
        provider: Name of the provider.
        title: The name as the provider writes it.
        base_url: URL of its API, or None: the caller must pass it.
        auth: Accepted ways to authenticate, the preferred one first.
        operations: Roles of its operations: ``create``, ``retrieve``, ``list``, ``delete``, ``content``, ``remix`` ...
        encodings: Encodings of a create, the preferred one first: ``json``, ``multipart``.
        models: The models that its document names; there may be others.
        sizes: The sizes it takes, as it writes them.
        seconds: The lengths it takes.
        references: Forms of ``input_reference``: ``file``, ``url``, ``file_id``, ``data_url``.
        variants: Variants that `download` can fetch: ``video``, and images of it.
        any_variant: Whether `download` may request variants that its document does not list.
        list: Whether jobs can be listed.
        delete: Whether a job can be deleted.
        cancel: Whether a running job can be stopped by an operation of its own.
        remix: Whether a finished clip can be varied.
        webhooks: Whether its document describes webhooks.
    """

    provider: str
    title: str
    base_url: str | None
    auth: tuple[Auth, ...]
    operations: tuple[str, ...]
    encodings: tuple[Encoding, ...]
    models: tuple[str, ...]
    sizes: tuple[str, ...]
    seconds: tuple[float, ...]
    references: tuple[ReferenceForm, ...]
    variants: tuple[str, ...]
    any_variant: bool
    list: bool
    delete: bool
    cancel: bool
    remix: bool
    webhooks: bool

    @property
    def needs_key(self) -> bool:
        """Whether every request needs a key."""
        return not any(way.scheme == "none" for way in self.auth)


def capabilities(provider: ProviderName | Dialect) -> Capabilities:
    """Return the abilities of a provider. Needs no key, sends nothing.

    Raises:
        ConfigurationError: No provider has that name; the message lists all.
    """
    dialect = provider if isinstance(provider, Dialect) else load_dialect(provider)
    document = _document(dialect)
    operations: builtins.list[str] = [*dialect.operations]
    content = dialect.operations.get("content")
    listed: tuple[str, ...] | None = ()
    if content is not None and "variant" in content.query:
        listed = dialect.content.variants
    return Capabilities(
        provider=dialect.name,
        title=dialect.title,
        base_url=dialect.base_url,
        auth=dialect.auth,
        operations=tuple(operations),
        encodings=dialect.create.encodings,
        models=dialect.create.model_values,
        sizes=dialect.create.listed_sizes,
        seconds=tuple(_lengths(dialect.create.seconds_values)),
        references=dialect.create.reference_forms,
        variants=(_VIDEO, *(listed or ())),
        any_variant=listed is None,
        list="list" in operations,
        delete="delete" in operations,
        cancel="cancel" in operations,
        remix="remix" in operations,
        webhooks=bool(document.get("webhooks")),
    )


def _lengths(listed: tuple[str, ...]) -> Iterator[float]:
    for value in listed:
        seconds = number(value, LENGTH_UNITS)
        if seconds is not None:
            yield seconds


def _document(dialect: Dialect) -> Mapping[str, Any]:
    """Return the document beside the generated code; empty for a dialect that was not generated."""
    operation = next(iter(dialect.operations.values()), None)
    if operation is None or not operation.module.startswith("videojobs_api."):
        return {}
    return _read(".".join(operation.module.split(".")[:2]))


@lru_cache(maxsize=8)
def _read(package: str) -> Mapping[str, Any]:
    document: Any = json.loads(files(package).joinpath("openapi.json").read_text(encoding="utf-8"))
    return document if isinstance(document, Mapping) else {}
