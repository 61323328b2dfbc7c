"""Untrusted documents: no network, no other file, all or nothing, only escaped text."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonCode

from scripts.codegen import generate
from scripts.codegen.escape import comment, docstring, literal, prose, sentence
from scripts.codegen.proof.allowed_code import UnexpectedCodeError, parse_allowed
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.proof.expected import ExpectedEnum, ExpectedModel, ExpectedOperation, ExpectedPackage
from scripts.codegen.render import output, project, render, single
from scripts.codegen.render.output import format_tree, swap_in
from scripts.codegen.render.plan import configuration
from scripts.codegen.render.project import OnlyTested, UnprintableError, vetted
from tests.codegen.conftest import configured, document, ok_response

HOME = Path(__file__).parents[2]
JOB = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "kind": {"enum": ["a", "b"]}}}
GET = {
    "operationId": "getJob",
    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
    "responses": ok_response({"$ref": "#/components/schemas/Job"}),
}
DOCUMENT = document({"/jobs/{id}": {"get": GET}}, {"Job": JOB})

AUDITED = """
import json, sys
from pathlib import Path
import scripts.codegen.render.single
from scripts.codegen import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
import attr, attrs, httpx, encodings.idna
opened, forbidden, runs = [], [], []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.append((arguments[0], arguments[1] or "r"))
    elif event.startswith(("socket.", "urllib.", "http.")) or event in ("os.system", "os.exec", "os.posix_spawn"):
        forbidden.append(event)
    elif event == "subprocess.Popen":
        forbidden.append(str(arguments[0])) if not str(arguments[0]).endswith("ruff") else None
sys.addaudithook(hook)
for folder in map(Path, sys.argv[1:]):
    source, out = folder / "openapi.json", folder / "out"
    opened, forbidden = [], []
    config = Config.from_sources(ConfigFile(), MetaType.NONE, source, "utf-8", True, out)
    errors = [str(error.header) for error in generate(config=config)]
    runs.append({"errors": errors, "opened": opened, "forbidden": forbidden})
print(json.dumps(runs))
"""


def source_in(folder: Path, doc: dict[str, Any] = DOCUMENT) -> Path:
    """Write the document into a folder."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


OUTSIDE = ["file:///etc/passwd", "http://127.0.0.1:9/x.json", "other.json#/Job", "/etc/passwd", "\\\\host\\x"]


def test_no_network_and_no_other_file(tmp_path: Path) -> None:
    """Generating opens the document, the templates, and what it writes; a reference out of the document opens nothing."""
    documents = [DOCUMENT]
    for reference in OUTSIDE:
        job = {**JOB, "properties": {"x": {"$ref": reference}}}
        documents.append({**DOCUMENT, "components": {"schemas": {"Job": job}}})
    folders = [tmp_path / str(number) for number in range(len(documents))]
    for folder, doc in zip(folders, documents, strict=True):
        folder.mkdir()
        (folder / "other.json").write_text("{}", encoding="utf-8")
        source_in(folder, doc)
    path = os.pathsep.join([str(HOME), str(HOME / "src")])
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, *map(str, folders)],  # one process for all: an audit hook cannot be removed
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    runs = json.loads(done.stdout)
    assert [bool(run["errors"]) for run in runs] == [False] + [True] * len(OUTSIDE)
    for run, folder in zip(runs, folders, strict=True):
        assert run["forbidden"] == []
        assert unexpected({Path(name) for name, _ in run["opened"]}, folder) == []
        written = [Path(name) for name, mode in run["opened"] if any(letter in str(mode) for letter in "wax+")]
        assert all(path.is_relative_to(folder) or path.is_relative_to("/dev") for path in written)


def unexpected(opened: set[Path], folder: Path) -> list[Path]:
    """Return the files that generating from the document of a folder has no reason to open."""
    code = (HOME / "templates", HOME / "scripts", HOME / "src", Path(sys.prefix), Path(sys.base_prefix))
    system = (Path("/dev"), Path("/proc"))
    return [
        path
        for path in opened
        if not path.name.startswith("libc")
        and not any(path.is_relative_to(allowed) for allowed in (*code, *system))
        and not (path.parent.is_relative_to(folder) and path.name != "other.json")
    ]


@pytest.mark.parametrize("value", [UntrustedString("x"), PythonCode("x"), object(), ["x"], {"x": 1}, None])
def test_a_template_prints_vetted_text_only(value: Any) -> None:
    """Any value but plain text and numbers stops the run instead of being printed."""
    environment = jinja2.Environment(finalize=vetted, undefined=OnlyTested)  # Python is rendered
    with pytest.raises(UnprintableError):
        environment.from_string("{{ value }}").render(value=value)
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ missing }}").render()
    assert environment.from_string("{% if missing %}a{% endif %}b{{ 1 }}").render() == "b1"


