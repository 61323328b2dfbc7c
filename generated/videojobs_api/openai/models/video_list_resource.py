# Generated from spec/openai: OpenAI, vendored from
# https://raw.githubusercontent.com/openai/openai-openapi/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml at
# f85dbe223d40e1a31cba812ab2d755c7e98a92a3; OpenAPI 3.1.0, version 2.3.0. By openapi-python-client 0.29.1 with the
# templates of videojobs. Not edited by hand: `make generate` writes it.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define, field

from videojobs.http.converters import Field, as_list, as_model, extra_keys, plain, read_fields
from videojobs.http.unset import UNSET, Unset

from .video_resource import VideoResource


@define(kw_only=True)
class VideoListResource:
    """What the document calls VideoListResource.

    Attributes:
        object_: Always `list`.
        data: The jobs of this page.
        first_id: Id of the page's first job; null if it is empty.
        last_id: Id of the page's last job, for `after`; null if it is empty.
        has_more: Whether a further page follows.
    """

    object_: Literal["list"] = "list"
    data: list[VideoResource]
    first_id: str | None | Unset = UNSET
    last_id: str | None | Unset = UNSET
    has_more: bool | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object; a missing key is UNSET, an unknown one is kept."""
        self = cls.__new__(cls)
        try:
            self.object_ = src["object"]
            self.data = as_list(lambda item: as_model(VideoResource, item), src["data"])
            self.first_id = src["first_id"]
            self.last_id = src["last_id"]
            self.has_more = src["has_more"]
            if len(src) == 5:  # these keys, and no other
                self.additional_properties = {}
                return self
        except (KeyError, TypeError):  # a key is missing, or a value is of another kind
            read_fields(self, src, _FIELDS)
        self.additional_properties = extra_keys(src, _KEYS)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows; what is UNSET is left out."""
        values: dict[str, Any] = {
            "object": self.object_,
            "data": plain(self.data),
            "first_id": self.first_id,
            "last_id": self.last_id,
            "has_more": self.has_more,
        }
        if self.additional_properties:
            values.update(plain(self.additional_properties))
        return {key: value for key, value in values.items() if value is not UNSET}

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


_FIELDS: tuple[Field, ...] = (
    ("object", "object_", None),
    ("data", "data", lambda value: as_list(lambda item: as_model(VideoResource, item), value)),
    ("first_id", "first_id", None),
    ("last_id", "last_id", None),
    ("has_more", "has_more", None),
)
_KEYS = frozenset(wire for wire, _, _ in _FIELDS)
