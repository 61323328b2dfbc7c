"""What is said of the generated client: which of its names no longer do what code relies on."""

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
    "attribute removed": "a model has lost an attribute that is read or given",
    "attribute type": "what is read from an attribute is of another type",
    "enum member removed": "an enum has lost a member",
    "exhaustive match": "a match over all members does not cover the new ones; the enum is open, so nothing breaks",
    "module moved": "the functions of an operation are in another module",
    "function removed": "an operation, or one of its functions, is gone or has another name",
    "parameter removed": "a function or constructor does not take an argument any more",
    "parameter required": "a function or constructor wants an argument that could be left out, or that is new",
    "parameter moved": "an argument stands elsewhere among those that are passed by position",
    "parameter type": "a function or constructor takes another type",
    "return type": "a function returns another type",
}
"""The kinds of symbols."""


@frozen(kw_only=True, eq=False)
class Side:
    """One of the two documents, as a package is made of it.

    Attributes:
        package: The package that its users import: ``videojobs_api.NAME``.
        document: What is generated: corrections applied, operations selected.
        source: The document as loaded: where problems are pointed at.
        allowed: JSON pointers of keys that may be unknown.
    """

    package: str
    document: JsonObject
    source: Document
    allowed: tuple[str, ...] = ()


@frozen(kw_only=True)
class Symbol:
    """A public name of the generated client that changed.

    Attributes:
        name: ``videojobs_api.NAME.models.VideoResource.seconds``; an argument of a function stands in brackets:
            ``videojobs_api.NAME.api.videos.create_video.sync(body)``.
        kind: One of ``KINDS``.
        old: Its type as it was, or its name for one that moved; None for what is new.
        new: Its type or name now; None for what is gone.
        message: What the type checker says to code that relies on it, or what the comparison of the two APIs says.
        breaks: What stops working.
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
    """What a revision does to the generated client.

    Attributes:
        symbols: The names that changed: those that break most first, then by name.
        refusal: Why no client could be generated from the revision, in one line; None: one was.
    """

    symbols: tuple[Symbol, ...]
    refusal: str | None = None
