# Generated from the folders under spec/ by `make generate`; not edited by hand.

"""Types of arguments: the names of providers; what their documents list for a create, or any other value."""

from typing import Literal

from .azure import values as azure
from .cometapi import values as cometapi
from .openai import values as openai
from .openrouter import values as openrouter
from .poe import values as poe

ProviderName = Literal[
    "apifox",
    "azure",
    "cometapi",
    "compatible",
    "litellm",
    "newapi",
    "openai",
    "openrouter",
    "poe",
    "sglang",
    "together",
    "vllm-omni",
]
ModelName = openai.ModelName | poe.ModelName | str
Seconds = azure.Seconds | cometapi.Seconds | openai.Seconds | float | str
Size = azure.Size | openai.Size | openrouter.Size | str | tuple[int, int]
