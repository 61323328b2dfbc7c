# Generated from spec/compatible: Any compatible server, written for videojobs; OpenAPI 3.1.0, version 1.0.0. By
# openapi-python-client 0.29.1 with the templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define, field

from videojobs.runtime.codec import extra_keys, plain
from videojobs.runtime.unset import UNSET, Unset

_KEYS: frozenset[str] = frozenset(["id", "object", "deleted", "status"])


@define(kw_only=True)
class DeletedVideo:
    """What is left of a deleted video.

    Attributes:
        id: Id that the video had.
        object_: Most say `video.deleted`.
        deleted: Whether the video is gone.
        status: From servers that answer with the job, `deleted`.
    """

    id: str | Unset = UNSET
    object_: str | Unset = UNSET
    deleted: bool | Unset = UNSET
    status: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        get = src.get
        self.id = get("id", UNSET)
        self.object_ = get("object", UNSET)
        self.deleted = get("deleted", UNSET)
        self.status = get("status", UNSET)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "id": self.id,
            "object": self.object_,
            "deleted": self.deleted,
            "status": self.status,
        }
        found = {key: value for key, value in values.items() if value is not UNSET}
        found.update(plain(self.additional_properties))
        return found

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not know."""
        return list(self.additional_properties)
