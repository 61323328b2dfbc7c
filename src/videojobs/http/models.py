"""The base class of generated models, and the decoding of models inside other values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from attrs import fields, frozen

from videojobs.http.converters import PLAIN_TYPES, plain
from videojobs.http.types import UNSET

if TYPE_CHECKING:
    from videojobs.http.limits import Limit

V = TypeVar("V")
Converter = Callable[[Any], Any]
new = object.__new__
"""Returns an instance without attributes; to look it up in each class takes 3 % of the time of decoding a job."""


class Model(Generic[V]):
    """A JSON object as a class: `V` is the type of the values whose keys the document does not list.

    A generated model declares its attributes and the tables below; the methods are the same for all of them.

    Attributes:
        additional_properties: Values whose keys the document does not list; ``model[key]`` reads and writes them.
        WIRE_NAMES: Key of each attribute that has another name in Python.
        CONVERTERS: Function that decodes the value of an attribute. That of ``additional_properties`` decodes each
            of its values.
        LIMITS: Limits of the values that a request may send, by key.
    """

    __slots__ = ()

    WIRE_NAMES: ClassVar[Mapping[str, str]] = {}
    CONVERTERS: ClassVar[Mapping[str, Converter]] = {}
    LIMITS: ClassVar[Mapping[str, Limit]] = {}

    additional_properties: dict[str, V]

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode a JSON object: a missing key becomes UNSET, a value of another type is kept as it is."""
        model = new(cls)
        for key, name, convert in layout_of(cls).attributes:
            value = src.get(key, UNSET)
            setattr(model, name, value if convert is None else convert(value))
        model.additional_properties = cls._additional(src)  # type: ignore[misc]  # the slot is the subclass's
        return model

    @classmethod
    def _additional(cls, src: Mapping[str, Any]) -> dict[str, V]:
        # The usual object has no other keys, and is done after one comparison of sets.
        keys = layout_of(cls).keys
        if src.keys() <= keys.keys():
            return {}
        convert = cls.CONVERTERS.get("additional_properties")
        extra = {key: value for key, value in src.items() if key not in keys}
        return extra if convert is None else {key: convert(value) for key, value in extra.items()}

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object, without the values that are UNSET. A `File` stays a `File`."""
        values = {
            key: value if value.__class__ in PLAIN_TYPES else plain(value)  # most values are, and a call takes longer
            for key, name, _ in layout_of(type(self)).attributes
            if (value := getattr(self, name)) is not UNSET
        }
        for key, value in self.additional_properties.items():
            if value is not UNSET:
                values[key] = plain(value)
        return values

    def __getitem__(self, key: str) -> V:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: V) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not list."""
        return list(self.additional_properties)


M = TypeVar("M", bound=Model[Any])


@frozen
class Layout:
    """How the attributes of a model map to the keys of its JSON object.

    Attributes:
        attributes: Key, name and converter of each attribute.
        keys: The keys, in the order of the document.
    """

    attributes: tuple[tuple[str, str, Converter | None], ...]
    keys: dict[str, None]


def _layout_of(model: Any) -> Layout:
    names = [item.name for item in fields(model) if item.name != "additional_properties"]
    rows = [(model.WIRE_NAMES.get(name, name), name, model.CONVERTERS.get(name)) for name in names]
    return Layout(tuple(rows), dict.fromkeys(key for key, _, _ in rows))


# Not a decorator: mypy does not count a class among the hashable arguments (https://github.com/python/mypy/issues/11470).
layout_of: Callable[[Any], Layout] = cache(_layout_of)


def as_model(model: type[M], value: Any) -> Any:
    """Decode an object; any other value is returned unchanged."""
    if value.__class__ is dict or isinstance(value, Mapping):
        return model.from_dict(value)
    return value


def as_union(value: Any, *members: tuple[type[Model[Any]], Mapping[str, Any], frozenset[str]]) -> Any:
    """Decode an object as the member of a union that it fits; any other value is returned unchanged.

    An object that fits no member stays a dict, since a wrong guess could lose data. Of several that fit, the one with
    the most constants is chosen, then the one with the most required keys; if that leaves two, it stays a dict, too.

    Args:
        value: A decoded JSON value.
        members: Each a model, its required keys, and the constants that tell it from the others: a value, or a tuple
            of values that no other member has.
    """
    if not isinstance(value, Mapping):
        return value
    best: type[Model[Any]] | None = None
    best_score = (-1, -1)
    for model, constants, required in members:
        if not required.issubset(value) or not all(_fits(value, key, item) for key, item in constants.items()):
            continue
        score = (len(constants.keys() & value.keys()), len(required))
        if score > best_score:
            best, best_score = model, score
        elif score == best_score:
            best = None
    return best.from_dict(value) if best is not None else value


def _fits(value: Mapping[str, Any], key: str, constant: Any) -> bool:
    if isinstance(constant, tuple):  # JSON has no tuples
        return key not in value or value[key] in constant
    return bool(value.get(key) == constant)
