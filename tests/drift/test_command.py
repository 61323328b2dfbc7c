"""``python -m scripts.drift`` as a maintainer and CI call it: output and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.drift.command import main
from tests.raw_server import RawServer, Script, answer
from tests.spec.support import REPOSITORY, SPEC, upstream

BASE = """\
openapi: 3.1.0
info: {title: Clips, version: '1'}
paths:
  /clips:
    post:
      operationId: createClip
      tags: [Clips]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        '200': {description: done, content: {application/json: {schema: {$ref: '#/components/schemas/Clip'}}}}
  /clips/{id}:
    get:
      operationId: getClip
      tags: [Clips]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: done, content: {application/json: {schema: {$ref: '#/components/schemas/Clip'}}}}
components:
  schemas:
    Order: {type: object, properties: {prompt: {type: string, description: What to show.}}, required: [prompt]}
    Clip: {type: object, properties: {id: {type: string}, length: {type: integer}}, required: [id, length]}
"""
PROSE = BASE.replace("What to show.", "What the clip shows.")
GROWN = BASE.replace("length: {type: integer}", "length: {type: integer}, size: {type: string}")
BROKEN = BASE.replace("length: {type: integer}}, required: [id, length]", "length: {type: integer}}, required: [id]")
RENAMED = BASE.replace("operationId: getClip", "operationId: fetchClip")


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that writes texts as documents and returns their names."""

    def write(*texts: str | bytes) -> list[str]:
        names = []
        for number, text in enumerate(texts):
            path = tmp_path / f"document{number}.yaml"
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            names.append(str(path))
        return names

    return write


@pytest.mark.parametrize(
    ("revision", "code"), [(BASE, 0), (PROSE, 0), (GROWN, 2), (BROKEN, 1), (RENAMED, 1), (BASE + "x-new: 1\n", 0)]
)
def test_exit_codes(files, capsys, revision: str, code: int) -> None:
    """0 nothing that matters, 1 a break of the client, 2 compatible drift to vendor."""
    assert main(files(BASE, revision)) == code
    assert capsys.readouterr().out.endswith("\n")


@pytest.mark.parametrize(
    ("threshold", "codes"),
    [("breaking", [0, 0, 0, 1]), ("compatible", [0, 0, 2, 1]), ("docs", [0, 2, 2, 1]), ("never", [0, 0, 0, 0])],
)
def test_fail_on_moves_the_threshold(files, threshold: str, codes: list[int]) -> None:
    """Changes below the threshold end with 0; a break never ends with 2."""
    found = [main([*files(BASE, text), "--fail-on", threshold]) for text in (BASE, PROSE, GROWN, BROKEN)]
    assert found == codes


def test_prose_is_counted_and_listed_on_demand(files, capsys) -> None:
    """Without --docs a report counts changes of prose; with it, they are listed."""
    pair = files(BASE, PROSE)
    main(pair)
    assert "1 change is prose" in capsys.readouterr().out
    main([*pair, "--docs"])
    assert "Order.prompt" in capsys.readouterr().out


