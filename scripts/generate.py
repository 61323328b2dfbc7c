"""``python -m scripts.generate``: write ``generated/`` from ``spec/``, or check that it is up to date."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import asdict

from scripts.codegen.dialect_view import ROOT, package_name
from scripts.codegen.output import check_tree, differences, format_tree, scratch_beside, swap_in
from scripts.codegen.package import Summary, render_provider, render_root
from scripts.codegen.problems import SpecError
from scripts.codegen.project import require_pinned
from scripts.codegen.provider import load_statuses, prepare
from scripts.codegen.unsupported import Unsupported

HOME = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        require_pinned()
        return _check(options) if options.check else _write(options)
    except (SpecError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.generate",
        description="Generate the low-level clients from the provider folders.",
        epilog="Exit codes: 0 done or up to date, 1 --check found a difference, 2 a folder cannot be generated.",
    )
    parser.add_argument("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    parser.add_argument("--out", type=Path, default=HOME / "generated", metavar="DIR", help="where the package goes")
    parser.add_argument("--provider", action="append", metavar="NAME", help="only this folder; may be repeated")
    parser.add_argument("--check", action="store_true", help="write nothing; say what would change")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser


def _names(options: argparse.Namespace) -> list[str]:
    spec: Path = options.spec
    found = sorted(path.parent.name for path in spec.glob("*/provider.yaml"))
    if not found:
        raise RuntimeError(f"{spec}: no folder with a provider.yaml in it")
    for name in options.provider or ():
        if name not in found:
            raise RuntimeError(f"{spec}: no provider {name!r}; there are {', '.join(found)}")
    return found


def _build(options: argparse.Namespace, made: Path) -> list[Summary]:
    """Write the whole tree into an empty folder; packages that were not asked for are copied as they are."""
    names = _names(options)
    chosen = options.provider or names
    made.mkdir(parents=True)
    render_root(names, load_statuses(options.spec / "statuses.yaml"), made)
    summaries = []
    for name in names:
        package = made / package_name(name)
        if name in chosen:
            _say(options, f"  {name} ...")
            prepared = prepare(options.spec / name)
            try:
                summaries.append(render_provider(prepared, package))
            except Unsupported as error:
                raise prepared.source.error(error.pointer, error.what, error.fix) from None
        else:
            _keep(options.out / ROOT / package_name(name), package)
    format_tree(made)
    check_tree(made)
    return summaries


def _keep(old: Path, new: Path) -> None:
    if not old.is_dir():
        raise RuntimeError(f"{old}: not generated yet; run without --provider first")
    shutil.copytree(old, new, ignore=shutil.ignore_patterns("__pycache__"))


def _write(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    place: Path = options.out / ROOT
    with scratch_beside(place) as scratch:
        made = scratch / ROOT
        summaries = _build(options, made)
        swap_in(made, place)
    _report(options, summaries, time.perf_counter() - started)
    return 0


def _check(options: argparse.Namespace) -> int:
    """Generate twice, under two hash seeds, and compare both with what is there."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "first", ROOT)
        made.parent.mkdir()
        _build(options, made)
        found = differences(made, options.out / ROOT)
        again = Path(folder, "second")
        _again(options, again)
        found += [f"{line} between two hash seeds" for line in differences(made, again / ROOT)]
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print(f"{options.out / ROOT} is not what spec/ says: run `make generate`, commit the result", file=sys.stderr)
    else:
        _say(options, "generated code is up to date")
    return 1 if found else 0


def _again(options: argparse.Namespace, out: Path) -> None:
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    module = [sys.executable, "-m", "scripts.generate"]
    command = [*module, "--spec", str(options.spec.resolve()), "--out", str(out), "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "src")])}
    done = subprocess.run(command, cwd=out.parent, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())


def _say(options: argparse.Namespace, text: str) -> None:
    if not options.json:
        print(text, flush=True)


def _report(options: argparse.Namespace, summaries: list[Summary], seconds: float) -> None:
    if options.json:
        print(json.dumps({"providers": [asdict(item) for item in summaries], "seconds": round(seconds, 3)}))
        return
    print(f"{'provider':<16}{'operations':>12}{'models':>8}{'enums':>8}")
    for item in summaries:
        print(f"{item.provider:<16}{item.operations:>12}{item.models:>8}{item.enums:>8}")
    print(f"written to {options.out / ROOT} in {seconds:.1f} s")


if __name__ == "__main__":
    raise SystemExit(main())
