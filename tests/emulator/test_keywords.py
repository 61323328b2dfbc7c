"""The typed keyword arguments of `create_app`, `serve`, `in_process` and `fail_next`: those of their classes."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from videojobs.emulator import Fault, FaultKeywords, Settings, SettingsKeywords, create_app

# Of a text: `kind` and `value` are what it always has.
OF_THE_TEXT = {"kind", "value"}


@pytest.mark.parametrize(("keywords", "of"), [(SettingsKeywords, Settings), (FaultKeywords, Fault)])
def test_the_keywords_are_those_of_the_class(keywords: Any, of: type) -> None:
    """With the same types; of an attribute that is converted, the type that the conversion takes."""
    parameters = inspect.signature(of).parameters.values()
    expected = {item.name: item.annotation for item in parameters if item.name not in OF_THE_TEXT}
    assert {name: item.__forward_arg__ for name, item in keywords.__annotations__.items()} == expected


def test_a_wrong_keyword_is_named() -> None:
    """Also where no type checker looks."""
    wrong: Any = {"render_second": 1}
    with pytest.raises(TypeError, match="'render_second'"):
        create_app("openai", **wrong)