def test_select_narrows_to_a_tag_or_a_path(files, capsys) -> None:
    """Changes outside of the selected operations are not reported; a tag or path without operations is an error."""
    changed = BASE.replace("operationId: getClip\n      tags: [Clips]", "operationId: fetchClip\n      tags: [Other]")
    pair = files(BASE, changed)
    assert main([*pair, "--select", "/clips/{id}"]) == 1
    assert "fetchClip" in capsys.readouterr().out
    only_create = changed.replace("/clips:", "/orders:")
    pair = files(BASE.replace("/clips:", "/orders:"), only_create)
    assert main([*pair, "--select", "/orders"]) == 0
    assert main([*pair, "--select", "Nothing"]) == 3
    assert "Nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["one.yaml"],
        ["a", "b", "c"],
        ["--provider", "x", "a", "b"],
        ["--nonsense"],
        ["a", "b", "--format", "pdf"],
        ["a", "b", "--write", "pdf=x"],
        ["a", "b", "--write", "json"],
        ["a", "b", "--today", "soon"],
    ],
)
def test_a_wrong_command_line_ends_with_3(arguments: list[str], capsys) -> None:
    """Not with 2, as argparse does: a misspelt option must not look like drift."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 3
    assert "usage:" in capsys.readouterr().err


DEEP = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: " + "{a: " * 500 + "1" + "}" * 500
CIRCLE = BASE + "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"
CIRCLE = CIRCLE.replace("length: {type: integer}", "length: {$ref: '#/components/schemas/A'}")
ITSELF = BASE.replace("Clip: {type: object,", "Clip: {allOf: [{$ref: '#/components/schemas/Clip'}], type: object,")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no document"),
        ("{}", "empty object"),
        ("[]", "a list"),
        ("error code: 524", "'openapi'"),
        ("just words", "plain text"),
        ("<!DOCTYPE html><html></html>", "HTML"),
        ("swagger: '2.0'\n", "Swagger 2.0"),
        ("openapi: 4.0.0\npaths: {}\n", "4.0.0"),
        ("openapi: 3.1.0\n", "paths"),
        ("openapi: 3.1.0\npaths: []\n", "/paths"),
        ("openapi: [\n", ":"),
        (b"\xff\xfe", "UTF-8"),
        (DEEP, "deep"),
        (CIRCLE, "/components/schemas"),
        (ITSELF, "/components/schemas/Clip"),
        (BASE.replace("schemas/Order'", "schemas/Gone'"), "Gone"),
        (BASE.replace("schemas/Order'", "schemas/Order" + "/a" * 50_000 + "'"), "point it to a schema"),
        (BASE.replace("'#/components/schemas/Order'", "'https://example.com/x'"), "example.com"),
        (BASE.replace("parameters: [{name", "parameters: [3, {name"), "/paths/~1clips~1{id}/get/parameters/0"),
        (BASE.replace("/clips/{id}:\n    get:", "/clips/{id}:\n    get: null\n    put:"), "/paths/~1clips~1{id}/get"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_an_unusable_document_is_one_line_and_3(files, capsys, text: str | bytes, words: str, swapped: bool) -> None:
    """A broken, cyclic or foreign document is reported with file, place and remedy, be it the base or the revision."""
    pair = files(BASE, text)
    assert main(pair[::-1] if swapped else pair) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1 and words in told.err
    assert pair[1] in told.err


def test_a_missing_file_is_reported(tmp_path: Path, files, capsys) -> None:
    """The line names the file."""
    assert main([*files(BASE), str(tmp_path / "none.yaml")]) == 3
    assert "none.yaml" in capsys.readouterr().err


Start = Callable[[Script], RawServer]


def serving(body: bytes) -> Script:
    """Return the script of a server with one response body for all requests."""
    return lambda peer, _: peer.sendall(answer(body=body, content_type="text/plain"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"error code: 524", "error code: 524"),
        (b"<html>busy</html>", "HTML"),
        (b"{}", "empty object"),
        (b'{"error": {"message": "rate limited"}}', "rate limited"),
        (b"", "empty"),
        (BASE.partition("  /clips/{id}:")[0].replace("/clips:", "/other:").encode(), "2 of the 2 paths"),
    ],
)
def test_an_error_page_is_not_drift(raw_server: Start, files, capsys, body: bytes, words: str) -> None:
    """A download that is not the document is "upstream unreachable", and never a report."""
    server = raw_server(serving(body))
    assert main([*files(BASE), f"{server.url}/openapi.yaml"]) == 3
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("upstream unreachable: ") and told.err.count("\n") == 1
    assert words in told.err


def test_a_document_is_compared_from_its_address(raw_server: Start, files, capsys) -> None:
    """An address is accepted wherever a file is; its places are named after the address."""
    server = raw_server(serving(GROWN.encode()))
    assert main([*files(BASE), f"{server.url}/openapi.yaml"]) == 2
    assert f"{server.url.partition('://')[2]}/openapi.yaml:" in capsys.readouterr().out


def test_a_plain_http_address_is_refused(files, capsys) -> None:
    """No request is sent to an address without TLS."""
    assert main([*files(BASE), "http://example.com/openapi.yaml"]) == 3
    assert "https" in capsys.readouterr().err


def test_a_report_goes_into_files_in_several_forms(files, tmp_path: Path, capsys) -> None:
    """--output takes the report, --write further forms of it; the same run gives the same bytes twice."""
    pair = files(BASE, BROKEN)
    texts = []
    for run in ("1", "2"):
        out, further = tmp_path / f"report{run}.md", tmp_path / f"report{run}.json"
        write = ["--format", "markdown", "--output", str(out), "--write", f"json={further}"]
        assert main([*pair, *write]) == 1
        assert capsys.readouterr().out == ""
        texts.append((out.read_bytes(), further.read_bytes()))
    assert texts[0] == texts[1]
    assert json.loads(texts[0][1])["changes"]


def test_a_report_that_cannot_be_written_is_an_error(files, tmp_path: Path, capsys) -> None:
    """A missing folder is one line, not a traceback."""
    assert main([*files(BASE, BROKEN), "--output", str(tmp_path / "none" / "report.txt")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_accepted_drift_is_accepted_until_its_day(files, tmp_path: Path, capsys) -> None:
    """An accepted change ends with 0 and is named; after its last day it counts again, and the entry is listed."""
    pair = files(BASE, BROKEN)
    main([*pair, "--format", "json"])
    change = json.loads(capsys.readouterr().out)["changes"][0]
    accepted = tmp_path / "accepted-drift.yaml"
    accepted.write_text(
        f"accepted:\n- fingerprint: '{change['fingerprint']}'\n  what: length\n  reason: we never read it\n"
        "  until: '2026-12-01'\n",
        encoding="utf-8",
    )
    given = [*pair, "--accepted", str(accepted), "--today"]
    assert main([*given, "2026-12-01"]) == 0
    assert "we never read it" in capsys.readouterr().out
    assert main([*given, "2026-12-02"]) == 1
    assert "a day that is over" in capsys.readouterr().out


def test_an_accepted_change_needs_nothing_more(tmp_path: Path, capsys) -> None:
    """Neither its suggestion nor the names that it breaks are reported, and there are no next steps."""
    example = Path(__file__).parent / "example"
    asked = ["--spec", str(example / "spec"), "--provider", "clips", str(example / "revision.yaml")]
    main([*asked, "--format", "json"])
    found = json.loads(capsys.readouterr().out)["changes"]
    accepted = tmp_path / "accepted-drift.yaml"
    entry = "- {{fingerprint: '{}', what: it changed, reason: it may, until: '2026-12-01'}}\n"
    accepted.write_text("accepted:\n" + "".join(entry.format(change["fingerprint"]) for change in found))
    assert main([*asked, "--accepted", str(accepted), "--today", "2026-11-21"]) == 0
    output = capsys.readouterr().out
    assert f"{len(found)} are accepted" in output
    assert "in spec/:" not in output and "no change that explains it" not in output and "Next:" not in output


FORMATS = ["date", "date-time", "uuid", "uri", "email", "int64"]


@pytest.mark.parametrize("back", [False, True])
def test_a_format_matters_where_the_generator_has_a_type_for_it(files, capsys, back: bool) -> None:
    """``format: uri`` has no effect; ``date-time`` turns a text into a datetime. The rule and the generated client agree."""
    plain = "".join(f", at{number}: {{type: string}}" for number in range(len(FORMATS)))
    typed = "".join(f", at{number}: {{type: string, format: {name}}}" for number, name in enumerate(FORMATS))
    pair = files(
        *(BASE.replace(", length: {type: integer}}", f", length: {{type: integer}}{text}}}") for text in (plain, typed))
    )
    told = []
    for more in ([], ["--impact"]):
        assert main([*(pair[::-1] if back else pair), "--format", "json", *more]) == 1
        report = json.loads(capsys.readouterr().out)
        told.append({change["node"][-1]: change["verdict"]["client"] for change in report["changes"]})
    assert told[0] == told[1] == {"0": "breaking", "1": "breaking", "2": "breaking"}
    assert {symbol["name"][-1] for symbol in report["impact"]["symbols"]} == {"0", "1", "2"}


def test_publishing_providers_are_listed(capsys) -> None:
    """--list prints JSON for the nightly workflow."""
    assert main(["--list"]) == 0
    names = json.loads(capsys.readouterr().out)
    assert names and all((SPEC / name / "provider.yaml").is_file() for name in names)


def test_a_provider_without_a_published_document_is_an_error(tmp_path: Path, capsys) -> None:
    """The line has a remedy for providers that publish no document."""
    silent = next(
        item
        for item in sorted(SPEC.iterdir())
        if (item / "provider.yaml").is_file() and "latest" not in (item / "provider.yaml").read_text()
    )
    assert main(["--provider", silent.name]) == 3
    assert "videojobs contract" in capsys.readouterr().err


def test_a_vendored_document_is_compared_with_its_folder(tmp_path: Path, capsys) -> None:
    """With --provider: broken names, states of the overlay, samples, and next steps."""
    shutil.copytree(SPEC, tmp_path / "spec")
    name = next(
        path.parent.name
        for path in sorted(SPEC.glob("*/provider.yaml"))
        if "latest:" in path.read_text()
        and "operationId: GetVideo\n" in path.with_name("openapi.yaml").read_text(encoding="utf-8")
    )
    published = tmp_path / "published.yaml"
    text = (SPEC / name / "openapi.yaml").read_text(encoding="utf-8")
    published.write_text(text.replace("operationId: GetVideo\n", "operationId: FetchVideo\n"), encoding="utf-8")
    code = main(["--spec", str(tmp_path / "spec"), "--provider", name, str(published), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert code == 1
    assert [change["kind"] for change in report["changes"]] == ["operation-id-changed"]
    assert any("get_video" in symbol["name"] for symbol in report["impact"]["symbols"])
    assert "FetchVideo" in json.dumps(report["overlay"])
    assert "make vendor" in json.dumps(report)


def test_our_copy_differs_from_the_published_one_in_prose_only(capsys) -> None:
    """The document in spec/ has the structure of the published one: nothing above docs."""
    published = upstream("openai/openapi.videos.yaml")
    assert main([str(SPEC / "openai" / "openapi.yaml"), str(published), "--docs", "--format", "json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert changes and {change["verdict"]["client"] for change in changes} == {"docs"}


def test_the_command_runs_as_a_module(files) -> None:
    """As CI runs it: by name, from the project's folder."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.drift", *files(BASE, GROWN)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.parametrize("name", ["nope", "", "../clips", "."])