def test_a_custom_template_cannot_print_what_is_not_vetted(tmp_path: Path) -> None:
    """The guard is that of the real run; nothing is written."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "package_init.py.jinja").write_text("{{ openapi.title }}", encoding="utf-8")
    (error,) = generate(config=configured(source_in(tmp_path), tmp_path / "out"), custom_template_path=templates)
    assert "printed a UntrustedString" in str(error.header)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os", "imports os"),
        ("from subprocess import run", "imports subprocess"),
        ("import videojobs.client", "imports videojobs.client"),
        ("print('x')", "run a statement"),
        ("if True:\n    X = 1", "run a statement"),
        ("X = exec('1')", "names exec"),
        ("X = dict()", "would call dict"),
        ("class A:\n    x = bytes()", "would call bytes"),
        ("def f(x=print()) -> None: ...", "would call print"),
        ("class A(type('B', (), {})): ...", "would call type"),
        ("X = ().__class__", "reaches for __class__"),
        ("X = object.__new__", "reaches for __new__"),
        ("def f() -> None:\n    __import__('os')", "names __import__"),
        ("def f() -> None:\n    eval('1')", "names eval"),
        ("X = (lambda: 1)()", "would call"),
        ("X = [dict() for _ in ()]", "would call dict"),
        ("for x in (): ...", "run a statement"),
        ("class A:\n    print('x')", "run a statement"),
        ("class A:\n    class B:\n        if x: ...", "run a statement"),
        ("with x: ...", "run a statement"),
        ("try:\n    pass\nfinally:\n    pass", "run a statement"),
        ("X = 1 +", "not Python"),
        ("X = '\x00'", "not Python"),
        ("def f(a: int, a: int) -> None: ...", "not Python"),
        ("return 1", "not Python"),
    ],
)
def test_output_that_would_do_something_is_refused(tmp_path: Path, code: str, reason: str) -> None:
    """Statements that a string of a document could contain."""
    (tmp_path / "x.py").write_text(code, encoding="utf-8")
    if reason:
        with pytest.raises(UnexpectedCodeError, match=re.escape(reason)):
            parse_allowed(tmp_path)


MODEL = """
class Job(Model[Any]):
    id: str
    kind_: str
    additional_properties: dict[str, Any]

    WIRE_NAMES = {"kind_": "kind"}

    @classmethod
    def from_dict(cls, src):
        self.id = src["id"]
        self.kind_ = src.get("kind", UNSET)
"""
KEYS = {"id": "id", "kind": "kind_"}
ENUM = 'class Kind(OpenStrEnum):\n    A = "a"\n'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (MODEL, ExpectedModel("Other", KEYS)),
        (MODEL, ExpectedModel("Job", {"id": "id_", "kind": "kind_"})),
        (MODEL, ExpectedModel("Job", {"ID": "id", "kind": "kind_"})),
        (MODEL, ExpectedModel("Job", {**KEYS, "x": "x"})),
        (MODEL.replace("id: str", "id: str\n    y: int"), ExpectedModel("Job", KEYS)),
        (MODEL.replace('{"kind_": "kind"}', '{"kind_": "Kind"}'), ExpectedModel("Job", KEYS)),
        (MODEL.replace("WIRE_NAMES", "NAMES"), ExpectedModel("Job", KEYS)),
        (MODEL.replace('src["id"]', 'src["ID"]'), ExpectedModel("Job", KEYS)),
        (MODEL.replace('src.get("kind"', 'src.get("Kind"'), ExpectedModel("Job", KEYS)),
        (MODEL.replace('        self.id = src["id"]\n', ""), ExpectedModel("Job", KEYS)),
        (f"{MODEL}\n\nclass More: ...\n", ExpectedModel("Job", KEYS)),
        (ENUM, ExpectedEnum("Kind", {"A": "a "})),
        (ENUM, ExpectedEnum("Kind", {"A": "a", "B": "b"})),
        (ENUM, ExpectedEnum("Kind", {"B": "a"})),
        ("", ExpectedEnum("Kind", {"A": "a"})),
    ],
)
def test_output_that_differs_from_the_document_is_refused(
    tmp_path: Path, code: str, expected: ExpectedModel | ExpectedEnum | ExpectedOperation
) -> None:
    """A key, value or name that changed on the way, or a class too many."""
    package = ExpectedPackage({"models/x.py": expected}, ())
    for name in package.files:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    (tmp_path / "models" / "x.py").write_text(code, encoding="utf-8")
    with pytest.raises(UnexpectedCodeError, match=r"models/x\.py"):
        check_package(tmp_path, package)
    (tmp_path / "models" / "more.py").write_text("", encoding="utf-8")
    with pytest.raises(UnexpectedCodeError, match=r"models/more.py: not planned"):
        check_package(tmp_path, package)


def test_output_that_matches_the_document_is_accepted(tmp_path: Path) -> None:
    """The code that the cases above change in one place each."""
    package = ExpectedPackage(
        {"models/x.py": ExpectedModel("Job", KEYS), "models/y.py": ExpectedEnum("Kind", {"A": "a"})}, ()
    )
    for name in package.files:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text({"models/x.py": MODEL, "models/y.py": ENUM}.get(name, ""), encoding="utf-8")
    check_package(tmp_path, package)


@pytest.mark.parametrize("lost", ["models", "enums", "operations"])
def test_a_class_or_operation_that_the_parser_loses_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """Its module is missing in the comparison of the code with the document."""

    def parse_without(document: Any, config: Any) -> Any:
        data = project.parse(document, config)
        if lost == "operations":
            data.endpoint_collections_by_tag.clear()
        else:
            setattr(data, lost, [])
        return data

    monkeypatch.setattr(render, "parse", parse_without)
    (error,) = generate(config=configured(source_in(tmp_path), tmp_path / "out"))
    assert "planned, but not there" in str(error.header)


@pytest.mark.parametrize("step", ["format_tree", "check_package", "swap_in", "render", "normalise"])
@pytest.mark.parametrize("existing", [False, True])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, existing: bool
) -> None:
    """Whatever step fails: no scratch folder, no half package, and the old one is untouched."""
    source = source_in(tmp_path)
    target = tmp_path / "deep" / "er" / "out"
    if existing:
        assert not generate(config=configured(source, target))
    before = _files(tmp_path)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(single, step, fail)
    (error,) = generate(config=configured(source, target))
    assert "No space left" in str(error.header)
    assert _files(tmp_path) == before


def test_a_swap_that_fails_half_way_puts_the_old_package_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of the two renames."""
    source, target = source_in(tmp_path), tmp_path / "out"
    assert not generate(config=configured(source, target))
    before = _files(tmp_path)
    rename = Path.rename

    def fails(self: Path, other: Path) -> Path:
        if self.name == "package":
            raise OSError(5, "Input/output error")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", fails)
    (error,) = generate(config=configured(source, target))
    assert "Input/output error" in str(error.header)
    monkeypatch.undo()
    assert _files(tmp_path) == before


