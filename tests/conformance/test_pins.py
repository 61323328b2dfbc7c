"""What `make conformance` installs is pinned, with hashes, wherever it comes from."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conformance.environments import node_version_of, version_of

NODE = Path(__file__).parent / "node"
README = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")


def test_node_packages():
    """Each package has a hash and no address; those that are named are named exactly."""
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    named = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert named == {name: node_version_of(name) for name in named}


def test_the_page_has_the_versions():
    """The table of judges in README.md names the pinned versions."""
    versions = [version_of(name) for name in ("openai", "schemathesis")]
    versions += [node_version_of(name) for name in ("openai", "@stdy/cli", "@stoplight/prism-cli")]
    assert [version for version in versions if f"| {version} |" not in README] == []