def test_an_unknown_provider_is_reported_with_the_known_ones(name: str, capsys) -> None:
    """A name must be that of a folder under spec/."""
    with pytest.raises(SystemExit) as ended:
        main(["--provider", name])
    assert ended.value.code == 3
    assert f"there is no provider {name!r}; use one of: " in capsys.readouterr().err


def test_an_empty_spec_folder_is_an_error(tmp_path: Path, capsys) -> None:
    """A wrong --spec must not look like a quiet night."""
    with pytest.raises(SystemExit) as ended:
        main(["--spec", str(tmp_path)])
    assert ended.value.code == 3
    assert "publishes a document" in capsys.readouterr().err


def test_a_full_output_is_an_error_and_a_closed_one_is_not(files) -> None:
    """A full disk is a failure; `| head` is not."""
    command = [sys.executable, "-m", "scripts.drift", *files(BASE, BROKEN)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=REPOSITORY, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "the report cannot be printed: No space left on device\n")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=REPOSITORY, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_letters_that_a_terminal_cannot_show_are_escaped(files) -> None:
    """No document makes a run end in a traceback."""
    command = [sys.executable, "-m", "scripts.drift", *files(BASE, BROKEN.replace("getClip", "h\u00f6le"))]
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=REPOSITORY, env=plain, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "h\\xf6le" in done.stdout
