"""The workflows: what they may do, what they run, and that their scripts do what they say."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("yaml", reason="the workflows are read with PyYAML, which only the maintainer's tools need")

from scripts.oas.load import load
from scripts.test_pythons import MINORS

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.stem: load(path).root for path in FILES}
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"]]
# Whatever a job may do beyond reading the repository is written down here, too.
MORE = {
    ("drift", "issue"): {"issues": "write"},
    ("release", "publish"): {"id-token": "write"},
    ("drift", "scan"): {"actions": "read", "security-events": "write"},
}
RANGES = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]


def steps(name: str, job: str) -> list[dict]:
    """Return the steps of a job."""
    return WORKFLOWS[name]["jobs"][job]["steps"]


def scripts_of(name: str) -> list[str]:
    """Return every script of a workflow."""
    return [step["run"] for job in WORKFLOWS[name]["jobs"] for step in steps(name, job) if "run" in step]


def script(name: str, job: str, part: str) -> str:
    """Return the script of a job that has ``part`` in it."""
    (found,) = (step["run"] for step in steps(name, job) if part in step.get("run", ""))
    return found


def test_the_workflows_are_there() -> None:
    """One for each change, two for each night, one for a release."""
    assert sorted(WORKFLOWS) == ["ci", "drift", "nightly", "release"]


def test_every_test_is_run_somewhere() -> None:
    """`make test` leaves out what is marked as nightly; the workflow of the night does not."""
    assert "make test-all" in scripts_of("nightly")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    """A tag can be moved; a commit cannot. The version stands in a comment, and is the same wherever the commit is."""
    uses = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert uses
    for line in uses:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_version_of_each_action() -> None:
    """The same action is at the same commit everywhere."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        for action, rest in re.findall(r"uses: ([\w.-]+/[\w.-]+)[\w/-]*@(.*)", path.read_text(encoding="utf-8")):
            found.setdefault(action, set()).add(rest)
    assert {action: versions for action, versions in found.items() if len(versions) > 1} == {}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_is_allowed_by_default(name: str) -> None:
    """What a job does not ask for it may not do."""
    assert WORKFLOWS[name]["permissions"] == {}
    assert "concurrency" in WORKFLOWS[name]


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_each_job_may_do_the_least(name: str, job: str) -> None:
    """A job reads the repository; more only where it is written down above. It ends in time."""
    found = WORKFLOWS[name]["jobs"][job]
    assert found["permissions"] == {"contents": "read", **MORE.get((name, job), {})}
    assert 0 < found["timeout-minutes"] <= 60
    assert re.fullmatch(r"ubuntu-\d\d\.04", found["runs-on"])


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_no_key_is_left_in_the_checkout(name: str, job: str) -> None:
    """The token does not stay on disk where the code that is run could read it."""
    for step in steps(name, job):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false" or step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_expression_reaches_a_shell(name: str) -> None:
    """A script takes values from its environment only: what stands in ``${{ }}`` would be run as written."""
    assert [text for text in scripts_of(name) if "${{" in text] == []
    text = (ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    assert not re.search(r"\$\{\{\s*github\.event|pull_request_target|workflow_run|secrets\.", text)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_is_run_exists(name: str) -> None:
    """Each `make` verb is one of the Makefile, each module can be found."""
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = "\n".join(scripts_of(name))
    asked = set(re.findall(r"\bmake ([a-z-]+)", text))
    assert asked
    assert asked <= verbs
    for module in re.findall(r"-m (scripts[.\w]*)", text):
        assert importlib.util.find_spec(module) is not None, module


@pytest.mark.parametrize("module", ["scripts.drift", "scripts.drift.nightly.alarm"])
def test_options_exist(module: str) -> None:
    """Every option that a workflow gives is one that the command takes."""
    joined = "\n".join(scripts_of("drift")).replace("\\\n", " ")
    calls = re.findall(rf"-m {re.escape(module)} (.*)", joined)
    assert calls
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for option in re.findall(r"(?<![\w-])--[a-z-]+", " ".join(calls)):
        assert re.search(rf"{option}\b", done.stdout), option


@pytest.mark.parametrize("name", ["drift", "nightly"])
def test_night_has_a_time(name: str) -> None:
    """The cron line has five fields in their ranges, and does not run on the hour, when everybody's does."""
    (entry,) = WORKFLOWS[name]["on"]["schedule"]
    fields = entry["cron"].split(" ")
    assert len(fields) == len(RANGES)
    for field, (low, high) in zip(fields, RANGES, strict=True):
        assert field == "*" or low <= int(field) <= high
    assert fields[0] not in {"*", "0"}
    assert fields[1] != "*"


def test_every_supported_python_is_tested() -> None:
    """The matrix names the Pythons that the wheel is tested on."""
    assert WORKFLOWS["ci"]["jobs"]["test"]["strategy"]["matrix"]["python"] == [f"3.{minor}" for minor in MINORS]


def run(text: str, folder: Path, python: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as the runner does, with a stand-in for Python that is itself a shell script."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    program = folder / ".venv/bin/python"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!{bash}\necho "$@" >> calls\n{python}\n', encoding="utf-8")
    program.chmod(0o755)
    given = {"PATH": os.environ["PATH"], "PROVIDER": "example", "PAUSE": "0", **environment}
    given |= {"GITHUB_OUTPUT": str(folder / "output"), "GITHUB_STEP_SUMMARY": str(folder / "summary")}
    return subprocess.run([bash, "-e", "-c", text], cwd=folder, env=given, capture_output=True, text=True, check=False)


# Writes what was asked for, and ends with the next of the codes in the file `codes`.
DRIFT = r"""
code=$(head -n 1 codes); sed -i 1d codes
for word in "$@"; do case "$word" in *=drift/*) echo "{}" > "${word#*=}";; esac; done
case "$code" in 0|1|2) echo report > drift/report.md;; esac
echo "::error::from a document" >&2
case "$code" in crash) rm drift/*.json; exit 1;; *) exit "$code";; esac
"""


@pytest.mark.parametrize(
    ("codes", "looks", "left", "passed"),
    [
        (["0"], ["first"], {"first.json"}, True),
        (["1", "1"], ["first", "again"], {"first.json", "again.json"}, True),
        (["2", "0"], ["first", "again"], {"first.json", "again.json"}, True),
        (["1", "3"], ["first", "again"], {"first.json"}, True),
        (["3", "3"], ["first", "first"], set(), True),
        (["3", "1"], ["first", "first"], {"first.json"}, True),
        (["crash"], ["first"], set(), False),
        (["4"], ["first"], {"first.json"}, False),
        (["1", "crash"], ["first", "again"], set(), False),
    ],
)
def test_night_looks_again_before_an_alarm(tmp_path, codes, looks, left, passed) -> None:
    """Drift, and a document that cannot be had, are looked at twice; a fault of ours fails the run."""
    (tmp_path / "codes").write_text("\n".join(codes) + "\n", encoding="utf-8")
    done = run(script("drift", "compare", "look()"), tmp_path, DRIFT)
    assert (done.returncode == 0) is passed, done.stderr
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert [re.search(r"json=drift/(\w+)\.json", call)[1] for call in calls] == looks
    assert {path.name for path in (tmp_path / "drift").glob("*.json")} == left
    assert all(line == "{}" or line.startswith("| ") for line in done.stdout.splitlines()), "no command to the runner"


@pytest.mark.parametrize(
    ("files", "given"),
    [
        (["first.json", "first.txt"], "--report drift/first.json --markdown drift/report.md --reason drift/first.txt"),
        (["first.txt"], "--report drift/first.json --markdown drift/report.md --reason drift/first.txt"),
        (
            ["first.json", "first.txt", "again.json", "again.txt"],
            "--report drift/first.json --again drift/again.json --markdown drift/report.md --reason drift/again.txt",
        ),
        (
            ["first.json", "first.txt", "again.txt"],
            "--report drift/first.json --again drift/again.json --markdown drift/report.md --reason drift/again.txt",
        ),
    ],
)
def test_alarm_is_given_what_was_found(tmp_path, files, given) -> None:
    """The second look is handed over where there was one, also where it could not compare."""
    (tmp_path / "drift").mkdir()
    for name in files:
        (tmp_path / "drift" / name).touch()
    done = run(script("drift", "issue", "scripts.drift.nightly.alarm"), tmp_path, "exit 0")
    assert done.returncode == 0, done.stderr
    said = (tmp_path / "calls").read_text(encoding="utf-8").strip()
    assert said == f"-m scripts.drift.nightly.alarm example {given} --state state/state.json"


def test_list_of_providers_becomes_the_matrix(tmp_path) -> None:
    """What the command prints is handed on; where it fails the run fails."""
    text = script("drift", "providers", "--list")
    assert run(text, tmp_path, 'echo \'["a", "b"]\'').returncode == 0
    said = (tmp_path / "output").read_text(encoding="utf-8")
    assert json.loads(said.removeprefix("names=")) == ["a", "b"]
    assert run(text, tmp_path, "exit 3").returncode == 3
