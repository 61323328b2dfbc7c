# Generated from the folders under spec/ by `make generate`; not edited by hand.

"""Low-level clients, one package per provider, generated from the documents under ``spec/``."""

PROVIDERS = {
    "apifox": "apifox",
    "azure": "azure",
    "cometapi": "cometapi",
    "compatible": "compatible",
    "litellm": "litellm",
    "newapi": "newapi",
    "openai": "openai",
    "openrouter": "openrouter",
    "poe": "poe",
    "sglang": "sglang",
    "together": "together",
    "vllm-omni": "vllm_omni",
}
"""Name of each provider, and its package in here."""
