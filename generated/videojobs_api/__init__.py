# Generated from the folders under spec/. By openapi-python-client 0.29.1 with the templates of videojobs. Not edited
# by hand: `make generate` writes it.

"""Low-level clients, one package per provider, generated from the documents under ``spec/``."""

from __future__ import annotations

PROVIDERS = {
    "apifox": "apifox",
    "azure": "azure",
    "cometapi": "cometapi",
    "compatible": "compatible",
    "litellm": "litellm",
    "newapi": "newapi",
    "openai": "openai",
    "poe": "poe",
    "sglang": "sglang",
    "vllm-omni": "vllm_omni",
}
"""Name of each provider, and its package in here."""