@pytest.mark.parametrize("name", ["thesis.odt", "notes/.git/HEAD", "data.json"])
def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path, name: str) -> None:
    """``--out`` at the wrong place must not cost anyone's work."""
    target = tmp_path / "out"
    (target / name).parent.mkdir(parents=True)
    (target / name).write_text("mine", encoding="utf-8")
    (error,) = generate(config=configured(source_in(tmp_path), target))
    assert "was not generated" in str(error.header)
    assert (target / name).read_text(encoding="utf-8") == "mine"


def test_a_link_is_not_replaced(tmp_path: Path) -> None:
    """Nor what it leads to."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    (error,) = generate(config=configured(source_in(tmp_path), tmp_path / "out"))
    assert "is not a folder" in str(error.header)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda config: setattr(config, "document_source", "file:///etc/passwd"), "starts with file://"),
        (lambda config: setattr(config, "overwrite", False), "already exists"),
    ],
)
def test_settings_that_cannot_be_honoured_are_refused(
    tmp_path: Path, change: Callable[[Any], None], reason: str
) -> None:
    """Never ignored without a word; the others are in test_settings.py."""
    (tmp_path / "out").mkdir()
    config = configured(source_in(tmp_path), tmp_path / "out")
    change(config)
    (error,) = generate(config=config)
    assert reason in str(error.header)


def test_another_formatter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The output depends on its release."""
    monkeypatch.setattr(output, "version", lambda name: "0.0.1")
    with pytest.raises(RuntimeError, match=r"the output depends on =="):
        format_tree(tmp_path)


def test_nothing_is_swapped_into_a_file(tmp_path: Path) -> None:
    """A target that is a file stays."""
    (tmp_path / "made").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RuntimeError, match="not a folder"):
        swap_in(tmp_path / "made", tmp_path / "file")


def test_a_comment_cannot_be_obeyed() -> None:
    """No encoding line, no pragma, no second line."""
    text = comment("a\nb \u2028 coding: utf-7 type:ignore mypy : ignore-errors fmt=off")
    assert text == "a b coding : utf-7 type :ignore mypy : ignore-errors fmt =off"


def test_prose_is_bounded_and_stays_in_its_quotes() -> None:
    """Each of the escapers for text."""
    assert len(prose("x" * 1_000_000)) < 11_000
    for text in ('"""', "\\", '\\"""', 'x"', "\\\\", '""""""', "a\\\n"):
        code = docstring(sentence(text) or "x", {"Args": [f"a: {sentence(text)}"]}, indent=0)
        (statement,) = ast.parse(code).body
        assert isinstance(statement, ast.Expr)


def test_literals_of_other_types_are_refused() -> None:
    """What cannot be written as a constant is no constant."""
    with pytest.raises(TypeError):
        literal(object())


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_our_own_configuration_has_no_hooks(tmp_path: Path) -> None:
    """They are shell commands."""
    assert configuration(tmp_path).post_hooks == []
