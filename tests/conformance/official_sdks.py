"""The official SDKs of the format, in Python and for node, against the emulator of its author."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts import make_env
from tests.conformance.client_requests import png
from tests.conformance.environments import NODE, OUTPUTS, PYTHON, node_version_of, sdk_sources, version_of
from tests.conformance.table import Row
from videojobs.emulator import serve

PROVIDER = "openai"
SUITE = "tests/api_resources/test_videos.py"
SUITE_KEY = "My API Key"  # in the suite's conftest.py
SUITE_SECONDS = 300
# The suite has this many tests; a version with fewer is read before it is pinned.
PYTHON_TESTS = 188
NODE_CALLS, NODE_ERRORS = 22, 11


def judge_with_python() -> Row:
    """Run the SDK's own tests of the video calls against the emulator, which starts a job for each unknown id."""
    sources = sdk_sources()
    report = OUTPUTS / "python-sdk.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    with serve(PROVIDER, unknown_ids="create", api_key=SUITE_KEY) as served:
        command = ["-m", "pytest", SUITE, "-q", "-o", "addopts=", "-p", "no:cacheprovider", f"--junit-xml={report}"]
        environment = {**os.environ, "TEST_API_BASE_URL": served.base_url, "PYTHONNOUSERSITE": "1"}
        done = subprocess.run(
            [make_env.python_of(PYTHON), *command],
            cwd=sources,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SUITE_SECONDS,
            check=False,
        )
    failures: list[str] = []
    passed = 0
    if report.is_file():
        for case in ElementTree.parse(report).iter("testcase"):
            problem = next((element for element in case if element.tag in ("failure", "error")), None)
            if problem is not None:
                failures.append(f"{case.get('classname')}.{case.get('name')}: {problem.get('message')}")
            elif case.find("skipped") is None:
                passed += 1
    if not failures and (done.returncode != 0 or passed < PYTHON_TESTS):
        failures.append(
            f"{passed} tests passed, not {PYTHON_TESTS}; exit code {done.returncode}: {(done.stdout + done.stderr)[-2000:]}"
        )
    checked = f"{passed + len(failures)} tests"
    return Row("openai, Python", version_of("openai"), PROVIDER, checked, tuple(failures), time.monotonic() - started)


def run_docs_example() -> Row:
    """Run the JavaScript of docs/emulator.md, unmodified, against the emulator."""
    started = time.monotonic()
    page = (make_env.ROOT / "docs/emulator.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```javascript\n(.*?)```", page, re.DOTALL)
    file = NODE / "boat.test.mjs"
    file.write_text(example, encoding="utf-8")
    with serve(PROVIDER) as served:
        environment = {**os.environ, "EMULATOR": served.url}
        command = ["node", "--test", str(file)]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=SUITE_SECONDS, check=False
        )
        paid = [job.prompt for job in served.app.jobs]
    failures = ()
    if done.returncode != 0 or paid != ["A paper boat"]:
        failures = (re.sub(r"\s+", " ", f"jobs: {paid}: {done.stdout}{done.stderr}")[-2000:],)
    version = node_version_of("openai")
    return Row("docs/emulator.md", version, PROVIDER, "1 test", failures, time.monotonic() - started)


def judge_with_node() -> Row:
    """Call the video methods of the npm package against the emulator; its clock moves on at each reading."""
    started = time.monotonic()
    seconds = count(1_800_000_000)
    with (
        TemporaryDirectory() as folder,
        serve(PROVIDER, clock=lambda: float(next(seconds)), render_seconds=20) as served,
    ):
        image = Path(folder, "image.png")
        image.write_bytes(png(720, 1280))
        done = subprocess.run(
            ["node", str(NODE / "sdk.mjs"), served.base_url, served.api_key, str(image)],
            capture_output=True,
            text=True,
            timeout=SUITE_SECONDS,
            check=False,
        )
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    failures = [f"{result['name']}: {result['failure']}" for result in results if result["failure"] is not None]
    calls = sum(result["kind"] == "call" for result in results)
    errors = len(results) - calls
    if (calls, errors) != (NODE_CALLS, NODE_ERRORS) or done.returncode != 0:
        stderr = re.sub(r"\s+", " ", done.stderr)[-2000:]
        failures.append(f"{calls} calls and {errors} errors were reported; exit code {done.returncode}: {stderr}")
    checked = f"{calls} calls, {errors} errors"
    version = node_version_of("openai")
    return Row("openai, npm", version, PROVIDER, checked, tuple(failures), time.monotonic() - started)
