"""How many examples: a few in each run of the tests, always the same ones; as many as asked for in a fuzzing run.

``VIDEOJOBS_FUZZ=50 pytest tests/codegen -k fuzz`` tries fifty times as many, other ones each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FACTOR = int(os.environ.get("VIDEOJOBS_FUZZ", "0"))


def fuzzed(examples: int) -> settings:
    """Return the settings for a test that tries this many examples in a usual run."""
    return settings(
        max_examples=examples * max(1, FACTOR),
        derandomize=not FACTOR,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )


_NASTY = [
    *(
        '"""',
        "'''",
        '"',
        "'",
        "\\",
        '\\"',
        "\n",
        "\r",
        "\t",
        "\0",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\u202e",
        "\ufeff",
    ),
    *("{", "}", "{{", "}}", "{%", "%}", "{#", "#", "# coding: utf-7", "# type: ignore", "%s", "$(x)", "`", "${x}"),
    *(
        "__import__('os').environ.setdefault('CANARY', '1')",
        "import os",
        "\nimport os\n",
        "exec",
        "lambda:0",
        "\\N{DIGIT ONE}",
    ),
    *(
        "None",
        "class",
        "self",
        "__init__",
        "from_dict",
        "a",
        "A",
        "a_b",
        "aB",
        "1",
        "-1",
        "名",
        "é",
        "ﬁ",
        "ａ",
        "😀",
        " ",
        "",
    ),
]

texts = st.lists(st.one_of(st.sampled_from(_NASTY), st.characters(codec="utf-8")), max_size=6).map("".join)
"""Texts that have broken generators, alone and in pieces."""

words = texts.filter(bool)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
