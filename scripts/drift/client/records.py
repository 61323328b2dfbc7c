"""The names of the generated client that changed, and the sources that the client is generated from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.change import Breaks
    from scripts.oas.document import Document, JsonObject

KINDS: Mapping[str, str] = {
    "class removed": "the class cannot be imported any more",
    "class kind": "the class is of another kind: an enum of texts, an enum of numbers, or a model",
    "attribute removed": "a model has lost an attribute that code reads or passes",
    "attribute type": "an attribute has another type when it is read",
    "enum member removed": "an enum has lost a member",
    "exhaustive match": "a match over all members does not cover the new ones; the enum is open, so nothing breaks",
    "module moved": "the functions of an operation are in another module",
    "function removed": "an operation, or one of its functions, was removed or renamed",
    "parameter removed": "a function or constructor no longer takes an argument",
    "parameter required": "a function or constructor requires an argument that was optional or is new",
    "parameter moved": "a positional argument has another position",
    "parameter type": "a function or constructor takes another type",
    "return type": "a function returns another type",
}
"""The kinds of symbols."""


@frozen(kw_only=True, eq=False)
class PackageSource:
    """One of the two documents, prepared for the generator.

    Attributes:
        package: The package that users import: ``videojobs_api.NAME``.
        document: The document: corrections applied, operations selected.
        source: The document as loaded, for the places of problems.
        allowed: JSON pointers of unknown keys that the generator ignores.
    """

    package: str
    document: JsonObject
    source: Document
    allowed: tuple[str, ...] = ()


@frozen(kw_only=True)
class Symbol:
    """A public name of the generated client that changed.

    Attributes:
        name: ``videojobs_api.NAME.models.VideoResource.seconds``; an argument of a function is in parentheses:
            ``videojobs_api.NAME.api.videos.create_video.sync(body)``.
        kind: One of ``KINDS``.
        old: Its old type, or the old name of one that moved; None for a new one.
        new: Its new type or name; None for a removed one.
        message: The type checker's error in code that relies on it, or the result of the comparison of the two APIs.
        breaks: The part of a caller's code that stops working.
        changes: Fingerprints of the changes that cause it, sorted.
    """

    name: str
    kind: str
    old: str | None
    new: str | None
    message: str
    breaks: Breaks
    changes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Impact:
    """The effect of a revision on the generated client.

    Attributes:
        symbols: The names that changed: the most harmful first, then by name.
        refusal: Why no client could be generated from the revision, in one line; None if one was.
    """

    symbols: tuple[Symbol, ...]
    refusal: str | None = None
