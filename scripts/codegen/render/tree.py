"""Write the whole ``generated/`` tree from the provider folders, or compare it with the existing one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from scripts.codegen.proof.allowed_code import parse_allowed
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.proof.expected import ExpectedPackage
from scripts.codegen.render.output import check_replaceable, differences, format_tree, scratch_beside, swap_in
from scripts.codegen.render.package import render_provider, render_root
from scripts.codegen.render.project import require_pinned
from scripts.codegen.render.render import Summary
from scripts.codegen.views.dialect import ROOT, package_name
from scripts.oas.problems import Unsupported
from scripts.spec.provider import load_statuses, prepare, provider_folders

HOME = Path(__file__).resolve().parents[3]
Progress = Callable[[str], None]


@frozen
class Job:
    """What to generate.

    Attributes:
        spec: Folder of the provider folders.
        out: Folder that the package goes into.
        chosen: Names of the folders to generate; empty for all. The packages of the others are kept.
        progress: Called with the name of each folder before its turn.
    """

    spec: Path
    out: Path
    chosen: tuple[str, ...]
    progress: Progress

    @property
    def place(self) -> Path:
        """The package that holds all providers."""
        return self.out / ROOT


def write(job: Job) -> list[Summary]:
    """Write the tree into a scratch folder, check it, and put it in place.

    Raises:
        SpecError: A folder cannot be generated; nothing was written.
        RuntimeError: The output failed a check; nothing was written.
    """
    check_replaceable(job.place)
    with scratch_beside(job.place) as scratch:
        root = scratch / ROOT
        summaries = _build(job, root)
        swap_in(root, job.place)
    return summaries


def check(job: Job) -> list[str]:
    """Generate twice, under two hash seeds, and return the differences: from the existing tree, and between the two."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "first", ROOT)
        root.parent.mkdir()
        _build(job, root)
        lines = differences(root, job.place)
        again = Path(folder, "second")
        _again(job, again)
        lines += [f"{line} between two hash seeds" for line in differences(root, again / ROOT)]
    return lines


def _build(job: Job, root: Path) -> list[Summary]:
    """Write the whole tree into an empty folder; packages that are not chosen are copied from the existing tree."""
    require_pinned()
    names = _names(job)
    root.mkdir(parents=True)
    packages: dict[Path, ExpectedPackage] = {}
    summaries = []
    for name in names:
        package = root / package_name(name)
        if job.chosen and name not in job.chosen:
            _keep(job.place / package_name(name), package)
            continue
        job.progress(name)
        prepared = prepare(job.spec / name)
        try:
            rendered = render_provider(prepared, package)
        except Unsupported as error:
            raise prepared.source.error(error.pointer, error.what, error.fix) from None
        packages[package] = rendered.expected
        summaries.append(rendered.summary)
    render_root(names, load_statuses(job.spec / "statuses.yaml"), root)
    format_tree(root, first_party=True)
    parse_allowed(root)
    for package, expected in packages.items():
        check_package(package, expected)
    return summaries


def _names(job: Job) -> list[str]:
    providers = [folder.name for folder in provider_folders(job.spec)]
    if not providers:
        raise RuntimeError(f"{job.spec}: no folder with a provider.yaml in it")
    for name in job.chosen:
        if name not in providers:
            raise RuntimeError(f"{job.spec}: no provider {name!r}; there are {', '.join(providers)}")
    packages = {"statuses": "the table of status words", "values": "the types of values"}
    for name in providers:
        other = packages.setdefault(package_name(name), name)
        if other != name:
            raise RuntimeError(f"{job.spec}: {name!r} and {other!r} are both the package {package_name(name)}")
    return providers


def _keep(old: Path, new: Path) -> None:
    if not old.is_dir():
        raise RuntimeError(f"{old}: not generated yet; run without --provider first")
    shutil.copytree(old, new, ignore=shutil.ignore_patterns("__pycache__"))


def _again(job: Job, out: Path) -> None:
    # The order of a set of texts depends on the seed: code that iterates over one would differ from run to run.
    seed = "1"
    if os.environ.get("PYTHONHASHSEED") == seed:
        seed = "2"
    module = [sys.executable, "-m", "scripts.generate"]
    command = [*module, "--spec", str(job.spec.resolve()), "--out", str(out), "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "src")])}
    done = subprocess.run(command, cwd=out.parent, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
