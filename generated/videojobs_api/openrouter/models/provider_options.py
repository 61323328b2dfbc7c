# Generated from spec/openrouter by `make generate`; not edited by hand.

"""The schema ProviderOptions."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define, field

from videojobs.http.models import Model
from videojobs.http.types import UNSET, Unset


@define(kw_only=True)
class ProviderOptions(Model[Any]):
    """Parameters of the upstreams, by the name of each.

    Attributes:
        value_01ai: On the wire: ``01ai``.
    """

    value_01ai: dict[str, Any] | Unset = UNSET
    ai21: dict[str, Any] | Unset = UNSET
    aion_labs: dict[str, Any] | Unset = UNSET
    akashml: dict[str, Any] | Unset = UNSET
    alibaba: dict[str, Any] | Unset = UNSET
    amazon_bedrock: dict[str, Any] | Unset = UNSET
    amazon_bedrock_claude_on_aws: dict[str, Any] | Unset = UNSET
    amazon_nova: dict[str, Any] | Unset = UNSET
    ambient: dict[str, Any] | Unset = UNSET
    anthropic: dict[str, Any] | Unset = UNSET
    anthropic_2: dict[str, Any] | Unset = UNSET
    anyscale: dict[str, Any] | Unset = UNSET
    arcee_ai: dict[str, Any] | Unset = UNSET
    atlas_cloud: dict[str, Any] | Unset = UNSET
    atoma: dict[str, Any] | Unset = UNSET
    avian: dict[str, Any] | Unset = UNSET
    azure: dict[str, Any] | Unset = UNSET
    baidu: dict[str, Any] | Unset = UNSET
    baseten: dict[str, Any] | Unset = UNSET
    black_forest_labs: dict[str, Any] | Unset = UNSET
    byteplus: dict[str, Any] | Unset = UNSET
    centml: dict[str, Any] | Unset = UNSET
    cerebras: dict[str, Any] | Unset = UNSET
    chutes: dict[str, Any] | Unset = UNSET
    cirrascale: dict[str, Any] | Unset = UNSET
    clarifai: dict[str, Any] | Unset = UNSET
    claude_on_aws: dict[str, Any] | Unset = UNSET
    cloudflare: dict[str, Any] | Unset = UNSET
    cohere: dict[str, Any] | Unset = UNSET
    coreweave: dict[str, Any] | Unset = UNSET
    crofai: dict[str, Any] | Unset = UNSET
    crucible: dict[str, Any] | Unset = UNSET
    crusoe: dict[str, Any] | Unset = UNSET
    darkbloom: dict[str, Any] | Unset = UNSET
    databricks: dict[str, Any] | Unset = UNSET
    decart: dict[str, Any] | Unset = UNSET
    deepgram: dict[str, Any] | Unset = UNSET
    deepinfra: dict[str, Any] | Unset = UNSET
    deepseek: dict[str, Any] | Unset = UNSET
    dekallm: dict[str, Any] | Unset = UNSET
    digitalocean: dict[str, Any] | Unset = UNSET
    enfer: dict[str, Any] | Unset = UNSET
    fake_provider: dict[str, Any] | Unset = UNSET
    featherless: dict[str, Any] | Unset = UNSET
    fireworks: dict[str, Any] | Unset = UNSET
    fish_audio: dict[str, Any] | Unset = UNSET
    friendli: dict[str, Any] | Unset = UNSET
    gmicloud: dict[str, Any] | Unset = UNSET
    google_ai_studio: dict[str, Any] | Unset = UNSET
    google_vertex: dict[str, Any] | Unset = UNSET
    gopomelo: dict[str, Any] | Unset = UNSET
    groq: dict[str, Any] | Unset = UNSET
    heygen: dict[str, Any] | Unset = UNSET
    huggingface: dict[str, Any] | Unset = UNSET
    hyperbolic: dict[str, Any] | Unset = UNSET
    hyperbolic_quantized: dict[str, Any] | Unset = UNSET
    inception: dict[str, Any] | Unset = UNSET
    inceptron: dict[str, Any] | Unset = UNSET
    inferact_vllm: dict[str, Any] | Unset = UNSET
    inference_net: dict[str, Any] | Unset = UNSET
    infermatic: dict[str, Any] | Unset = UNSET
    inflection: dict[str, Any] | Unset = UNSET
    inocloud: dict[str, Any] | Unset = UNSET
    io_net: dict[str, Any] | Unset = UNSET
    ionstream: dict[str, Any] | Unset = UNSET
    klusterai: dict[str, Any] | Unset = UNSET
    krea: dict[str, Any] | Unset = UNSET
    lambda_: dict[str, Any] | Unset = UNSET
    lepton: dict[str, Any] | Unset = UNSET
    liquid: dict[str, Any] | Unset = UNSET
    lynn: dict[str, Any] | Unset = UNSET
    lynn_private: dict[str, Any] | Unset = UNSET
    makora: dict[str, Any] | Unset = UNSET
    mancer: dict[str, Any] | Unset = UNSET
    mancer_old: dict[str, Any] | Unset = UNSET
    mara: dict[str, Any] | Unset = UNSET
    meta: dict[str, Any] | Unset = UNSET
    minimax: dict[str, Any] | Unset = UNSET
    mistral: dict[str, Any] | Unset = UNSET
    modal: dict[str, Any] | Unset = UNSET
    modelrun: dict[str, Any] | Unset = UNSET
    modular: dict[str, Any] | Unset = UNSET
    moonshotai: dict[str, Any] | Unset = UNSET
    morph: dict[str, Any] | Unset = UNSET
    ncompass: dict[str, Any] | Unset = UNSET
    nebius: dict[str, Any] | Unset = UNSET
    nex_agi: dict[str, Any] | Unset = UNSET
    nextbit: dict[str, Any] | Unset = UNSET
    nineteen: dict[str, Any] | Unset = UNSET
    novita: dict[str, Any] | Unset = UNSET
    nvidia: dict[str, Any] | Unset = UNSET
    octoai: dict[str, Any] | Unset = UNSET
    open_inference: dict[str, Any] | Unset = UNSET
    openai: dict[str, Any] | Unset = UNSET
    parasail: dict[str, Any] | Unset = UNSET
    perceptron: dict[str, Any] | Unset = UNSET
    perplexity: dict[str, Any] | Unset = UNSET
    phala: dict[str, Any] | Unset = UNSET
    poolside: dict[str, Any] | Unset = UNSET
    quiver: dict[str, Any] | Unset = UNSET
    recraft: dict[str, Any] | Unset = UNSET
    recursal: dict[str, Any] | Unset = UNSET
    reflection: dict[str, Any] | Unset = UNSET
    reka: dict[str, Any] | Unset = UNSET
    relace: dict[str, Any] | Unset = UNSET
    replicate: dict[str, Any] | Unset = UNSET
    runway: dict[str, Any] | Unset = UNSET
    sail_research: dict[str, Any] | Unset = UNSET
    sakana: dict[str, Any] | Unset = UNSET
    sakana_ai: dict[str, Any] | Unset = UNSET
    sambanova: dict[str, Any] | Unset = UNSET
    sambanova_cloaked: dict[str, Any] | Unset = UNSET
    seed: dict[str, Any] | Unset = UNSET
    sf_compute: dict[str, Any] | Unset = UNSET
    siliconflow: dict[str, Any] | Unset = UNSET
    sourceful: dict[str, Any] | Unset = UNSET
    stealth: dict[str, Any] | Unset = UNSET
    stepfun: dict[str, Any] | Unset = UNSET
    streamlake: dict[str, Any] | Unset = UNSET
    switchpoint: dict[str, Any] | Unset = UNSET
    targon: dict[str, Any] | Unset = UNSET
    tencent: dict[str, Any] | Unset = UNSET
    tenstorrent: dict[str, Any] | Unset = UNSET
    thinkingmachines: dict[str, Any] | Unset = UNSET
    together: dict[str, Any] | Unset = UNSET
    together_lite: dict[str, Any] | Unset = UNSET
    ubicloud: dict[str, Any] | Unset = UNSET
    upstage: dict[str, Any] | Unset = UNSET
    venice: dict[str, Any] | Unset = UNSET
    voyageai: dict[str, Any] | Unset = UNSET
    wafer: dict[str, Any] | Unset = UNSET
    wandb: dict[str, Any] | Unset = UNSET
    wandb_legacy: dict[str, Any] | Unset = UNSET
    xai: dict[str, Any] | Unset = UNSET
    xiaomi: dict[str, Any] | Unset = UNSET
    z_ai: dict[str, Any] | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    WIRE_NAMES: ClassVar = {
        "value_01ai": "01ai",
        "aion_labs": "aion-labs",
        "amazon_bedrock": "amazon-bedrock",
        "amazon_bedrock_claude_on_aws": "amazon-bedrock/claude-on-aws",
        "amazon_nova": "amazon-nova",
        "anthropic_2": "anthropic/2",
        "arcee_ai": "arcee-ai",
        "atlas_cloud": "atlas-cloud",
        "black_forest_labs": "black-forest-labs",
        "claude_on_aws": "claude-on-aws",
        "fake_provider": "fake-provider",
        "fish_audio": "fish-audio",
        "google_ai_studio": "google-ai-studio",
        "google_vertex": "google-vertex",
        "hyperbolic_quantized": "hyperbolic-quantized",
        "inferact_vllm": "inferact-vllm",
        "inference_net": "inference-net",
        "io_net": "io-net",
        "lambda_": "lambda",
        "lynn_private": "lynn-private",
        "mancer_old": "mancer-old",
        "nex_agi": "nex-agi",
        "open_inference": "open-inference",
        "sail_research": "sail-research",
        "sakana_ai": "sakana-ai",
        "sambanova_cloaked": "sambanova-cloaked",
        "sf_compute": "sf-compute",
        "together_lite": "together-lite",
        "wandb_legacy": "wandb-legacy",
        "z_ai": "z-ai",
    }
