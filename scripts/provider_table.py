"""``python -m scripts.provider_table``: write the tables of providers and faults into the documents, or check them.

The facts are those of `videojobs.capabilities`, from the generated packages; sources and evidence are read from
``spec/`` and from the recordings of real servers. Run it after ``python -m scripts.generate``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.compatibility.page import page as compatibility_page
from scripts.compatibility.payloads import read_provider
from scripts.oas.problems import SpecError
from scripts.page_region import update_region
from scripts.spec.provider import ProviderFacts, provider_folders
from videojobs.emulator.fault_kinds import FAULTS
from videojobs.emulator.recorded_responses import RecordedResponses
from videojobs.jobs.model.capabilities import Capabilities, capabilities
from videojobs.jobs.registry import load_dialect, provider_name
from videojobs.openapi.documents import read_samples
from videojobs_api import PROVIDERS

HOME = Path(__file__).resolve().parents[1]
_SOURCES = {
    "vendored": "the provider's own document",
    "transcribed": "written down from the provider's pages",
    "written": "written for videojobs",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        providers = [read_provider(folder, options.recordings) for folder in provider_folders(options.spec)]
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    rows = [(provider.facts, capabilities(provider_name(provider.facts.name))) for provider in providers]
    checked = [provider.checked for provider in providers]
    regions = (
        (options.readme, "providers", short_table(rows, checked)),
        (options.page, "providers", page(rows)),
        (options.compatibility, "compatibility", compatibility_page(providers)),
        (options.emulator, "faults", fault_table()),
        (options.emulator, "samples", sample_table()),
    )
    stale = [path for path, name, text in regions if not update_region(path, name, text, write=not options.check)]
    for path in stale if options.check else ():
        print(f"{path}: its table is out of date: run `make generate`", file=sys.stderr)
    return 1 if options.check and stale else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.provider_table",
        description="Write the tables of providers into README.md, docs/providers.md and docs/compatibility.md, "
        "and that of faults into docs/emulator.md.",
        epilog="Exit codes: 0 done or up to date, 1 --check found a difference, 2 a folder cannot be read.",
    )
    parser.add_argument("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    parser.add_argument("--readme", type=Path, default=HOME / "README.md", metavar="FILE", help="README.md")
    parser.add_argument("--page", type=Path, default=HOME / "docs/providers.md", metavar="FILE", help="the whole page")
    parser.add_argument(
        "--compatibility",
        type=Path,
        default=HOME / "docs/compatibility.md",
        metavar="FILE",
        help="what each provider really does",
    )
    parser.add_argument(
        "--emulator", type=Path, default=HOME / "docs/emulator.md", metavar="FILE", help="the page of the emulator"
    )
    parser.add_argument(
        "--recordings",
        type=Path,
        default=HOME / "tests/real_servers/recordings",
        metavar="DIR",
        help="exchanges with real servers",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; say what would change")
    return parser


Row = tuple[ProviderFacts, Capabilities]


def short_table(rows: Sequence[Row], checked: Sequence[str]) -> str:
    """Return the table of the README: one line per provider, with what it was checked against."""
    lines = ["| provider | name | key | list | delete | remix | checked against |", "|---|---|---|---|---|---|---|"]
    for (_, able), against in zip(rows, checked, strict=True):
        flags = " | ".join(_yes(flag) for flag in (able.list, able.delete, able.remix))
        lines.append(f"| {able.title} | `{able.provider}` | {_key(able)} | {flags} | {against} |")
    return "\n".join(lines) + "\n"


def page(rows: Sequence[Row]) -> str:
    """Return the tables of the page: what each takes, what each can do, where each document came from."""
    able_lines = ["| name | operations | downloads | webhooks |", "|---|---|---|---|"]
    takes_lines = [
        "| name | body | seconds | sizes | reference image |",
        "|---|---|---|---|---|",
    ]
    source_lines = ["| name | address | key | document |", "|---|---|---|---|"]
    for facts, able in rows:
        name = f"`{able.provider}`"
        variants = ", ".join(able.variants) + (" and what else it has" if able.any_variant else "")
        able_lines.append(f"| {name} | {_words(able.operations)} | {variants} | {_yes(able.webhooks)} |")
        seconds = ", ".join(f"{length:g}" for length in able.seconds) or "any"
        takes_lines.append(
            f"| {name} | {_words(able.encodings)} | {seconds} | {', '.join(able.sizes) or 'any'} | "
            f"{_words(able.references) or 'none'} |"
        )
        source_lines.append(f"| {name} | {_address(able)} | {_key(able)} | {_source(facts)} |")
    parts = [
        f"## What each can do\n\n{_lines(able_lines)}",
        f"## What each takes\n\n{_lines(takes_lines)}",
        f"## Where each is, and where its document is from\n\n{_lines(source_lines)}",
    ]
    return "\n".join(parts)


def fault_table() -> str:
    """Return the table of the emulator's faults."""
    lines = ["| fault | what happens |", "|---|---|"]
    lines += [f"| `{kind.usage}` | {kind.effect} |" for kind in FAULTS]
    return _lines(lines)


def sample_table() -> str:
    """Return the table of the recorded responses that the emulators send on request."""
    lines = ["| provider | samples |", "|---|---|"]
    for provider in sorted(PROVIDERS):
        dialect = load_dialect(provider)
        samples = RecordedResponses(read_samples(provider), dialect).by_name.values()
        names = [f"`{sample.name}`" for sample in samples if sample.operation in dialect.operations]
        if names:
            lines.append(f"| {provider} | {', '.join(sorted(names))} |")
    return _lines(lines)


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _words(words: Sequence[str]) -> str:
    return ", ".join(word.replace("_", " ") for word in words)


def _key(able: Capabilities) -> str:
    names = dict.fromkeys(name for way in able.auth for name in way.env)
    variables = " or ".join(f"`{name}`" for name in names)
    if able.needs_key:
        return variables
    return f"{variables}, or none" if variables else "none"


def _address(able: Capabilities) -> str:
    return f"`{able.base_url}`" if able.base_url is not None else "yours: `base_url=`"


def _source(facts: ProviderFacts) -> str:
    source = facts.source
    what = f"[{_SOURCES[source.kind]}]({source.url})" if source.url else _SOURCES[source.kind]
    return f"{what}, {source.retrieved}" if source.retrieved else what


if __name__ == "__main__":
    raise SystemExit(main())
